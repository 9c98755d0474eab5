// The quote form on its page: check answers, send them, show what became of them.
// Without this script the form posts, and the backend answers with whole pages.

import { el, find, readData, startAll } from "../dom.mjs";
import { fill } from "../text.mjs";
import { sendToProvider } from "./hosted-provider.mjs";
import { newKey, sendToBackend } from "./own-backend.mjs";
import { formToken } from "./retry.mjs";
import { plannerQuery, rangeOfDate, warnOfDate } from "./timing.mjs";
import { countCharacters, normalise, prefilled, validate } from "./validation.mjs";

/**
 * @typedef {import("./own-backend.mjs").Errors} Errors
 * @typedef {import("./own-backend.mjs").Outcome} Outcome
 * @typedef {import("./validation.mjs").Field} Field
 * @typedef {import("./validation.mjs").Rules} Rules
 * @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control
 */

/**
 * `title` is that of the page without errors. After a failed submit errors are followed up; after
 * one without an answer the form is sent plainly, as a page of its own.
 * @typedef {{root: HTMLElement, form: HTMLFormElement, rules: Rules, title: string,
 *   token: ReturnType<typeof formToken>, sending: boolean, failed: boolean, plainly: boolean}} Page
 */

/** @param {HTMLElement} root */
function setUp(root) {
  /** @type {HTMLFormElement} */
  const form = find(root, "form[data-quote-form]");
  /** @type {Rules} */
  const rules = readData(root, "data-quote-form-rules");
  // Only our own backend has tokens; theirs stands beside the address that takes the form.
  const token = formToken(rules.tokenField ? new URL("token", form.action).href : null);
  const state = { sending: false, failed: false, plainly: false };
  const page = { root, form, rules, token, title: document.title, ...state };
  form.noValidate = true;
  fillIn(page);
  watchDate(page);
  listen(page);
  takeOverErrors(page);
}

/** @param {Page} page */
function fillIn(page) {
  const { form, rules } = page;
  const key = /** @type {HTMLInputElement} */ (controlNamed(form, rules.keyField));
  // The key of an earlier visit that a browser put back would be the key of another request.
  key.value = key.defaultValue || newKey();
  for (const [name, answer] of Object.entries(prefilled(location.search, rules))) {
    if (!answerOf(form, name)) controlNamed(form, name).value = answer;
  }
  for (const field of rules.fields.filter(({ kind }) => kind === "textarea")) {
    countDown(page, field);
  }
}

/**
 * A date answers the question of the range, and what cannot be had by then is said at once.
 * @param {Page} page
 */
function watchDate(page) {
  const { root, form } = page;
  if (!root.querySelector("[data-time]")) return; // a page of the backend's tests has none
  /** @type {import("./timing.mjs").Time} */
  const time = readData(root, "data-time");
  const place = find(form, "[data-late]");
  const update = () => {
    const today = localDay();
    const range = rangeOfDate(valuesOf(page), today);
    if (range) controlNamed(form, "timeline").value = range;
    if (range && page.failed) recheck(page, "timeline");
    const values = valuesOf(page);
    const text = warnOfDate(time, values, today);
    place.hidden = text === "";
    find(place, "[data-late-text]").textContent = text;
    /** @type {HTMLAnchorElement} */
    const planner = find(place, "a");
    planner.search = plannerQuery(values);
  };
  form.addEventListener("change", update);
  // After other scripts of the page have filled in what they know.
  form.addEventListener("filled", update);
  update();
}

/** The reader's own calendar day, not the one in Greenwich. */
function localDay() {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()))
    .toISOString()
    .slice(0, 10);
}

/** @param {Page} page */
function listen(page) {
  const { form, token } = page;
  for (const beginning of ["pointermove", "focusin", "input"]) {
    form.addEventListener(beginning, token.prepare);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!page.sending) submit(page);
  });
  form.addEventListener("change", ({ target }) => {
    if (page.failed) recheck(page, /** @type {Control} */ (target).name);
  });
}

/**
 * Where the backend filled this page, its errors are followed up like our own.
 * @param {Page} page
 */
