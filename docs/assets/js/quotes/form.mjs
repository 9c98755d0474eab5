// The quote form on its page: check answers, send them, show what became of them.
// Without this script the form posts, and the backend answers with whole pages.

import { el, find, today as localDay, startAll } from "../dom.mjs";
import { fill } from "../text.mjs";
import {
  answerOf,
  controlNamed,
  controlsNamed,
  setAnswer,
  shownAnswer,
  typedAnswer,
} from "./controls.mjs";
import { noteSent, readDraft, writeDraft } from "./draft.mjs";
import { newKey, sendToBackend } from "./own-backend.mjs";
import { formToken } from "./retry.mjs";
import {
  atCheck,
  display,
  fieldsOf,
  foldKnown,
  goOn,
  goTo,
  resume,
  showKnown,
  startSteps,
  stepOf,
} from "./steps.mjs";
import { plannerQuery, rangeOfDate, warnOfDate } from "./timing.mjs";
import { countCharacters, normalise, prefilled, validate } from "./validation.mjs";

/**
 * @typedef {import("./own-backend.mjs").Errors} Errors
 * @typedef {import("./own-backend.mjs").Outcome} Outcome
 * @typedef {import("./validation.mjs").Field} Field
 * @typedef {import("./validation.mjs").Rules} Rules
 * @typedef {import("./controls.mjs").Control} Control
 */

/**
 * `title` is that of the page without errors. After a failed submit errors are followed up; after
 * one without an answer the form is sent plainly, as a page of its own.
 * @typedef {{root: HTMLElement, form: HTMLFormElement, rules: Rules, title: string,
 *   token: ReturnType<typeof formToken>, steps: import("./steps.mjs").Steps, sending: boolean,
 *   failed: boolean, plainly: boolean}} Page
 */

/**
 * Without its document the form stays the plain one, which the backend checks.
 * @param {HTMLElement} root
 */
async function setUp(root) {
  const response = await fetch(new URL("./form.json", import.meta.url));
  /** @type {{rules: Rules, time: import("./timing.mjs").Time}} */
  const { rules, time } = await response.json();
  /** @type {HTMLFormElement} */
  const form = find(root, "form[data-quote-form]");
  // Only our own backend has tokens; theirs stands beside the address that takes the form.
  const token = formToken(rules.tokenField ? new URL("token", form.action).href : null);
  const state = { sending: false, failed: false, plainly: false };
  const filled = !find(root, "[data-error-summary]").hidden; // by the backend
  const steps = startSteps(root, form, rules);
  const page = { root, form, rules, token, steps, title: document.title, ...state };
  form.noValidate = true;
  fillIn(page);
  if (!filled) restore(page);
  watchDate(page, time);
  listen(page);
  if (filled) takeOverErrors(page);
  else resumeStep(page);
}

/** @param {Page} page */
function fillIn(page) {
  const { form, rules } = page;
  const key = /** @type {HTMLInputElement} */ (controlNamed(form, rules.keyField));
  // The key of an earlier visit that a browser put back would be the key of another request.
  key.value = key.defaultValue || newKey();
  for (const [name, answer] of Object.entries(prefilled(location.search, rules))) {
    if (!answerOf(form, name)) setAnswer(form, name, answer);
  }
  for (const field of rules.fields.filter(({ kind }) => kind === "textarea")) {
    countDown(page, field);
  }
}

/**
 * Put back what this tab kept before a reload. Another link may say otherwise, and then counts.
 * @param {Page} page
 */
function restore({ form, rules }) {
  const draft = readDraft();
  if (!draft) return;
  const same = draft.search === location.search;
  for (const { name, personal, prefill } of rules.fields) {
    const answer = draft.answers[name];
    if (answer && !personal && (same || !prefill)) setAnswer(form, name, answer);
  }
}

/**
 * Go on at the step of before a reload, but not beyond what is still to be answered.
 * @param {Page} page
 */
function resumeStep(page) {
  const { steps } = page;
  const reached = history.state?.quoteStep ?? 0;
  const wrong = Object.keys(validate(valuesOf(page), page.rules)).map((name) =>
    stepOf(steps, name),
  );
  resume(steps, Math.min(reached, ...wrong));
}

/**
 * A date answers the question of the range, and what cannot be had by then is said at once.
 * @param {Page} page
 * @param {import("./timing.mjs").Time} time
 */
