// The cards of the decision tool: data in, elements out, from the templates of its page.

import { el, fillTemplate, find } from "../dom.mjs";
import { fill } from "../text.mjs";
import { format } from "./query.mjs";
import {
  bossText,
  customerReply,
  describe,
  emailText,
  inWords,
  mailto,
  sourceWords,
  stamp,
} from "./texts.mjs";

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
  const { id, ask, why, find_out } = question;
  const asked = model.questions.filter(({ on_result }) => !on_result);
  const before = model.questions.slice(0, model.questions.indexOf(question));
  const number = before.filter((one) => one.id in answers).length + 1;
  const card = fillTemplate(root, "question", {
    progress: fill(model.tool.actions.progress, {
      number,
      most: Math.max(asked.length, number),
    }),
    ask: [heading(ask, { id: "soc-tool-question", "data-answer": "" })],
    why,
    findOut: find_out,
    options: optionRows(model, question, answers[id]),
    ...(backLink(model, answers, before) ?? { backLink: null }),
  });
  // In a wide window there is room for it beside the question.
  /** @type {HTMLDetailsElement} */
  const help = find(card, ".soc-decision-tool__help");
  help.open = matchMedia("(min-width: 56em)").matches;
  return card;
}

/**
 * The title of a card, which is that of the page: it takes the focus.
 * @param {string} text
 * @param {Record<string, string>} attributes
 */
function heading(text, attributes) {
  const look = { class: "soc-decision-tool__heading", tabindex: "-1", "data-heading": "" };
  return el("h1", { ...look, ...attributes }, text);
}

/**
 * The options of a question; some stand behind a choice of “something else,” before the last one.
 * @param {Model} model
 * @param {Question} question
 * @param {string | undefined} answer
 */
function optionRows({ tool }, { id, options }, answer) {
  const rows = options.map((option) => optionRow(option, id, answer === option.id));
  const further = rows.filter((_, at) => options[at].further);
  if (further.length === 0) return rows;
  const others = rows.filter((_, at) => !options[at].further);
  const open = options.some((option) => option.further && option.id === answer);
  const summary = el("summary", {}, tool.actions.further);
  const box = el(
    "details",
    { class: "soc-decision-tool__further", ...(open ? { open: "" } : {}) },
    summary,
    ...further,
  );
  return [...others.slice(0, -1), box, ...others.slice(-1)];
}

/**
 * A button, so that one tap or key answers, and moving among the options does not.
 * @param {Option} option
 * @param {string} name
 * @param {boolean} given whether this was the answer before
 */
function optionRow({ id: value, label, example }, name, given) {
  const look = { class: "soc-decision-tool__option", type: "submit", name, value };
  return el(
    "button",
    given ? { ...look, "aria-current": "true" } : look,
    el("b", {}, label),
    ...(example ? [" ", el("small", {}, example)] : []),
  );
}

/**
 * The link back: to the last of these questions that was answered.
 * @param {Model} model
 * @param {Answers} answers
 * @param {Question[]} before
 * @returns {Record<string, import("../dom.mjs").Slot> | null}
 */
function backLink(model, answers, before) {
  const last = before.filter(({ id }) => id in answers).pop();
  return last ? { backLink: { href: format(answers, model, last.id) } } : null;
}

/**
 * @param {Place} place
 * @param {Answers} answers
 * @param {string} home the address of this page without answers
 */
