// Sends the quote form to a hosted provider and reads its answer, as its record says
// (data/providers.yml). No provider is known here by name. Plain functions but for the last one.

import { fill } from "../text.mjs";

/**
 * @typedef {"yes" | "no" | "something" | "success-status" | "error-status"} Says
 * @typedef {{key: string, says: Says}} Marker
 * @typedef {{key: string, shape: string, field?: string, message?: string}} FieldErrors
 * @typedef {{refused: Marker[], accepted: Marker[], body: string, messages: string[],
 *   field_errors: FieldErrors | null}} AnswerFormat
 * @typedef {Record<"said" | "field" | "refused" | "unknown" | "network", string>} Failures
 * @typedef {{encoding: string, headers: Record<string, string>, dropped: string[],
 *   answer: AnswerFormat, failures: Failures}} Provider
 * @typedef {[string, FormDataEntryValue]} Entry
 */

/**
 * `errors` are by field name, `said` are the provider's own words.
 * @typedef {{kind: "success" | "invalid" | "failed" | "unknown", errors: Record<string, string>,
 *   said: string[]}} ProviderAnswer
 */

const TIMEOUT = 30_000; // milliseconds

/** @type {Record<Says, (value: unknown) => boolean>} */
const SAYS = {
  yes: (value) => value === true,
  no: (value) => value === false,
  something: isSomething,
  "success-status": (value) => Number(value) >= 200 && Number(value) < 300,
  "error-status": (value) => Number(value) >= 400,
};

/** @param {unknown} value */
function isSomething(value) {
  if (Array.isArray(value)) return value.length > 0;
  return isRecord(value) ? Object.keys(value).length > 0 : Boolean(value);
}

/**
 * Headers and body of a request, from [name, value] pairs in the form's order.
 * @param {Provider} provider
 * @param {Entry[]} entries
 */
export function buildRequest({ dropped, encoding, headers }, entries) {
  const kept = joinRepeated(entries.filter(([name]) => !dropped.includes(name)));
  if (encoding === "json") {
    return {
      headers: { ...headers, "Content-Type": "application/json" },
      body: JSON.stringify(nest(kept)),
    };
  }
  const type = "application/x-www-form-urlencoded;charset=UTF-8";
  const pairs = kept.map(([name, value]) => [name, String(value)]);
  return {
    headers: { ...headers, "Content-Type": type },
    body: new URLSearchParams(pairs).toString(),
  };
}

/**
 * One entry a name: a provider may keep only the last of several boxes that were ticked.
 * @param {Entry[]} entries
 */
function joinRepeated(entries) {
  /** @type {Map<string, FormDataEntryValue>} */
  const joined = new Map();
  for (const [name, value] of entries) {
    joined.set(name, joined.has(name) ? `${joined.get(name)}, ${value}` : value);
  }
  return [...joined];
}

/**
 * {"a.b": 1} as {a: {b: 1}}.
 * @param {Entry[]} entries
 */
function nest(entries) {
  /** @type {Record<string, any>} */
  const whole = {};
  for (const [name, value] of entries) {
    const keys = name.split(".");
    const last = /** @type {string} */ (keys.pop());
    let place = whole;
    for (const key of keys) {
      place[key] ??= {};
      place = place[key];
    }
    place[last] = value;
  }
  return whole;
}

/**
 * What an answer means. What the record does not know for a success is none.
 * @param {Provider} provider
 * @param {number} status
 * @param {string} text
 * @param {string[]} fieldNames
 * @returns {ProviderAnswer}
 */
export function readProviderAnswer({ answer }, status, text, fieldNames) {
  const body = parseRecord(text);
  /** @param {Marker[]} markers */
  const found = (markers) =>
    body !== null && markers.some(({ key, says }) => SAYS[says](valueAt(body, key)));
  const fine = status >= 200 && status < 300;
  const refused = found(answer.refused);
  if (fine && !refused) {
    const marked = answer.accepted.length === 0 || found(answer.accepted);
    const readable = answer.body === "any" || body !== null;
    return { kind: marked && readable ? "success" : "unknown", errors: {}, said: [] };
  }
  const { errors, said } = readProblems(answer, body ?? {}, fieldNames);
  if (Object.keys(errors).length > 0) return { kind: "invalid", errors, said };
  // Below 400 nobody said no, and after 500 a request may have been taken.
  return { kind: refused || (status >= 400 && status < 500) ? "failed" : "unknown", errors, said };
}

