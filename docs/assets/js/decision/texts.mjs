// What a result says, as plain data and as texts: headline, parts, email, brief. No page.

import { fill } from "../text.mjs";
import { byId } from "./engine.mjs";

/**
 * @typedef {import("./engine.mjs").Answers} Answers
 * @typedef {import("./engine.mjs").Model} Model
 * @typedef {import("./engine.mjs").Result} Result
 * @typedef {import("./engine.mjs").Change} Change
 * @typedef {Record<string, string[]>} Condition
 * @typedef {{subject: string, body: string}} Email
 */

/**
 * The part `tool` of data/vocabulary.yml.
 * @typedef {object} Words
 * @property {Record<"because" | "decided_by" | "changes" | "unsure" | "steps" | "sources"
 *   | "answers", string>} headings
 * @property {{several: string, settled: string}} open_flip
 * @property {string} guidance
 * @property {string} stamp
 * @property {Record<"unknown_parts" | "older" | "unknown_version", string>} link
 * @property {Record<"select" | "change" | "change_about" | "more" | "more_about" | "source"
 *   | "copied" | "not_copied" | "downloaded", string>} actions
 * @property {EmailWords} email
 */

/**
 * @typedef {object} EmailWords
 * @property {string} subject
 * @property {string} subject_line
 * @property {string} greeting
 * @property {string} asked
 * @property {string} unasked
 * @property {Condition} unasked_when
 * @property {{text: string, when: Condition}[]} facts
 * @property {string} facts_lead
 * @property {{text: string, known_by?: Condition}[]} questions
 * @property {string} questions_lead
 * @property {string} closing
 */

/**
 * The words of an answer: of a question and one of its options.
 * @param {Model} model
 * @param {string} question
 * @param {string} option
 */
function answerWords(model, question, option) {
  const { ask, short, options } = byId(model.questions, question);
  return { ask, short, label: byId(options, option).label };
}

/**
 * One line for a report, its type and a SOC 3 in addition.
 * @param {Model} model
 * @param {Pick<Result, "report" | "type" | "add_soc_3">} result
 */
export function headline({ decisions }, { report, type, add_soc_3 }) {
  /**
   * @param {string} decision
   * @param {string} id
   */
  const label = (decision, id) => byId(byId(decisions, decision).outcomes, id).label;
  const parts = [label("report", report)];
  if (type !== byId(decisions, "type").unsettled) parts.push(label("type", type));
  if (add_soc_3) parts.push(label("add-soc-3", "yes"));
  return parts.join(" – ");
}

/**
 * Everything a result shows, in words, ready for a page or a text.
 * @param {Model} model
 * @param {Result} result
 */
export function describe(model, result) {
  const because = reasons(model, result);
  const cited = [...new Set(because.flatMap(({ sources }) => sources))];
  return {
    headline: headline(model, result),
    summaries: summaries(model, result),
    because,
    decidedBy: inWords(model, result.decided_by),
    answers: inWords(model, result.answers),
    unsure: model.questions.filter(({ id, options }) =>
      options.some((option) => option.unsure && option.id === result.answers[id]),
    ),
    steps: result.next_steps,
    changes: model.questions
      .map(({ id, ask }) => ({ ask, answers: flips(model, result, id) }))
      .filter(({ answers }) => answers.length > 0),
    sources: cited.map((id) => ({ id, ...model.sources[id] })),
  };
}

/**
 * @param {Model} model
 * @param {Answers} answers
 */
function inWords(model, answers) {
  return Object.entries(answers).map(([id, option]) => ({ id, ...answerWords(model, id, option) }));
}

/**
 * The outcomes that a result names: the report always, others as far as they are settled.
 * @param {Model} model
 * @param {Result} result
 * @returns {Record<string, string>}
 */
function outcomes({ decisions }, { report, type, timing, add_soc_3 }) {
  /** @type {Record<string, string>} */
  const all = { report, type, timing, ...(add_soc_3 ? { "add-soc-3": "yes" } : {}) };
  const told = decisions.filter(
    ({ id, unsettled }) => all[id] && (id === "report" || all[id] !== unsettled),
  );
  return Object.fromEntries(told.map(({ id }) => [id, all[id]]));
}

/**
 * @param {Model} model
 * @param {Result} result
 */
function summaries(model, result) {
  return Object.entries(outcomes(model, result)).map(([id, outcome]) =>
    byId(byId(model.decisions, id).outcomes, outcome),
  );
}

/**
 * @param {Model} model
 * @param {Result} result
 */
function reasons(model, result) {
  const told = outcomes(model, result);
  // Why something is not called for is of interest only to those who asked for it.
  const asked = result.answers.public_summary === "yes" ? ["add-soc-3"] : [];
  return model.tables
    .filter(({ id }) => id in told || asked.includes(id))
    .flatMap(({ rules }) => rules.filter((rule) => result.rules.includes(rule.id)))
    .map(({ because }) => because);
}

/**
 * The other answers to a question that change the result: their words, all answers, and to what.
 * @param {Model} model
 * @param {Result} result
 * @param {string} id
 */
