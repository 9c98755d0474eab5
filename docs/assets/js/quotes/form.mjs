// The quote form: check answers in the page, send them, show what became of them.
// Without this script the form posts, and the backend answers with whole pages.
//
// The first half is plain functions without a page. They do what model/form/validation.py does, and
// a test compares the two.

import { sendToProvider } from "./hosted-provider.mjs";
import { formToken, sendWithRetries } from "./retry.mjs";

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
const MAX_EMAIL_BYTES = 254;
const MAX_DOMAIN_LENGTH = 253;
const MAX_LABEL_LENGTH = 63;

/** Length in code points, as Python counts. */
export function countCharacters(text) {
  return [...text].length;
}

/** The answer as it is checked, sent and stored. */
export function normalise(value, field) {
  let text = value.replace(BREAKS, "\n");
  if (field.kind === "textarea") {
    text = text.replace(UNSEEN, "");
  } else {
    text = text.replaceAll("\n", " ").replace(UNSEEN, "").replace(SPACES, " ");
  }
  return text.normalize("NFC").replace(ENDS, "");
}

/** The message of each wrong answer by field name, in the order of the form. */
export function validate(values, rules) {
  const errors = {};
  for (const field of rules.fields) {
    const code = mistake(normalise(values[field.name] ?? "", field), field, rules);
    if (code) errors[field.name] = field.messages[code];
  }
  return errors;
}

function mistake(value, field, rules) {
  if (value === "") return field.required ? "required" : null;
  if (field.options.length > 0) return field.options.includes(value) ? null : "choice";
  const length = countCharacters(value);
  if (field.minLength !== null && length < field.minLength) return "too_short";
  if (field.maxLength !== null && length > field.maxLength) return "too_long";
  return field.kind === "email" && !isEmail(value, rules.reservedDomains) ? "email" : null;
}

/** Whether the text has the form of an address that mail can reach. */
export function isEmail(value, reservedDomains) {
  const [local, domain, ...more] = value.split("@");
  if (domain === undefined || more.length > 0) return false;
  if (!LOCAL_PART.test(local) || (/[^\x00-\x7f]/.test(local) && UNSAFE.test(local))) return false;
  if (new TextEncoder().encode(value).length > MAX_EMAIL_BYTES) return false;
  const host = asciiDomain(domain);
  if (host === null || host.length > MAX_DOMAIN_LENGTH || !host.includes(".")) return false;
  if (!/[a-z]$/i.test(host) || !host.split(".").every(isLabel)) return false;
  return !reservedDomains.some((name) => host === name || host.endsWith(`.${name}`));
}

function isLabel(label) {
  if (label.length > MAX_LABEL_LENGTH || !HOST_LABEL.test(label)) return false;
  return !/^(?!xn)..--/i.test(label);
}

function asciiDomain(domain) {
  if (/^[\x00-\x7f]*$/.test(domain))
    return /^[a-z0-9.-]*$/i.test(domain) ? domain.toLowerCase() : null;
  // Only what a domain may hold reaches the parser: it would read the rest as a path or a port.
  if (UNSAFE.test(domain) || /[\x00-\x2c\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]/.test(domain)) return null;
  try {
    return new URL(`http://${domain}/`).hostname;
  } catch {
    return null;
  }
}

/** The answers that the page's address gives, for the fields that allow it. */
export function prefilled(query, rules) {
  const given = new URLSearchParams(query);
  const answers = {};
  for (const { name, prefill, options } of rules.fields) {
    if (prefill && options.includes(given.get(name))) answers[name] = given.get(name);
  }
  return answers;
}

/**
 * What an answer of the backend means: {reference, page}, {errors}, or {failure: message, again: boolean}.
 * Nothing counts as success but a reference.
 */
export function readAnswer(status, body, rules) {
  const answer = body && typeof body === "object" ? body : {};
  if (status === 201 && typeof answer.reference === "string" && answer.reference !== "") {
    return { reference: answer.reference, page: answer.page };
  }
  if (status === 422 && answer.errors && Object.keys(answer.errors).length > 0) {
    return { errors: answer.errors };
  }
  if (status >= 400 && typeof answer.error === "string") {
    return { failure: answer.error, again: status >= 500 || status === 429 };
  }
  return { failure: rules.failures.unknown, again: true };
}