function takeOverErrors(page) {
  const summary = find(page.root, "[data-error-summary]");
  if (summary.hidden) return;
  page.failed = true;
  page.title = document.title.replace(`${page.rules.errors.prefix} `, "");
  if (document.activeElement === document.body) summary.focus(); // not from under who is mending
}

/**
 * A control, or the buttons of a choice, which have a common value.
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function controlNamed(form, name) {
  return /** @type {Control} */ (form.elements.namedItem(name));
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function answerOf(form, name) {
  return controlNamed(form, name)?.value ?? "";
}

/** @param {Page} page */
function valuesOf({ form, rules }) {
  return Object.fromEntries(rules.fields.map(({ name }) => [name, typedAnswer(form, name)]));
}

/**
 * The answer, or what shows that something was typed which the browser does not take for a date.
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function typedAnswer(form, name) {
  const control = controlNamed(form, name);
  return control?.validity?.badInput ? "?" : answerOf(form, name);
}

/** @param {Page} page */
async function submit(page) {
  const errors = validate(valuesOf(page), page.rules);
  showErrors(page, errors);
  if (Object.keys(errors).length > 0) return;
  // A script got no answer from the provider. As a page of its own the form may still arrive.
  if (page.plainly && navigator.onLine) {
    HTMLFormElement.prototype.submit.call(page.form);
    return;
  }
  setSending(page, true);
  const outcome = await send(page);
  setSending(page, false);
  page.plainly = Boolean(outcome.plainly);
  showOutcome(page, outcome);
}

/**
 * @param {Page} page
 * @returns {Promise<Outcome>}
 */
async function send(page) {
  const { form, rules, token } = page;
  const { provider } = rules;
  if (provider) return sendToProvider(form, { ...rules, provider });
  const onRetry = () => setStatus(page, rules.submit.retrying);
  return sendToBackend(form, rules, await token.value(), onRetry);
}

/**
 * @param {Page} page
 * @param {Outcome} outcome
 */
function showOutcome(page, outcome) {
  const { reference, sent, errors, more } = outcome;
  if (outcome.page) location.assign(new URL(outcome.page, page.form.action));
  else if (reference || sent) showSuccess(page, reference);
  else if (errors) {
    renewKey(page, errors);
    showErrors(page, errors, more);
  } else showFailure(page, outcome);
}

/**
 * An error of the key means that it belongs to another request: take a new one, and a new token.
 * @param {Page} page
 * @param {Errors} errors
 */
function renewKey({ form, rules, token }, errors) {
  if (rules.keyField in errors) {
    controlNamed(form, rules.keyField).value = newKey();
    token.forget();
  }
}

/**
 * @param {Page} page
 * @param {boolean} sending
 */
function setSending(page, sending) {
  const { label, sending: running } = page.rules.submit;
  const button = find(page.form, "[data-submit]");
  page.sending = sending;
  // Not `disabled`: that would take the focus away from whoever pressed it.
  button.setAttribute("aria-disabled", String(sending));
  button.textContent = sending ? running : label;
  setStatus(page, sending ? running : "");
}

/**
 * @param {Page} page
 * @param {string} text
 */
function setStatus({ form }, text) {
  find(form, "[data-status]").textContent = text;
}

/**
 * @param {Page} page
 * @param {Errors} errors
 * @param {string[]} more
 */
function showErrors(page, errors, more = []) {
  page.failed = Object.keys(errors).length > 0;
  for (const { name } of page.rules.fields) showFieldError(page, name, errors[name]);
  showSummary(page, [
    ...Object.entries(errors).map(([name, message]) => errorItem(page.form, name, message)),
    ...more.map((message) => el("li", {}, message)),
  ]);
}

/**
 * @param {Page} page
 * @param {Outcome} outcome
 */
function showFailure(page, { failure = "", again }) {
  const items = [el("li", {}, failure)];
  if (again) items.push(contactItem(page));
  showSummary(page, items);
  if (again) find(page.form, "[data-submit]").textContent = page.rules.submit.again;
}

/**
 * The other way to reach a person: an address, and no answers in it.
 * @param {Page} page
 */
