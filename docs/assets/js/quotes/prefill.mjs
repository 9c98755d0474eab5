// The quotes page takes over the answers of the decision tool, so that nothing is asked twice.

import { quoteFields } from "../decision/engine.mjs";
import { format, notices, parse } from "../decision/query.mjs";
import { el, find, startAll, today } from "../dom.mjs";
import { answerOf, setAnswer } from "./controls.mjs";
import { isDay } from "./validation.mjs";

/**
 * @typedef {import("../decision/engine.mjs").Answers} Answers
 * @typedef {import("../decision/engine.mjs").Model} Model
 */

/** @param {HTMLElement} root */
async function setUp(root) {
  /** @type {HTMLFormElement | null} */
  const form = document.querySelector("[data-quote-form]");
  if (!form || !location.search) return;
  const response = await fetch(new URL("./answers.json", import.meta.url));
  /** @type {Model} */
  const model = await response.json();
  const query = new URLSearchParams(location.search);
  const asked = model.questions.map(({ id }) => id);
  const outright = [...query.keys()].filter(
    (name) => form.elements.namedItem(name) && !asked.includes(name),
  );
  for (const name of outright) query.delete(name);
  const state = parse(query, model);
  const lines = notices(state, model).map((text) => el("p", {}, text));
  find(root, "[data-notice]").append(...lines);
  const filled = [
    ...fillDate(form, query.get("deadline") ?? "", outright),
    ...fillForm(form, model, state.answers, outright),
  ];
  if (Object.keys(state.answers).length > 0) showBack(form, format(state.answers, model));
  form.dataset.settled = filled.join(" ");
  form.dispatchEvent(new Event("filled"));
}

/**
 * The tool's deadline may be a date, which has a field of its own.
 * @param {HTMLFormElement} form
 * @param {string} deadline
 * @param {string[]} outright
 */
function fillDate(form, deadline, outright) {
  const name = "needed_by";
  if (!isDay(deadline) || outright.includes(name)) return [];
  if (!answerOf(form, name)) setAnswer(form, name, deadline);
  return [name];
}

/**
 * Fill in what the answers settle; give the names of these fields. What somebody has chosen, or the
 * address says outright, stays.
 * @param {HTMLFormElement} form
 * @param {Model} model
 * @param {Answers} answers
 * @param {string[]} outright names of fields
 */
function fillForm(form, model, answers, outright) {
  if (Object.keys(answers).length === 0) return [];
  const settled = Object.entries(quoteFields(model, answers, today()));
  const ours = settled.filter(([name]) => !outright.includes(name));
  for (const [name, value] of ours) {
    if (!answerOf(form, name)) setAnswer(form, name, value);
  }
  return ours.map(([name]) => name);
}

/**
 * @param {HTMLFormElement} form
 * @param {string} query
 */
function showBack(form, query) {
  /** @type {HTMLAnchorElement} */
  const back = find(form, "[data-back]");
  back.href += query;
  back.dataset.knownResult = "";
  back.hidden = !find(form, "[data-step-back]").hidden;
}

startAll("quote-answers", setUp);