/** A key that makes one request of any number of sendings. */
export function newKey() {
  // randomUUID is missing where a page is served without TLS.
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

// --- the page ---

const SENDING_TIMEOUT = 30_000; // milliseconds; the backend itself gives up after about 6 s
const started = new WeakSet();

/** Start every form below `scope`; starting one twice does nothing. */
export function init(scope = document) {
  for (const root of scope.querySelectorAll('[data-module="quote-form"]')) {
    if (started.has(root)) continue;
    started.add(root);
    start(root);
  }
}

function start(root) {
  const form = root.querySelector("form[data-quote-form]");
  const rules = JSON.parse(root.querySelector("[data-quote-form-rules]").textContent);
  // Only our own backend has tokens; theirs stands beside the address that takes the form.
  const token = formToken(rules.tokenField ? new URL("token", form.action).href : null);
  const page = { root, form, rules, token, title: document.title, sending: false, failed: false };
  const key = form.elements[rules.keyField];
  // The key of an earlier visit that a browser put back would be the key of another request.
  key.value = key.defaultValue || newKey();
  form.noValidate = true;

  for (const [name, answer] of Object.entries(prefilled(location.search, rules))) {
    if (!valueOf(form, name)) form.elements[name].value = answer;
  }
  for (const field of rules.fields.filter(({ kind }) => kind === "textarea"))
    countDown(page, field);

  for (const beginning of ["pointermove", "focusin", "input"]) {
    form.addEventListener(beginning, token.prepare);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!page.sending) submit(page);
  });
  form.addEventListener("change", ({ target }) => {
    if (page.failed) recheck(page, target.name);
  });

  const summary = root.querySelector("[data-error-summary]");
  if (!summary.hidden) {
    // The backend filled this page. Its errors are followed up like our own.
    page.failed = true;
    page.title = document.title.replace(`${rules.errors.prefix} `, "");
    if (document.activeElement === document.body) summary.focus(); // not from under who is mending
  }
}

function valueOf(form, name) {
  return form.elements[name]?.value ?? "";
}

function valuesOf({ form, rules }) {
  return Object.fromEntries(rules.fields.map(({ name }) => [name, valueOf(form, name)]));
}

async function submit(page) {
  const values = valuesOf(page);
  const errors = validate(values, page.rules);
  showErrors(page, errors);
  if (Object.keys(errors).length > 0) return;
  // A script got no answer from the provider. As a page of its own the form may still arrive.
  if (page.plainly && navigator.onLine) return HTMLFormElement.prototype.submit.call(page.form);

  setSending(page, true);
  const result = await (page.rules.provider ? sendToProvider(page.form, page.rules) : send(page));
  setSending(page, false);
  page.plainly = Boolean(result.plainly);
  if (result.page) location.assign(new URL(result.page, page.form.action));
  else if (result.reference || result.sent) showSuccess(page, result.reference);
  else if (result.errors) showErrors(page, withNewKey(page, result.errors), result.more);
  else showFailure(page, result);
}

async function send(page) {
  const { form, rules } = page;
  const body = new URLSearchParams(new FormData(form));
  const token = await page.token.value();
  if (token) body.set(rules.tokenField, token);
  return sendWithRetries(
    () => sendOnce(form.action, body, rules),
    () => setStatus(page, rules.submit.retrying),
  );
}

async function sendOnce(address, body, rules) {
  try {
    const response = await fetch(address, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(SENDING_TIMEOUT),
    });
    const { status, headers } = response;
    const answer = await response.json().catch(() => null);
    return {
      status,
      retryAfter: headers.get("Retry-After"),
      result: readAnswer(status, answer, rules),
    };
  } catch {
    return { status: 0, result: { failure: rules.failures.network, again: true } };
  }
}

/** An error of the key means that it belongs to another request: take a new one, and a new token. */
function withNewKey({ form, rules, token }, errors) {
  if (rules.keyField in errors) {
    form.elements[rules.keyField].value = newKey();
    token.forget();
  }
  return errors;
}

function setSending(page, sending) {
  page.sending = sending;
  const button = page.form.querySelector("[data-submit]");
  // Not `disabled`: that would take the focus away from whoever pressed it.
  button.setAttribute("aria-disabled", String(sending));
  button.textContent = sending ? page.rules.submit.sending : page.rules.submit.label;
  setStatus(page, sending ? page.rules.submit.sending : "");
}

