// The quotes page takes over the answers of the decision tool, so that nothing is asked twice.

import { byId, quoteFields } from "../decision/engine.mjs";
import { format, notices, parse } from "../decision/query.mjs";
import { el, find, readData, startAll, today } from "../dom.mjs";
import { isDay } from "./validation.mjs";

/**
 * @typedef {import("../decision/engine.mjs").Answers} Answers
 * @typedef {import("../decision/engine.mjs").Model} Model
 */

/** @param {HTMLElement} root */
function setUp(root) {
  /** @type {Model} */
  const model = readData(root, "data-model");
  /** @type {HTMLFormElement | null} */
  const form = document.querySelector("[data-quote-form]");
  if (!form) return;
  const query = new URLSearchParams(location.search);
  const asked = model.questions.map(({ id }) => id);
  const outright = [...query.keys()].filter(
    (name) => form.elements.namedItem(name) && !asked.includes(name),
  );
  for (const name of outright) query.delete(name);
  fillDate(form, query.get("deadline") ?? "", outright);
  const state = parse(query, model);
  const lines = notices(state, model).map((text) => el("p", {}, text));
  find(root, "[data-notice]").append(...lines);
  if (Object.keys(state.answers).length > 0) {
    fillForm(form, model, state.answers, outright);
    showPanel(root, model, state.answers);
  }
}

/**
 * The tool's deadline may be a date, which has a field of its own.
 * @param {HTMLFormElement} form
 * @param {string} deadline
 * @param {string[]} outright
 */
function fillDate(form, deadline, outright) {
  const field = /** @type {HTMLInputElement | null} */ (form.elements.namedItem("needed_by"));
  if (!field || field.value || outright.includes(field.name) || !isDay(deadline)) return;
  field.value = deadline;
  form.dispatchEvent(new Event("filled"));
}

/**
 * Fill in what the answers settle. What somebody has chosen, or the address says outright, stays.
 * @param {HTMLFormElement} form
 * @param {Model} model
 * @param {Answers} answers
 * @param {string[]} outright names of fields
 */
function fillForm(form, model, answers, outright) {
  for (const [name, value] of Object.entries(quoteFields(model, answers, today()))) {
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
    if (!outright.includes(name) && !field.value) field.value = value;
  }
  form.dispatchEvent(new Event("filled"));
}

/**
 * @param {HTMLElement} root
 * @param {Model} model
 * @param {Answers} answers
 */
function showPanel(root, model, answers) {
  /** @type {HTMLAnchorElement} */
  const back = find(root, "[data-back]");
  back.href += format(answers, model);
  const items = Object.entries(answers).map(([id, option]) => {
    const { short, options } = byId(model.questions, id);
    const label = options.find(({ id: value }) => value === option)?.label ?? option; // or a date
    return el("li", {}, `${short}: ${label}`);
  });
  find(root, "[data-answers]").replaceChildren(...items);
  find(root, "[data-panel]").hidden = false;
}

startAll("quote-answers", setUp);