function watchDate(page, time) {
  const { form } = page;
  const place = find(form, "[data-late]");
  const update = () => {
    const today = localDay();
    const range = rangeOfDate(valuesOf(page), today);
    if (range) setAnswer(form, "timeline", range);
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

/** @param {Page} page */
function listen(page) {
  const { form, token } = page;
  for (const beginning of ["pointermove", "focusin", "input"]) {
    form.addEventListener(beginning, token.prepare);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (page.sending) return;
    if (atCheck(page.steps)) submit(page);
    else finishStep(page);
  });
  addEventListener("popstate", ({ state }) => display(page.steps, state?.quoteStep ?? 0, true));
  form.addEventListener("input", () => writeDraft(page.rules.fields, valuesOf(page)));
  form.addEventListener("filled", () => foldSettled(page));
  foldSettled(page);
  find(form, "[data-change-known]").addEventListener("click", () => {
    showKnown(page.steps);
    controlsNamed(form, page.rules.fields[0].name)[0].focus();
  });
  form.addEventListener("change", ({ target }) => {
    if (page.failed) recheck(page, /** @type {Control} */ (target).name);
  });
}

/**
 * What the tool has settled, as quotes/prefill.mjs notes it, is one line.
 * @param {Page} page
 */
function foldSettled({ form, steps }) {
  const { settled } = form.dataset;
  if (settled && !steps.checked) foldKnown(steps, settled.split(" "));
}

/**
 * Where the backend filled this page, its errors are followed up like our own.
 * @param {Page} page
 */
function takeOverErrors(page) {
  const summary = find(page.root, "[data-error-summary]");
  page.failed = true;
  page.title = document.title.replace(`${page.rules.errors.prefix} `, "");
  const [wrong] = page.root.querySelectorAll("[aria-invalid]");
  const name = wrong?.getAttribute("name");
  resume(page.steps, name ? stepOf(page.steps, name) : page.steps.groups.length);
  summary.hidden = false;
  if (document.activeElement === document.body) summary.focus(); // not from under who is mending
}

/** @param {Page} page */
function valuesOf({ form, rules }) {
  return Object.fromEntries(rules.fields.map(({ name }) => [name, typedAnswer(form, name)]));
}

/**
 * Check the answers of this step, and go on to the next.
 * @param {Page} page
 */
function finishStep(page) {
  const asked = fieldsOf(page.steps).map(({ name }) => name);
  const wrong = Object.entries(validate(valuesOf(page), page.rules));
  const errors = Object.fromEntries(wrong.filter(([name]) => asked.includes(name)));
  showErrors(page, errors);
  if (Object.keys(errors).length === 0) goOn(page.steps);
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
  if (provider) {
    const { sendToProvider } = await import("./hosted-provider.mjs");
    return sendToProvider(form, { ...rules, provider });
  }
  const onRetry = () => setStatus(page, rules.submit.retrying);
  return sendToBackend(form, rules, await token.value(), onRetry);
}

/**
 * @param {Page} page
 * @param {Outcome} outcome
 */
function showOutcome(page, outcome) {
  const { reference, sent, errors, more } = outcome;
  if (reference || sent) leave(page, outcome);
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
  const [first] = Object.keys(errors).map((name) => stepOf(page.steps, name));
  if (first >= 0) {
    goTo(page.steps, first);
    showKnown(page.steps);
  }
  for (const { name } of page.rules.fields) showFieldError(page, name, errors[name]);
  showSummary(page, [
    ...Object.entries(errors).map(([name, message]) => errorItem(page, name, message)),
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
 * @param {Page} page
 * @param {string} name
 * @param {string} message
 */
function errorItem({ form, steps }, name, message) {
  const [control] = controlsNamed(form, name);
  if (!control?.id) return el("li", {}, message);
  const link = el("a", { href: `#${control.id}` }, message);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    if (stepOf(steps, name) !== steps.current) goTo(steps, stepOf(steps, name));
    control.focus({ preventScroll: true });
    // The question is to be seen, not only the field below it.
    control.closest("[data-field]")?.scrollIntoView();
  });
  return el("li", {}, link);
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
 * Go on to the page that confirms it; the tab remembers what it sent, without what is personal.
 * @param {Page} page
 * @param {Outcome} outcome
 */
function leave({ form, rules }, { reference = "", page }) {
  const asked = rules.fields.filter(({ personal }) => !personal);
  const lines = asked.map((field) => ({ label: field.label, answer: shownAnswer(form, field) }));
  noteSent({ reference, record: lines.filter(({ answer }) => answer) });
  const query = reference ? `?${new URLSearchParams({ reference })}` : "";
  // A backend that names its page may stand elsewhere.
  location.assign(page ? new URL(page, form.action) : rules.thanks + query);
}

startAll("quote-form", setUp);
