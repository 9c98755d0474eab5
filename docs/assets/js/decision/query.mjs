// The answers in the query string: one key per question, `v` for the version of the decision model
// and `change` for a question that is being answered again. Plain functions without a page.

import { withKeys } from "../query-state.mjs";
import { fill } from "../text.mjs";

/**
 * @typedef {import("./engine.mjs").Answers} Answers
 * @typedef {import("./engine.mjs").Model} Model
 * @typedef {import("./engine.mjs").Question} Question
 * @typedef {import("./engine.mjs").OldAnswer} OldAnswer
 * @typedef {{answers: Answers, change: string | null, version: string | null,
 *   ignored: string[], read: string[]}} State `ignored` names what the model does not know, `read`
 *   says which old answers were read as others
 */

const LIKE = 4; // letters at the start that a slip in one of our keys leaves as they are
const VERSION = /^[1-9]\d{0,5}$/;
const MAX_SHOWN = 60; // characters of an unknown part that a notice repeats

/**
 * The state of a query.
 * @param {string | URLSearchParams} query
 * @param {Model} model
 * @returns {State}
 */
export function parse(query, model) {
  /** @type {Omit<State, "read">} */
  const state = { answers: {}, change: null, version: null, ignored: [] };
  for (const [key, value] of new URLSearchParams(query)) {
    const question = model.questions.find(({ id }) => id === key);
    const isAnswer = question && (accepts(question, value) || isOld(key, value, model));
    if (isAnswer && !(key in state.answers)) state.answers[key] = value;
    else if (key === "v" && state.version === null) state.version = value || null;
    else if (key === "change" && model.questions.some(({ id }) => id === value))
      state.change = value;
    else if (looksOwn(key, model)) state.ignored.push(shorten(`${key}=${value}`));
  }
  return { ...state, ...readOld(state.answers, state.version, model) };
}

/**
 * Whether a key is ours, or was meant to be. What other people's tools add to links says nothing
 * here and needs no notice.
 * @param {string} key
 * @param {Model} model
 */
function looksOwn(key, { questions }) {
  const start = lettersOf(key).slice(0, LIKE);
  return [...questions.map(({ id }) => id), "change"].some((own) => {
    return start.length === LIKE && lettersOf(own).startsWith(start);
  });
}

/** @param {string} key */
function lettersOf(key) {
  return key.toLowerCase().replace(/[^a-z]/g, "");
}

/**
 * Whether an answer is one of the options, or a date where one may be given.
 * @param {Question} question
 * @param {string} answer
 */
function accepts({ options, takes_date }, answer) {
  return options.some(({ id }) => id === answer) || Boolean(takes_date && isDay(answer));
}

/**
 * Whether a text is a day of the calendar, as YYYY-MM-DD.
 * @param {string} text
 */
export function isDay(text) {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/**
 * @param {string} question
 * @param {string} answer
 * @param {Model} model
 */
function isOld(question, answer, { old_answers }) {
  return old_answers.some((item) => item.question === question && item.old === answer);
}

/**
 * Answers of an older link, read as the questions of today. A link of today leaves out on purpose
 * what it does not hold.
 * @param {Answers} answers
 * @param {string | null} version
 * @param {Model} model
 */
function readOld(answers, version, model) {
  const read = { ...answers };
  /** @type {string[]} */
  const said = [];
  const given = Object.keys(answers).length > 0;
  const isOfToday = version === String(model.version);
  for (const item of model.old_answers) {
    const fits = item.old === undefined ? given && !isOfToday : true;
    if (!fits || read[item.question] !== item.old || !holds(item, read)) continue;
    read[item.question] = item.now;
    said.push(item.say ?? sentence(item, model));
  }
  return { answers: read, read: said };
}

/**
 * @param {OldAnswer} item
 * @param {Answers} answers
 */
function holds({ when = {} }, answers) {
  return Object.entries(when).every(([name, allowed]) => allowed.includes(answers[name]));
}

/**
 * @param {OldAnswer} item
 * @param {Model} model
 */
function sentence({ question, old, now }, { questions, tool: { link } }) {
  const { ask, options } = /** @type {Question} */ (questions.find(({ id }) => id === question));
  const label = options.find(({ id }) => id === now)?.label ?? now;
  const said = old ? `${question}=${old}` : fill(link.not_given, { ask });
  return fill(link.read_as, { said, label });
}

/**
 * The query of some answers, "?…", in the order of the questions.
 * @param {Answers} answers
 * @param {Model} model
 * @param {string | null} change
 */
export function format(answers, model, change = null) {
  const given = model.questions.filter(({ id }) => id in answers);
  return withKeys("", {
    ...Object.fromEntries(given.map(({ id }) => [id, answers[id]])),
    change,
    v: String(model.version),
  });
}

/**
 * What a reader of this link has to know about it: sentences, possibly none.
 * @param {State} state
 * @param {Model} model
 */
export function notices({ version, ignored, read }, model) {
  const { link } = model.tool;
  const parts = ignored.join(", ");
  const unknown = parts ? [fill(link.unknown_parts, { parts })] : [];
  return [...unknown, ...read, ...versionNotices(version, model)];
}

/**
 * @param {string | null} version
 * @param {Model} model
 */
function versionNotices(version, { version: current, changes, tool: { link } }) {
  if (version === null || version === String(current)) return [];
  const since = changes.filter((change) => change.version > Number(version));
  if (VERSION.test(version) && since.length > 0) {
    const changed = since.map(({ date, summary }) => `${date}: ${summary}`);
    return [fill(link.older, { version }), ...changed];
  }
  return [fill(link.unknown_version, { version: shorten(version), current })];
}

/** @param {string} text */
function shorten(text) {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