function contactItem({ root, rules }) {
  const email = root.dataset.contact ?? "";
  const text = fill(rules.failures.contact, { email });
  return el("li", {}, el("a", { href: `mailto:${email}` }, text));
}

/**
 * @param {Page} page
 * @param {HTMLElement[]} items
 */
function showSummary({ root, rules, title }, items) {
  const summary = find(root, "[data-error-summary]");
  find(summary, "[data-error-list]").replaceChildren(...items);
  summary.hidden = items.length === 0;
  document.title = items.length === 0 ? title : `${rules.errors.prefix} ${title}`;
  if (items.length > 0) summary.focus();
}

/**
 * A line of the summary; it leads to the field, where there is one.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} message
 */
function errorItem(form, name, message) {
  const [control] = controlsNamed(form, name);
  if (!control?.id) return el("li", {}, message);
  const link = el("a", { href: `#${control.id}` }, message);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    control.focus({ preventScroll: true });
    // The question is to be seen, not only the field below it.
    control.closest("[data-field]")?.scrollIntoView();
  });
  return el("li", {}, link);
}

/**
 * All controls of a name that a person sees.
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function controlsNamed(form, name) {
  const controls = /** @type {Control[]} */ ([...form.elements]);
  return controls.filter((control) => control.name === name && control.type !== "hidden");
}

/**
 * @param {Page} page
 * @param {string} name
 * @param {string} [message]
 */
function showFieldError({ form }, name, message) {
  const place = find(form, `[data-field="${name}"] [data-field-error]`);
  find(place, "[data-error-text]").textContent = message ?? "";
  place.hidden = !message;
  for (const control of controlsNamed(form, name)) {
    if (message) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}

/**
 * After a failed submit: mend or change the message of the field that changed.
 * @param {Page} page
 * @param {string} name
 */
function recheck(page, name) {
  if (page.rules.fields.some((field) => field.name === name)) {
    showFieldError(page, name, validate(valuesOf(page), page.rules)[name]);
  }
}

/**
 * @param {Page} page
 * @param {Field} field
 */
function countDown({ form, rules }, field) {
  const control = controlNamed(form, field.name);
  const place = find(form, `[data-field="${field.name}"] [data-count]`);
  const update = () => {
    const left = (field.maxLength ?? 0) - countCharacters(normalise(control.value, field));
    const text = left < 0 ? rules.characterCount.over : rules.characterCount.left;
    place.textContent = fill(text, { count: Math.abs(left) });
  };
  control.addEventListener("input", update);
  update();
}

/**
 * @param {Page} page
 * @param {string} [reference]
 */
function showSuccess({ root, form, rules, title }, reference) {
  const panel = find(root, "[data-success]");
  // A hosted provider gives none, and the page made for it has no place for one.
  if (reference) find(panel, "[data-success-reference]").textContent = reference;
  const lines = rules.fields.flatMap((field) => recordLines(form, field));
  find(panel, "[data-record]").replaceChildren(...lines);
  form.hidden = true;
  panel.hidden = false;
  document.title = title;
  find(panel, "[data-success-heading]").focus();
}

/**
 * @param {HTMLFormElement} form
 * @param {Field} field
 */
function recordLines(form, field) {
  const answer = shownAnswer(form, field);
  return answer ? [el("dt", {}, field.label), el("dd", {}, answer)] : [];
}

/**
 * The answer in the words of the page.
 * @param {HTMLFormElement} form
 * @param {Field} field
 */
function shownAnswer(form, { name, kind }) {
  if (kind === "select") {
    const select = /** @type {HTMLSelectElement} */ (controlNamed(form, name));
    // Without a value it is the prompt, which is no answer.
    return select.value && select.selectedOptions[0].label;
  }
  const buttons = /** @type {HTMLInputElement[]} */ (controlsNamed(form, name));
  const chosen = kind === "radio" && buttons.find((button) => button.checked);
  if (kind === "date") return dateInWords(answerOf(form, name));
  return chosen ? (chosen.labels?.[0].textContent ?? "") : answerOf(form, name);
}

/** @param {string} day */
function dateInWords(day) {
  const words = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
  return day && words.format(new Date(`${day}T00:00Z`));
}

startAll("quote-form", setUp);