function flips(model, result, id) {
  return result.would_change_if
    .filter(({ question }) => question === id)
    .map((change) => ({
      ...answerWords(model, id, change.to),
      answers: { ...result.answers, [id]: change.to },
      outcome: outlook(model, change),
    }));
}

/**
 * What a change leads to, as far as the answers given settle that.
 * @param {Model} model
 * @param {Change} change
 */
function outlook(model, change) {
  const { several, settled } = model.tool.open_flip;
  const possible = change.possible_reports;
  const reports = possible.map((report) => headline(model, { ...change, report })).join(", ");
  if (change.open.length === 0) return reports;
  return fill(possible.length > 1 ? several : settled, { reports });
}

/**
 * The email that asks the customer what the answers leave open.
 * @param {Model} model
 * @param {Answers} answers
 * @returns {Email}
 */
export function customerEmail({ tool: { email } }, answers) {
  /** @param {Condition} condition */
  const holds = (condition = {}) =>
    Object.entries(condition).some(([id, allowed]) => allowed.includes(answers[id]));
  const facts = email.facts.filter(({ when }) => holds(when)).map(({ text }) => `- ${text}`);
  const asks = email.questions.filter(({ known_by }) => !holds(known_by)).map(({ text }) => text);
  const blocks = [
    email.greeting,
    holds(email.unasked_when) ? email.unasked : email.asked,
    ...(facts.length > 0 ? [email.facts_lead, facts.join("\n")] : []),
    email.questions_lead,
    numbered(asks),
    email.closing,
  ];
  return { subject: email.subject, body: blocks.join("\n\n") };
}

/** @param {string[]} items */
const numbered = (items) => items.map((text, at) => `${at + 1}. ${text}`).join("\n");

/** @param {string[]} items */
const bulleted = (items) => items.map((text) => `- ${text}`).join("\n");

/**
 * The email as one text, its subject in the first line.
 * @param {Model} model
 * @param {Email} email
 */
export function emailText({ tool }, { subject, body }) {
  return `${fill(tool.email.subject_line, { subject })}\n\n${body}`;
}

/**
 * The address that opens a mail program with the email; who gets it is left to the reader.
 * @param {Email} email
 */
export function mailto({ subject, body }) {
  const lines = body.replaceAll("\n", "\r\n"); // as RFC 6068 asks for
  return `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(lines)}`;
}

/**
 * The version and the day of a result.
 * @param {Model} model
 * @param {string} date
 */
export function stamp({ version, tool }, date) {
  return fill(tool.stamp, { version, date });
}

/**
 * The one-page brief as Markdown. `link` is the whole address of the result, `home` of the site.
 * @param {Model} model
 * @param {Result} result
 * @param {{link: string, home: string | URL, date: string}} about
 */
export function brief(model, result, { link, home, date }) {
  const { headings, guidance } = model.tool;
  const parts = describe(model, result);
  const blocks = [
    `# ${plain(parts.headline)}`,
    `${stamp(model, date)} <${link}>`,
    ...parts.summaries.map(({ summary }) => plain(summary.text)),
    ...section(headings.because, bulleted(parts.because.map(reasonLine))),
    ...section(
      headings.answers,
      bulleted(parts.answers.map(({ ask, label }) => `${plain(ask)} ${plain(label)}`)),
    ),
    ...section(
      headings.unsure,
      bulleted(parts.unsure.map(({ ask, find_out }) => `${plain(ask)} ${plain(find_out)}`)),
    ),
    ...section(headings.steps, numbered(parts.steps.map((step) => stepLine(step, home)))),
    ...section(
      headings.changes,
      bulleted(parts.changes.flatMap(({ answers }) => answers).map(changeLine)),
    ),
    ...section(headings.sources, bulleted(parts.sources.map(sourceLine))),
    guidance,
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** @typedef {ReturnType<typeof describe>} Description */

/**
 * A text without anything that Markdown would read.
 * @param {string} text
 */
const plain = (text) => text.replace(/[\\`*_[\]<>#]/g, "\\$&");

/**
 * @param {string} title
 * @param {string} text
 */
const section = (title, text) => (text ? [`## ${title}`, text] : []);

/** @param {Description["because"][0]} reason */
const reasonLine = ({ text, sources }) => `${plain(text)} (${sources.join(", ")})`;

/**
 * @param {Description["steps"][0]} step
 * @param {string | URL} home
 */
const stepLine = ({ text, page }, home) =>
  page ? `${plain(text)} <${new URL(page, home)}>` : plain(text);

/** @param {Description["changes"][0]["answers"][0]} change */
const changeLine = ({ ask, label, outcome }) => `${plain(ask)} ${plain(label)}: ${plain(outcome)}`;

/** @param {Description["sources"][0]} source */
function sourceLine({ id, title, publisher, url }) {
  const line = `${id}: ${plain(title)}, ${plain(publisher)}`;
  return url ? `${line}, <${url}>` : line;
}