function answersCard({ root, model }, answers, home) {
  return fillTemplate(root, "answers", {
    again: { href: home },
    answers: inWords(model, answers).flatMap(({ id, ask, label }) => [
      el("dt", {}, ask),
      el("dd", {}, label, " ", changeLink(model, answers, id, ask)),
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
const unseen = (text) => el("span", { class: "soc-visually-hidden" }, ` ${text}`);

/**
 * @param {Place} place
 * @param {Result} result
 * @param {{link: string, date: string, home: string}} about
 */
export function resultCard(place, result, { link, date, home }) {
  const { root, model, base } = place;
  const { answers } = result;
  const { headings } = model.tool;
  numbers.clear();
  const parts = describe(model, result);
  const reply = customerReply(model, result);
  const asks = result.primary_action === "ask-customer";
  const wantsReport = result.rules.length > 0 && result.type !== "undecided";
  return fillTemplate(root, "result", {
    result: {
      "data-report": result.report,
      "data-type": result.type,
      "data-add-soc-3": String(result.add_soc_3),
      "data-fits": result.plan?.fits ?? "unknown",
      "data-primary-action": result.primary_action,
      "data-model-version": String(result.model_version),
    },
    headline: [heading(parts.headline, { id: "soc-tool-result" })],
    lead: parts.lead,
    facts: parts.facts.map(({ name, value, note }) =>
      el("div", {}, el("dt", {}, name), el("dd", {}, el("b", {}, value), " ", note)),
    ),
    warning: parts.warning ? planItems(place, { ...parts.warning, interim: [] }, answers) : [],
    actionHeading: parts.action.heading,
    action: [actionButton(place, parts.action, answers)],
    // Sources are numbered in the order in which they are cited here, and listed in that of `sources`.
    summaries: parts.summaries.map(({ summary }) => el("p", {}, ...cited(place, summary))),
    actionSummary: cited(place, parts.action.summary),
    plan: parts.plan ? planItems(place, parts.plan, answers) : [],
    refine: refineFields(model, result),
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
    quotes: wantsReport ? { href: `${base}quotes/${format(answers, model)}` } : null,
    replyHeading: headings[result.report === "none" ? "reply_if_asked" : "reply"],
    email: emailText(model, reply),
    mailto: asks ? { href: mailto(reply) } : null,
    mail: asks ? null : { href: mailto(reply) },
    copyEmail: asks ? null : {},
    boss: bossText(model, parts, link),
    // Open where it stands beside the result, as the styles have it.
    beside: matchMedia("(min-width: 56em)").matches ? { open: "" } : {},
    answers: [answersCard(place, answers, home)],
    ...(backLink(
      model,
      answers,
      model.questions.filter(({ on_result }) => !on_result),
    ) ?? { back: null }),
  });
}

/**
 * The one main button: it leads to a page, with the answers where that page takes them, or copies
 * the reply.
 * @param {Place} place
 * @param {import("./engine.mjs").Outcome} action
 * @param {Answers} answers
 */
function actionButton({ model, base }, { label, page }, answers) {
  const look = { class: "soc-decision-tool__button md-button md-button--primary" };
  if (!page) return el("button", { ...look, type: "button", "data-action": "copyEmail" }, label);
  const href = base + (page.includes("#") ? page : page + format(answers, model));
  return el("a", { ...look, href }, label);
}

/**
 * @param {Place} place
 * @param {NonNullable<Description["plan"]>} plan
 * @param {Answers} answers
 */
function planItems({ model, base }, { text, interim }, answers) {
  const { until_then, page } = model.tool.plan;
  const items = interim.map((item) => el("li", {}, item));
  const href = `${base}can-i-make-the-date/${format(answers, model)}`;
  return [
    el("p", {}, text),
    ...(items.length > 0 ? [el("p", {}, until_then), el("ul", {}, ...items)] : []),
    el("p", {}, el("a", { href }, page)),
  ];
}

/**
 * The questions that are asked on the result: those that still change something, or did.
 * @param {Model} model
 * @param {Result} result
 */
function refineFields(model, { open, answers }) {
  const { date, not_said } = model.tool.actions;
  return model.questions
    .filter(({ id, on_result }) => on_result && (open.includes(id) || id in answers))
    .map(({ id, ask, options, takes_date }) => {
      const answer = answers[id] ?? "";
      const place = `soc-tool-${id}`;
      const select = el("select", { id: place, name: id });
      for (const option of [{ id: "", label: not_said }, ...options]) {
        select.append(el("option", { value: option.id }, option.label));
      }
      select.value = options.some((option) => option.id === answer) ? answer : "";
      const field = el("p", {}, el("label", { for: place }, ask), " ", select);
      if (takes_date) {
        const day = el("input", { type: "date", id: `${place}-date`, name: `${id}-date` });
        day.value = select.value ? "" : answer;
        field.append(" ", el("label", { for: `${place}-date` }, date), " ", day);
      }
      return field;
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
  const outcomes = [...new Set(answers.map(({ outcome }) => outcome))];
  const items = outcomes.map((outcome) => {
    const links = answers
      .filter((answer) => answer.outcome === outcome)
      .map(({ label, answers: given }) => el("a", { href: format(given, model) }, label));
    return el("li", {}, ...links.flatMap((link) => [link, "; "]).slice(0, -1), `: ${outcome}`);
  });
  return el("li", {}, ask, " ", el("ul", {}, ...items));
}

/**
 * @param {Place} place
 * @param {Description["sources"][0]} source
 */
function sourceItem(place, source) {
  return el("li", {}, sourceMarks(place, [source.id]), ` ${sourceWords(place.model, source)}`);
}

/**
 * @param {Place} place
 * @param {Statement} statement
 */
const cited = (place, { text, sources }) => [text, " ", sourceMarks(place, sources)];

/** What stands for a source in a result, in the order in which sources are shown there. */
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
