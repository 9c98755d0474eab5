// The quote form in steps: one group of questions at a time, then all answers to check.

import { el, find } from "../dom.mjs";
import { fill } from "../text.mjs";
import { controlsNamed, shownAnswer } from "./controls.mjs";

/**
 * @typedef {import("./validation.mjs").Field} Field
 * @typedef {import("./validation.mjs").Rules} Rules
 */

/**
 * `current`: of the groups, from 0; their number while all answers are shown. `checked`: all answers
 * were shown before, so that a change leads back to them.
 * @typedef {{root: HTMLElement, form: HTMLFormElement, rules: Rules, groups: HTMLElement[],
 *   current: number, checked: boolean}} Steps
 */

/**
 * @param {HTMLElement} root
 * @param {HTMLFormElement} form
 * @param {Rules} rules
 * @returns {Steps}
 */
export function startSteps(root, form, rules) {
  const groups = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-step]")]);
  const steps = { root, form, rules, groups, current: 0, checked: false };
  find(form, "[data-step-back]").addEventListener("click", () => history.back());
  display(steps, 0, false);
  return steps;
}

/** @param {Steps} steps */
export const atCheck = ({ groups, current }) => current === groups.length;

/**
 * The fields that are asked now.
 * @param {Steps} steps
 */
export function fieldsOf({ form, rules, groups, current }) {
  const group = groups[current];
  return rules.fields.filter(({ name }) => group?.contains(controlsNamed(form, name)[0]));
}

/**
 * The step that asks for a field.
 * @param {Steps} steps
 * @param {string} name
 */
export function stepOf({ form, groups }, name) {
  const [control] = controlsNamed(form, name);
  return groups.findIndex((group) => group.contains(control));
}

/** @param {Steps} steps */
export function goOn(steps) {
  goTo(steps, steps.checked ? steps.groups.length : steps.current + 1);
}

/**
 * Show a step as a new place in the history, so that the browser's own button leads back.
 * @param {Steps} steps
 * @param {number} number
 */
export function goTo(steps, number) {
  if (number === steps.current) return;
  history.pushState({ ...history.state, quoteStep: number }, "");
  display(steps, number, true);
}

/**
 * Show a step without a place of its own, as after a reload.
 * @param {Steps} steps
 * @param {number} number
 */
export function resume(steps, number) {
  history.replaceState({ ...history.state, quoteStep: number }, "");
  display(steps, number, false);
}

/**
 * @param {Steps} steps
 * @param {number} number
 * @param {boolean} moved whether the reader is to be led there
 */
export function display(steps, number, moved) {
  const { root, form, rules, groups } = steps;
  const { progress, check, go_on: goesOn } = rules.steps;
  steps.current = Math.min(number, groups.length);
  const checking = atCheck(steps);
  steps.checked ||= checking;
  groups.forEach((group, index) => {
    group.hidden = index !== steps.current;
  });
  if (checking) showAnswers(steps);
  find(form, "[data-check]").hidden = !checking;
  find(form, "[data-last]").hidden = !checking;
  find(form, "[data-late-place]").hidden = !checking && steps.current > 0;
  find(form, "[data-step-back]").hidden = steps.current === 0;
  const result = find(form, "[data-back]"); // of the tool, where somebody comes from it
  result.hidden = steps.current > 0 || !result.hasAttribute("data-known-result");
  find(form, "[data-progress]").textContent = checking
    ? check
    : fill(progress, { number: steps.current + 1, most: groups.length });
  find(form, "[data-submit]").textContent = checking ? rules.submit.label : goesOn;
  find(root, "[data-error-summary]").hidden = true;
  if (!moved) return;
  const heading = find(groups[steps.current] ?? form, checking ? "[data-check-heading]" : "legend");
  heading.focus({ preventScroll: true });
  find(form, ".soc-quote-form__progress").scrollIntoView();
}

/** @param {Steps} steps */
function showAnswers(steps) {
  const { form, rules } = steps;
  const rows = rules.fields.map((field) => {
    const { change, unanswered } = rules.steps;
    const button = el("button", { type: "button", class: "soc-quote-form__text" }, change);
    button.append(el("span", { class: "soc-visually-hidden" }, ` ${field.label}`));
    button.addEventListener("click", () => askAgain(steps, field));
    const answer = shownAnswer(form, field);
    return el(
      "div",
      { "data-answer-to": field.name },
      el("dt", {}, field.label),
      el("dd", {}, answer ? el("b", {}, answer) : unanswered),
      el("dd", {}, button),
    );
  });
  find(form, "[data-check-list]").replaceChildren(...rows);
}

/**
 * @param {Steps} steps
 * @param {Field} field
 */
function askAgain(steps, { name }) {
  goTo(steps, stepOf(steps, name));
  showKnown(steps);
  const [control] = controlsNamed(steps.form, name);
  control.focus({ preventScroll: true });
  control.closest("[data-field]")?.scrollIntoView();
}

/**
 * Say what the tool has settled in one line, in place of its questions.
 * @param {Steps} steps
 * @param {string[]} names of fields
 */
export function foldKnown({ form, rules }, names) {
  const known = rules.fields.filter(
    (field) => field.prefill && names.includes(field.name) && shownAnswer(form, field),
  );
  if (known.length === 0) return;
  const dated = known.some(({ kind }) => kind === "date");
  const said = known
    .filter(({ name }) => !(dated && name === "timeline")) // the date says more
    .map((field) => {
      const answer = shownAnswer(form, field);
      return field.kind === "date" ? fill(rules.steps.known_by, { date: answer }) : answer;
    });
  for (const { name } of known) find(form, `[data-field="${name}"]`).hidden = true;
  find(form, "[data-known-text]").textContent = said.join(", ");
  find(form, "[data-known]").hidden = false;
}

/**
 * Ask again what the tool has settled.
 * @param {Steps} steps
 */
export function showKnown({ form }) {
  find(form, "[data-known]").hidden = true;
  /** @type {NodeListOf<HTMLElement>} */
  const folded = form.querySelectorAll("[data-field][hidden]");
  for (const field of folded) field.hidden = false;
}
