// The answers in the query string: one key per question, `v` for the version of the decision model
// and `change` for a question that is being answered again. Plain functions without a page.

import { withKeys } from "../query-state.mjs";
import { fill } from "../text.mjs";

/**
 * @typedef {import("./engine.mjs").Answers} Answers
 * @typedef {import("./engine.mjs").Model} Model
 * @typedef {{answers: Answers, change: string | null, version: string | null,
 *   ignored: string[]}} State `ignored` names what the model does not know
 */

// Keys that other people's tools add to links; they say nothing here and need no notice.
const FOREIGN = /^(utm_.*|.*clid|ref)$/;
const VERSION = /^[1-9]\d{0,5}$/;
const LONGEST = 60; // characters of an unknown part that a notice repeats

/**
 * The state of a query.
 * @param {string | URLSearchParams} query
 * @param {Model} model
 */
export function parse(query, model) {
  /** @type {State} */
  const state = { answers: {}, change: null, version: null, ignored: [] };
  for (const [key, value] of new URLSearchParams(query)) {
    const question = model.questions.find(({ id }) => id === key);
    const isAnswer = question?.options.some(({ id }) => id === value);
    if (isAnswer && !(key in state.answers)) state.answers[key] = value;
    else if (key === "v" && state.version === null) state.version = value || null;
    else if (key === "change" && model.questions.some(({ id }) => id === value))
      state.change = value;
    else if (!FOREIGN.test(key)) state.ignored.push(shorten(`${key}=${value}`));
  }
  return state;
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
export function notices({ version, ignored }, model) {
  const { link } = model.tool;
  const parts = ignored.join(", ");
  const unknown = parts ? [fill(link.unknown_parts, { parts })] : [];
  return [...unknown, ...versionNotices(version, model)];
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
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