function setStatus({ form }, text) {
  form.querySelector("[data-status]").textContent = text;
}

function showErrors(page, errors, more = []) {
  page.failed = Object.keys(errors).length > 0;
  for (const { name } of page.rules.fields) setFieldError(page, name, errors[name]);
  showSummary(page, [
    ...Object.entries(errors).map(([name, message]) => [
      message,
      firstControl(page.form, name)?.id,
    ]),
    ...more.map((message) => [message, null]),
  ]);
}

function showFailure(page, { failure, again }) {
  showSummary(page, [[failure, null]]);
  if (!again) return;
  page.form.querySelector("[data-submit]").textContent = page.rules.submit.again;
  page.root.querySelector("[data-error-list]").append(contactItem(page));
}

/** The other way to reach a person: an address, and no answers in it. */
function contactItem({ root, rules }) {
  const email = root.dataset.contact;
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `mailto:${email}`;
  link.textContent = rules.failures.contact.replace("{email}", email);
  item.append(link);
  return item;
}

function showSummary({ root, rules, title }, lines) {
  const summary = root.querySelector("[data-error-summary]");
  const items = lines.map(([message, id]) => summaryItem(message, id));
  summary.querySelector("[data-error-list]").replaceChildren(...items);
  summary.hidden = items.length === 0;
  document.title = items.length === 0 ? title : `${rules.errors.prefix} ${title}`;
  if (items.length > 0) summary.focus();
}

function summaryItem(message, id) {
  const item = document.createElement("li");
  if (!id) {
    item.textContent = message;
    return item;
  }
  const link = document.createElement("a");
  link.href = `#${id}`;
  link.textContent = message;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const control = document.getElementById(id);
    control.focus({ preventScroll: true });
    // The question is to be seen, not only the field below it.
    control.closest("[data-field]").scrollIntoView();
  });
  item.append(link);
  return item;
}

function controls(form, name) {
  return [...form.elements].filter((element) => element.name === name && element.type !== "hidden");
}

function firstControl(form, name) {
  return controls(form, name)[0];
}

function setFieldError({ form }, name, message) {
  const place = form.querySelector(`[data-field="${name}"] [data-field-error]`);
  place.querySelector("[data-error-text]").textContent = message ?? "";
  place.hidden = !message;
  for (const control of controls(form, name)) {
    if (message) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}

/** After a failed submit: mend or change the message of the field that changed. */
function recheck(page, name) {
  if (page.rules.fields.some((field) => field.name === name)) {
    setFieldError(page, name, validate(valuesOf(page), page.rules)[name]);
  }
}

function countDown({ form, rules }, field) {
  const control = form.elements[field.name];
  const place = control.closest("[data-field]").querySelector("[data-count]");
  const update = () => {
    const left = field.maxLength - countCharacters(normalise(control.value, field));
    const text = left < 0 ? rules.characterCount.over : rules.characterCount.left;
    place.textContent = text.replace("{count}", String(Math.abs(left)));
  };
  control.addEventListener("input", update);
  update();
}

function showSuccess({ root, form, rules, title }, reference) {
  const panel = root.querySelector("[data-success]");
  // A hosted provider gives none, and the page made for it has no place for one.
  if (reference) panel.querySelector("[data-success-reference]").textContent = reference;
  panel
    .querySelector("[data-record]")
    .replaceChildren(...rules.fields.flatMap((field) => recordLines(form, field)));
  form.hidden = true;
  panel.hidden = false;
  document.title = title;
  panel.querySelector("[data-success-heading]").focus();
}

function recordLines(form, field) {
  const answer = shownAnswer(form, field);
  if (answer === "") return [];
  const term = document.createElement("dt");
  const detail = document.createElement("dd");
  term.textContent = field.label;
  detail.textContent = answer;
  return [term, detail];
}

/** The answer in the words of the page. */
function shownAnswer(form, { name, kind }) {
  const value = valueOf(form, name);
  if (kind === "select") return form.elements[name].selectedOptions[0].label;
  const chosen = kind === "radio" && controls(form, name).find((control) => control.checked);
  return chosen ? chosen.labels[0].textContent : value;
}

if (typeof document !== "undefined") init();
