// The cards of the decision tool: data in, elements out, from the templates of its page.

import { el, fillTemplate } from "../dom.mjs";
import { fill } from "../text.mjs";
import { format } from "./query.mjs";
import { customerEmail, describe, emailText, mailto, stamp } from "./texts.mjs";

/**
 * @typedef {import("./engine.mjs").Answers} Answers
 * @typedef {import("./engine.mjs").Model} Model
 * @typedef {import("./engine.mjs").Option} Option
 * @typedef {import("./engine.mjs").Question} Question
 * @typedef {import("./engine.mjs").Result} Result
 * @typedef {import("./engine.mjs").Statement} Statement
 * @typedef {import("./texts.mjs").Description} Description
 */

/**
 * The tool's element, its model, and the way from its page to the home page.
 * @typedef {{root: HTMLElement, model: Model, base: string}} Place
 */

/**
 * @param {Place} place
 * @param {Question} question
 * @param {Answers} answers
 */
export function questionCard({ root, model }, question, answers) {
  const { id, ask, why, find_out, options } = question;
  const rows = options.map((option, at) => optionRow(option, id, at, answers[id] === option.id));
  const before = model.questions.slice(0, model.questions.indexOf(question));
  return fillTemplate(root, "question", {
    ask,
    why,
    findOut: find_out,
    options: rows,
    ...backLink(model, answers, before),
  });
}

/**
 * @param {Option} option
 * @param {string} question
 * @param {number} at
 * @param {boolean} checked
 */
function optionRow({ id: value, label, example }, question, at, checked) {
  const id = `soc-tool-${at}`;
  const box = el("input", { type: "radio", name: question, value, id });
  box.checked = checked;
  const row = el(
    "div",
    { class: "soc-decision-tool__option" },
    box,
    el("label", { for: id }, label),
  );
  if (example) {
    const about = `${id}-example`;
    box.setAttribute("aria-describedby", about);
    row.append(el("p", { class: "soc-decision-tool__example", id: about }, example));
  }
  return row;
}

/**
 * The link back: to the last of these questions that was answered.
 * @param {Model} model
 * @param {Answers} answers
 * @param {Question[]} before
 * @returns {Record<string, import("../dom.mjs").Slot>}
 */
function backLink(model, answers, before) {
  const last = before.filter(({ id }) => id in answers).pop();
  return last ? { backLink: { href: format(answers, model, last.id) } } : { back: null };
}

/**
 * @param {Place} place
 * @param {Result} result
 * @param {string} home the address of this page without answers
 */
export function answersCard({ root, model }, result, home) {
  const { answers } = describe(model, result);
  return fillTemplate(root, "answers", {
    again: { href: home },
    answers: answers.flatMap(({ id, ask, label }) => [
      el("dt", {}, ask),
      el("dd", {}, label, " ", changeLink(model, result.answers, id, ask)),
    ]),
  });
}

/**
 * @param {Model} model
 * @param {Answers} answers
 * @param {string} id
 * @param {string} question
 */
function changeLink(model, answers, id, question) {
  const { change, change_about } = model.tool.actions;
  const href = format(answers, model, id);
  return el("a", { href }, change, unseen(fill(change_about, { question })));
}

/** @param {string} text */
const unseen = (text) => el("span", { class: "visually-hidden" }, ` ${text}`);

/**
 * @param {Place} place
 * @param {Result} result
 * @param {{link: string, date: string}} about
 */
export function resultCard(place, result, { link, date }) {
  const { root, model, base } = place;
  const { answers } = result;
  const parts = describe(model, result);
  const email = customerEmail(model, answers);
  return fillTemplate(root, "result", {
    result: {
      "data-report": result.report,
      "data-type": result.type,
      "data-add-soc-3": String(result.add_soc_3),
      "data-model-version": String(result.model_version),
    },
    headline: parts.headline,
    summaries: parts.summaries.map(({ summary }) => el("p", {}, ...cited(place, summary))),
    because: parts.because.map((reason) => el("li", {}, ...cited(place, reason))),
    decidedBy: parts.decidedBy.flatMap(({ ask, label }) => [
      el("dt", {}, ask),
      el("dd", {}, label),
    ]),
    unsure: parts.unsure.map(({ ask, find_out }) =>
      el("li", {}, el("strong", {}, ask), ` ${find_out}`),
    ),
    steps: parts.steps.map((step) => stepItem(place, step)),
    changes: parts.changes.map((change) => changeItem(model, change)),
    sources: parts.sources.map((source) => sourceItem(place, source)),
    stamp: `${stamp(model, date)} ${link}`,
    quotes: { href: `${base}quotes/${format(answers, model)}` },
    email: emailText(model, email),
    mailto: { href: mailto(email) },
    mail: result.report === "ask" ? { open: "" } : {},
    ...backLink(model, answers, model.questions),
  });
}

/**
 * @param {Place} place
 * @param {Description["steps"][0]} step
 */
function stepItem({ model, base }, { text, page }) {
  const { more, more_about } = model.tool.actions;
  const about = unseen(fill(more_about, { step: text }));
  const href = base + page;
  const link = page ? [" ", el("a", { href, class: "soc-decision-tool__more" }, more, about)] : [];
  return el("li", {}, text, ...link);
}

/**
 * @param {Model} model
 * @param {Description["changes"][0]} change
 */
function changeItem(model, { ask, answers }) {
  const items = answers.map(({ label, answers: given, outcome }) => {
    const link = el("a", { href: format(given, model) }, outcome);
    return el("li", {}, el("strong", {}, label), ": ", link, " ");
  });
  return el("li", {}, ask, " ", el("ul", {}, ...items));
}

/**
 * @param {Place} place
 * @param {Description["sources"][0]} source
 */
function sourceItem(place, { id, title, publisher }) {
  return el("li", {}, sourceMarks(place, [id]), ` ${title}, ${publisher}`);
}

/**
 * @param {Place} place
 * @param {Statement} statement
 */
const cited = (place, { text, sources }) => [text, " ", sourceMarks(place, sources)];

/** What stands for a source on screen, in the order in which sources were shown. */
const numbers = new Map();

/**
 * @param {Place} place
 * @param {string[]} ids
 */
function sourceMarks({ model, base }, ids) {
  const links = ids.map((id) => {
    const { publisher, title } = model.sources[id];
    const href = `${base}sources/#${id.toLowerCase()}`;
    const number = String(numbers.get(id) ?? numbers.set(id, numbers.size + 1).size);
    const label = fill(model.tool.actions.source, { id: number, publisher, title });
    return el("a", { class: "src__mark", href, "aria-label": label }, number);
  });
  return el("span", { class: "src" }, ...links.flatMap((mark) => [mark, " "]));
}
