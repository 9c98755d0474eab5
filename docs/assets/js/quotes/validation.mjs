// What the quote form checks in the page. Plain functions without a page: they do what
// model/form/validation.py does, and a test compares the two.

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} kind
 * @property {string} label
 * @property {boolean} required
 * @property {boolean} prefill
 * @property {boolean} personal
 * @property {string[]} options
 * @property {number | null} minLength
 * @property {number | null} maxLength
 * @property {Record<string, string>} messages by what is wrong
 */

/**
 * What browser_rules() gives, and hosted_rules() adds for a hosted provider.
 * @typedef {object} Rules
 * @property {Field[]} fields
 * @property {string[]} reservedDomains
 * @property {string} keyField
 * @property {string | null} tokenField
 * @property {{prefix: string}} errors
 * @property {Record<"progress" | "go_on" | "check" | "change" | "unanswered" | "known_by",
 *   string>} steps
 * @property {string} thanks the page that confirms
 * @property {Record<"label" | "sending" | "retrying" | "again", string>} submit
 * @property {{left: string, over: string}} characterCount
 * @property {Record<"network" | "unknown" | "contact", string>} failures
 * @property {import("./hosted-provider.mjs").Provider} [provider]
 */

const BREAKS = /\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/gu;
const UNSEEN =
  /[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;
const SPACES = /[\t \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+/gu;
const ENDS = /^[\s\u200c\u200d]+|[\s\u200c\u200d]+$/gu;

const LOCAL_PART =
  /^[\w!#$%&'*+\-/=?^`{|}~\u{80}-\u{10ffff}]+(\.[\w!#$%&'*+\-/=?^`{|}~\u{80}-\u{10ffff}]+)*$/u;
const HOST_LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i;
// Neither letter, mark, number, punctuation nor symbol; or a mark with nothing to stand on.
const UNSAFE = /[^\p{L}\p{M}\p{N}\p{P}\p{S}]|^\p{M}/u;
const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_LENGTH = 86_400_000; // milliseconds
const MAX_EMAIL_BYTES = 254;
const MAX_DOMAIN_LENGTH = 253;
const MAX_LABEL_LENGTH = 63;

/**
 * Length in code points, as Python counts.
 * @param {string} text
 */
export function countCharacters(text) {
  return [...text].length;
}

/**
 * The answer as it is checked, sent and stored.
 * @param {string} value
 * @param {Pick<Field, "kind" | "options">} field
 */
export function normalise(value, field) {
  let text = value.replace(BREAKS, "\n");
  if (field.kind === "textarea") {
    text = text.replace(UNSEEN, "");
  } else {
    text = text.replaceAll("\n", " ").replace(UNSEEN, "").replace(SPACES, " ");
  }
  text = text.normalize("NFC").replace(ENDS, "");
  return field.kind === "checkboxes" ? inOrder(text, field.options) : text;
}

/**
 * What was ticked, each once and in the order of the form; what is unknown last.
 * @param {string} text
 * @param {string[]} options
 */
function inOrder(text, options) {
  const chosen = new Set(choicesOf(text));
  const known = options.filter((option) => chosen.has(option));
  return [...known, ...[...chosen].filter((value) => !options.includes(value))].join(",");
}

/** @param {string} text */
function choicesOf(text) {
  return text
    .split(",")
    .map((value) => value.trim())
    .filter(Boolean);
}

/**
 * The message of each wrong answer by field name, in the order of the form.
 * @param {Record<string, string>} values
 * @param {Rules} rules
 */
export function validate(values, rules) {
  /** @type {Record<string, string>} */
  const errors = {};
  for (const field of rules.fields) {
    const code = findMistake(normalise(values[field.name] ?? "", field), field, rules);
    if (code) errors[field.name] = field.messages[code];
  }
  return errors;
}

/**
 * The code of what is wrong with an answer, or null.
 * @param {string} value
 * @param {Field} field
 * @param {Rules} rules
 */
function findMistake(value, field, rules) {
  if (value === "") return field.required ? "required" : null;
  if (field.options.length > 0) {
    const chosen = field.kind === "checkboxes" ? choicesOf(value) : [value];
    return chosen.every((each) => field.options.includes(each)) ? null : "choice";
  }
  const length = countCharacters(value);
  if (field.minLength !== null && length < field.minLength) return "too_short";
  if (field.maxLength !== null && length > field.maxLength) return "too_long";
  if (field.kind === "date") return findDayMistake(value);
  return field.kind === "email" && !isEmail(value, rules.reservedDomains) ? "email" : null;
}

/** @param {string} value */
function findDayMistake(value) {
  if (!isDay(value)) return "date";
  // A day has passed once it has passed everywhere; west of Greenwich today is yesterday.
  return value < isoDay(Date.now() - DAY_LENGTH) ? "past" : null;
}

/** @param {number} time */
const isoDay = (time) => new Date(time).toISOString().slice(0, 10);

/**
 * Whether a text such as "2027-03-31" names a day that exists.
 * @param {string} value
 */
export function isDay(value) {
  const time = DAY.test(value) ? Date.parse(`${value}T00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && value >= "0001" && isoDay(time) === value;
}

/**
 * Whether the text has the form of an address that mail can reach.
 * @param {string} value
 * @param {string[]} reservedDomains
 */
function isEmail(value, reservedDomains) {
  const [local, domain, ...more] = value.split("@");
  if (domain === undefined || more.length > 0) return false;
  if (!LOCAL_PART.test(local) || (/[^\x00-\x7f]/.test(local) && UNSAFE.test(local))) return false;
  if (new TextEncoder().encode(value).length > MAX_EMAIL_BYTES) return false;
  const host = asciiDomain(domain);
  if (host === null || host.length > MAX_DOMAIN_LENGTH || !host.includes(".")) return false;
  if (!/[a-z]$/i.test(host) || !host.split(".").every(isLabel)) return false;
  return !reservedDomains.some((name) => host === name || host.endsWith(`.${name}`));
}

/** @param {string} label */
function isLabel(label) {
  if (label.length > MAX_LABEL_LENGTH || !HOST_LABEL.test(label)) return false;
  return !/^(?!xn)..--/i.test(label);
}

/** @param {string} domain */
function asciiDomain(domain) {
  if (/^[\x00-\x7f]*$/.test(domain)) {
    return /^[a-z0-9.-]*$/i.test(domain) ? domain.toLowerCase() : null;
  }
  // Only what a domain may hold reaches the parser: it would read the rest as a path or a port.
  if (UNSAFE.test(domain) || /[\x00-\x2c\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]/.test(domain)) return null;
  try {
    return new URL(`http://${domain}/`).hostname;
  } catch {
    return null;
  }
}

/**
 * The answers that a query gives, for the fields that allow it.
 * @param {string} query
 * @param {Rules} rules
 */
export function prefilled(query, rules) {
  const given = new URLSearchParams(query);
  /** @type {Record<string, string>} */
  const answers = {};
  for (const { name, kind, prefill, options } of rules.fields) {
    const answer = given.get(name);
    if (!prefill || answer === null) continue;
    if (kind === "date" ? isDay(answer) : options.includes(answer)) answers[name] = answer;
  }
  return answers;
}
