// The controls of the quote form by the name of their field, and the answers in them.

import { dayInWords } from "../text.mjs";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

const SEPARATOR = ","; // between the values of boxes

/**
 * A control, or the buttons of a choice, which have a common value.
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export function controlNamed(form, name) {
  return /** @type {Control} */ (form.elements.namedItem(name));
}

/**
 * All controls of a name that a person sees.
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export function controlsNamed(form, name) {
  const controls = /** @type {Control[]} */ ([...form.elements]);
  return controls.filter((control) => control.name === name && control.type !== "hidden");
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function boxesNamed(form, name) {
  const controls = /** @type {HTMLInputElement[]} */ (controlsNamed(form, name));
  return controls.filter(({ type }) => type === "checkbox");
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export function answerOf(form, name) {
  const boxes = boxesNamed(form, name);
  if (boxes.length === 0) return controlNamed(form, name)?.value ?? "";
  const ticked = boxes.filter(({ checked }) => checked);
  return ticked.map(({ value }) => value).join(SEPARATOR);
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} answer
 */
export function setAnswer(form, name, answer) {
  const boxes = boxesNamed(form, name);
  for (const box of boxes) box.checked = answer.split(SEPARATOR).includes(box.value);
  if (boxes.length === 0) controlNamed(form, name).value = answer;
}

/**
 * The answer, or what shows that something was typed which the browser does not take for a date.
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export function typedAnswer(form, name) {
  const control = controlNamed(form, name);
  return control?.validity?.badInput ? "?" : answerOf(form, name);
}

/**
 * The answer in the words of the page.
 * @param {HTMLFormElement} form
 * @param {{name: string, kind: string}} field
 */
export function shownAnswer(form, { name, kind }) {
  if (kind === "select") {
    const select = /** @type {HTMLSelectElement} */ (controlNamed(form, name));
    // Without a value it is the prompt, which is no answer.
    return select.value && select.selectedOptions[0].label;
  }
  if (kind === "date") {
    const day = answerOf(form, name);
    return day && dayInWords(day);
  }
  if (kind !== "radio" && kind !== "checkboxes") return answerOf(form, name);
  const buttons = /** @type {HTMLInputElement[]} */ (controlsNamed(form, name));
  const chosen = buttons.filter(({ checked }) => checked);
  return chosen.map(({ labels }) => labels?.[0].textContent ?? "").join(", ");
}