/**
 * The provider's words: about questions of the form, and all others.
 * @param {AnswerFormat} answer
 * @param {object} body
 * @param {string[]} fieldNames
 */
function readProblems(answer, body, fieldNames) {
  /** @type {Record<string, string>} */
  const errors = {};
  const said = answer.messages.map((key) => valueAt(body, key)).filter(isText);
  for (const [name, message] of fieldProblems(answer.field_errors, body)) {
    if (!isText(message)) continue;
    if (isText(name) && fieldNames.includes(name)) errors[name] ??= message;
    else said.push(message);
  }
  return { errors, said: [...new Set(said)] };
}

/**
 * Pairs of a field and what is wrong with it, neither of them checked.
 * @param {FieldErrors | null} place
 * @param {object} body
 * @returns {[unknown, unknown][]}
 */
function fieldProblems(place, body) {
  const found = place && valueAt(body, place.key);
  if (!found || typeof found !== "object") return [];
  const { shape, field = "", message } = place;
  /** @param {unknown} item */
  const text = (item) => (message && isRecord(item) ? valueAt(item, message) : item);
  if (shape !== "list") return Object.entries(found).map(([name, item]) => [name, text(item)]);
  if (!Array.isArray(found)) return [];
  return found.filter(isRecord).map((item) => [valueAt(item, field), text(item)]);
}

/**
 * @param {unknown} value
 * @returns {value is string}
 */
function isText(value) {
  return typeof value === "string" && value !== "";
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The record that a text holds as JSON, or null.
 * @param {string} text
 */
function parseRecord(text) {
  try {
    const value = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * The value at a path such as "errors.0.message"; undefined where there is none.
 * @param {unknown} value
 * @param {string} path
 * @returns {unknown}
 */
function valueAt(value, path) {
  return path
    .split(".")
    .reduce(
      (inner, key) => (isRecord(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
      value,
    );
}

/**
 * The result in the words of the page.
 * @param {ProviderAnswer} answer
 * @param {{provider: Provider, fields: {name: string, label: string}[]}} rules
 * @returns {import("./own-backend.mjs").Outcome}
 */
export function inWords({ kind, errors, said }, { provider, fields }) {
  const { failures } = provider;
  const quoted = said.map((message) => fill(failures.said, { message }));
  if (kind === "success") return { sent: true };
  if (kind === "invalid") {
    const lines = Object.entries(errors).map(([name, message]) => {
      const field = fields.find((item) => item.name === name)?.label ?? name;
      return [name, fill(failures.field, { field, message })];
    });
    return { errors: Object.fromEntries(lines), more: quoted };
  }
  const failure = kind === "failed" ? failures.refused : failures.unknown;
  return { failure: [failure, ...quoted].join(" "), again: true };
}

/**
 * Send the form. Without an answer `plainly` is true: sending it as a page may still work.
 * @param {HTMLFormElement} form
 * @param {import("./validation.mjs").Rules & {provider: Provider}} rules
 * @returns {Promise<import("./own-backend.mjs").Outcome>}
 */
export async function sendToProvider(form, rules) {
  const { provider, fields } = rules;
  const { headers, body } = buildRequest(provider, [...new FormData(form)]);
  try {
    const signal = AbortSignal.timeout(TIMEOUT);
    const response = await fetch(form.action, { method: "POST", headers, body, signal });
    const names = fields.map(({ name }) => name);
    const text = await response.text();
    return inWords(readProviderAnswer(provider, response.status, text, names), rules);
  } catch {
    return { failure: provider.failures.network, again: true, plainly: true };
  }
}
