// The decision tables in the browser: data in, data out, no page.
// What decide() gives is what model/decision/engine.py gives; a test compares them.

import { isType1Sooner, plan, rangeOf } from "../timeline.mjs";

/**
 * @typedef {Record<string, string>} Answers by question
 * @typedef {{text: string, sources: string[]}} Statement
 * @typedef {{id: string, label: string, example?: string, unsure?: boolean, further?: boolean,
 *   steps?: string[]}} Option
 * @typedef {{id: string, ask: string, short: string, why: string, find_out: string,
 *   on_result?: boolean, takes_date?: boolean, options: Option[]}} Question
 * @typedef {{id: string, label: string, heading: string, page?: string, summary: Statement}} Outcome
 * @typedef {{id: string, unsettled: string, outcomes: Outcome[]}} Decision
 * @typedef {{id: string, when: Record<string, string[]>, then: string, because: Statement,
 *   steps: string[]}} Rule
 * @typedef {{id: string, inputs: string[], rules: Rule[]}} Table
 * @typedef {{id: string, text: string, page: string}} Step
 * @typedef {{id: string, text: string, steps?: string[]}} Interim
 * @typedef {{id: string, source: string, values: Record<string, string>}} FormPrefill
 * @typedef {{question: string, old?: string, when?: Record<string, string[]>, now: string,
 *   say?: string}} OldAnswer
 * @typedef {{title: string, publisher: string, url: string, tier: string, read: string}} Source
 * @typedef {import("../timeline.mjs").Plan} Plan
 */

/**
 * What model/exports/decision_model.py compiles. The form's page gets a part of it, without prose.
 * @typedef {object} Model
 * @property {number} version
 * @property {{version: number, date: string, summary: string}[]} changes
 * @property {Question[]} questions
 * @property {OldAnswer[]} old_answers
 * @property {{options: Option[]}} fits
 * @property {Interim[]} interim
 * @property {Decision[]} decisions
 * @property {Table[]} tables
 * @property {Step[]} steps
 * @property {Record<string, Source>} sources
 * @property {import("./texts.mjs").Words & {quote_fields: FormPrefill[]}} tool
 * @property {import("../timeline.mjs").Timeline} timeline
 * @property {Record<string, {low: number[], high: number[], count: number, firms: number,
 *   more: number}>} fees
 */

/**
 * What a table can still give: its rules, and the inputs that make a difference to them.
 * @typedef {{rules: Rule[], outcomes: string[], matter: string[]}} Span
 */

/**
 * What a change is judged by.
 * @typedef {{report: string, likely_report: string | null, type: string, add_soc_3: boolean,
 *   possible_reports: string[], open: string[]}} Conclusion
 * @typedef {Conclusion & {question: string, to: string, from: string | null}} Change
 * @typedef {ReturnType<typeof computeResult> & {would_change_if: Change[]}} Result
 */

const PRIMARY_ACTION = "primary-action"; // the table that weighs the plan
const LIKELY_REPORT = "likely-report"; // its reason tells nothing where somebody has asked

/** @type {WeakMap<Model, {spans: Map<string, Span>, planned: Map<string, string[]>}>} */
const caches = new WeakMap();

/**
 * The result of complete or partial answers, with the keys of `python -m model decide`.
 * The answers must be ones of the model (decision/query.mjs leaves out all others).
 * @param {Model} model
 * @param {Answers} answers
 * @param {string} today YYYY-MM-DD
 * @returns {Result}
 */
export function decide(model, answers, today) {
  const result = computeResult(model, answers, today);
  return { ...result, would_change_if: changes(model, result, today) };
}

/**
 * The question to ask next before there is a result to show; none if there is one.
 * @param {Model} model
 * @param {Answers} answers
 */
export function nextQuestion(model, answers) {
  const { matter } = evaluateTables(model, answers);
  return model.questions.find(
    ({ id, on_result }) => !on_result && !(id in answers) && matter.has(id),
  );
}

/**
 * The fields of the quote form that the answers fill in; what they do not settle stays empty.
 * @param {Model} model
 * @param {Answers} answers
 * @param {string} today YYYY-MM-DD
 */
export function quoteFields(model, answers, today) {
  const { rules } = evaluateTables(model, answers);
  /** @type {Record<string, string>} */
  const fields = {};
  for (const { id, source, values } of model.tool.quote_fields) {
    const question = model.questions.find((item) => item.id === source);
    const given = rules[source]?.then ?? answers[source];
    if (!given) continue;
    const isDate = question?.takes_date && !question.options.some((item) => item.id === given);
    const value = values[isDate ? rangeOf(given, today) : given];
    if (value) fields[id] = value;
  }
  return fields;
}

/**
 * The type that the answers settle; null while the report or the type is open.
 * @param {Pick<Model, "questions" | "decisions" | "tables">} model
 * @param {Answers} answers
 */
export function settledType(model, answers) {
  return evaluateTables(/** @type {Model} */ (model), answers).rules.type?.then ?? null;
}

/**
 * The record with this id; the data is checked, so there is one.
 * @template {{id: string}} Item
 * @param {Item[]} records
 * @param {string} id
 */
export function byId(records, id) {
  return /** @type {Item} */ (records.find((record) => record.id === id));
}

/**
 * Evaluate each table that does not weigh the plan, with perhaps partial answers.
 * @param {Model} model
 * @param {Answers} answers
 */
function evaluateTables(model, answers) {
  /** @type {Record<string, string[]>} */
  const known = {};
  for (const { id, options } of model.questions) {
    known[id] = id in answers ? [answers[id]] : options.map((option) => option.id);
  }
  /** @type {Record<string, Span>} */
  const spans = {};
  /** @type {Record<string, Rule>} */
  const rules = {};
  /** @type {Record<string, string>} */
  const outcomes = {};
  /** @type {Set<string>} */
  const matter = new Set();
  for (const table of model.tables.filter(({ id }) => id !== PRIMARY_ACTION)) {
    const span = spanOf(
      model,
      table,
      table.inputs.map((name) => known[name]),
    );
    spans[table.id] = span;
    known[table.id] = span.outcomes;
    if (span.rules.length === 1) rules[table.id] = span.rules[0];
    outcomes[table.id] = rules[table.id]?.then ?? byId(model.decisions, table.id).unsettled;
    for (const name of span.matter) matter.add(name);
  }
  return { spans, rules, outcomes, matter };
}

/** @param {Model} model */
function cacheOf(model) {
  const cache = caches.get(model) ?? { spans: new Map(), planned: new Map() };
  caches.set(model, cache);
  return cache;
}

/**
 * What a table can give for these values of its inputs; the same values are met often.
 * @param {Model} model
 * @param {Table} table
 * @param {string[][]} values
 * @returns {Span}
 */
export function spanOf(model, table, values) {
  const { spans } = cacheOf(model);
  const key = `${table.id} ${values.join(" ")}`;
  const span = spans.get(key) ?? reason(model, table, values);
  spans.set(key, span);
  return span;
}

/**
 * What a table can give. Exactly one rule applies to each combination of inputs, so that each rule
 * which allows one of the values of each input applies to some of them.
 * @param {Model} model
 * @param {Table} table
 * @param {string[][]} values
 */
function reason(model, { id, inputs, rules }, values) {
  const allowed = rules.map((rule) => ({
    rule,
    by: inputs.map((name, at) => bitmask(values[at], rule.when[name])),
  }));
  const left = allowed.filter(({ by }) => by.every(Boolean));
  const possible = new Set(left.map(({ rule }) => rule.then));
  return {
    rules: left.map(({ rule }) => rule),
    outcomes: byId(model.decisions, id)
      .outcomes.map((outcome) => outcome.id)
      .filter((outcome) => possible.has(outcome)),
    matter: inputs.filter((_, at) => isDecidedBy(at, left)),
  };
}

/**
 * Which of the values are allowed, one bit each; all of them where a rule does not look at them.
 * @param {string[]} values
 * @param {string[] | undefined} allowed
 */
function bitmask(values, allowed) {
  let found = 0;
  for (const [at, value] of values.entries()) {
    if (!allowed || allowed.includes(value)) found |= 1 << at;
  }
  return found;
}

/**
 * Whether two rules have combinations that differ in this input alone.
 * @param {number} place
 * @param {{by: number[]}[]} rules
 */
function isDecidedBy(place, rules) {
  return rules.some(({ by: one }, at) =>
    rules
      .slice(at + 1)
      .some(({ by: other }) => one.every((mask, input) => input === place || mask & other[input])),
  );
}

/**
 * The names whose value, changed alone, leads to another end. The ends are those of every
 * combination, the last name changing fastest.
 * @param {string[]} names
 * @param {string[][]} values
 * @param {unknown[]} ends
 */
function differences(names, values, ends) {
  let step = ends.length;
  return names.filter((_, place) => {
    const block = step;
    step = block / values[place].length;
    const stride = step;
    return ends.some((end, at) => at % block >= stride && end !== ends[at - stride]);
  });
}

/**
 * A result without what would change it.
 * @param {Model} model
 * @param {Answers} answers
 * @param {string} today
 */
export function computeResult(model, answers, today) {
  const asked = model.questions.map(({ id }) => id);
  const given = pick(asked, answers);
  const evaluated = evaluateTables(model, given);
  const { rules, outcomes } = evaluated;
  const planned = planOf(model, outcomes.type, given, today);
  const first = firstAction(model, outcomes.report, given.stage, planned);
  const certain = "report" in rules && "type" in rules; // before that it is no more than a guess
  const likely = likelyReport(model, outcomes);
  const fired = [...Object.values(rules), ...(certain ? [first] : [])];
  const told = fired.filter((rule) => likely || rule !== rules[LIKELY_REPORT]);
  return {
    model_version: model.version,
    answers: given,
    report: outcomes.report,
    likely_report: likely,
    type: outcomes.type,
    add_soc_3: outcomes["add-soc-3"] === "yes",
    plan: planned,
    rules: fired.map(({ id }) => id),
    because: told.map(({ because }) => because.text),
    decided_by: decidedBy(fired, asked, given),
    open: openQuestions(model, evaluated, given, today),
    possible_reports: evaluated.spans.report.outcomes,
    sources: [...new Set(told.flatMap(({ because }) => because.sources))],
    next_steps: stepsOf(model, given, fired, planned, outcomes.type),
    primary_action: first.then,
  };
}

/**
 * @param {Model} model
 * @param {string} type
 * @param {Answers} given
 * @param {string} today
 */
function planOf({ timeline }, type, { stage, deadline }, today) {
  return plan(timeline, { type, stage, deadline, today });
}

/**
 * The rule for the first thing to do; what is not known yet counts as unsure.
 * @param {Model} model
 * @param {string} report
 * @param {string | undefined} stage
 * @param {Plan | null} planned
 */
function firstAction(model, report, stage, planned) {
  /** @type {Answers} */
  const known = { report, stage: stage ?? "unsure", fits: planned?.fits ?? "unknown" };
  const rule = byId(model.tables, PRIMARY_ACTION).rules.find(({ when }) =>
    Object.entries(when).every(([name, allowed]) => allowed.includes(known[name])),
  );
  return /** @type {Rule} */ (rule); // tables are complete
}

/**
 * @param {Model} model
 * @param {Record<string, string>} outcomes
 */
function likelyReport({ decisions }, outcomes) {
  const likely = outcomes[LIKELY_REPORT];
  return likely === byId(decisions, LIKELY_REPORT).unsettled ? null : likely;
}

/**
 * @param {Rule[]} fired
 * @param {string[]} asked
 * @param {Answers} given
 */
function decidedBy(fired, asked, given) {
  const inputs = new Set(fired.flatMap(({ when }) => Object.keys(when)));
  if (inputs.has("fits")) inputs.add("deadline");
  return pick(
    asked.filter((id) => inputs.has(id)),
    given,
  );
}

/**
 * The questions left that can change a rule or the plan, in their order.
 * @param {Model} model
 * @param {ReturnType<typeof evaluateTables>} evaluated
 * @param {Answers} given
 * @param {string} today
 */
function openQuestions(model, { spans, matter }, given, today) {
  /** @param {string} id */
  const possible = (id) =>
    id in given ? [given[id]] : byId(model.questions, id).options.map((option) => option.id);
  const planning = whatPlansTurnOn(
    model,
    [spans.report.outcomes, spans.type.outcomes, possible("stage"), possible("deadline")],
    today,
  );
  return model.questions
    .map(({ id }) => id)
    .filter((id) => !(id in given) && (matter.has(id) || planning.includes(id)));
}

/**
 * Which of stage and deadline change the plan or the first thing to do.
 * @param {Model} model
 * @param {string[][]} values reports, types, stages, deadlines
 * @param {string} today
 */
function whatPlansTurnOn(model, values, today) {
  const { planned } = cacheOf(model);
  const key = `${values.join(" ")} ${today}`;
  const known = planned.get(key);
  if (known) return known;
  const [reports, types, stages, deadlines] = values;
  const plans = types.flatMap((type) =>
    stages.flatMap((stage) =>
      deadlines.map((deadline) => {
        const found = planOf(model, type, { stage, deadline }, today);
        return { stage, found, text: JSON.stringify(found) };
      }),
    ),
  );
  const ends = reports.flatMap((report) =>
    plans.map(({ stage, found, text }) => firstAction(model, report, stage, found).id + text),
  );
  const names = ["report", "type", "stage", "deadline"];
  const found = differences(names, values, ends).filter(
    (name) => !["report", "type"].includes(name),
  );
  planned.set(key, found);
  return found;
}

/**
 * The steps of the rules, of the answers, and of what can be shown until the report is ready.
 * @param {Model} model
 * @param {Answers} given
 * @param {Rule[]} fired
 * @param {Plan | null} planned
 * @param {string} type
 */
function stepsOf({ questions, interim, steps }, given, fired, planned, type) {
  const chosen = questions.flatMap(({ id, options }) =>
    options.filter((option) => option.id === given[id]),
  );
  const sooner = isType1Sooner(planned, { type, stage: given.stage }) ? ["type-1"] : [];
  const worth = [...(planned?.interim ?? []), ...sooner];
  const shown = interim.filter(({ id }) => worth.includes(id));
  const wanted = new Set([...fired, ...chosen, ...shown].flatMap((item) => item.steps ?? []));
  return steps.filter(({ id }) => wanted.has(id));
}

/**
 * Every single answer, given anew or otherwise, that changes what is decided or what is open.
 * What changes the plan alone is not among them: it stands beside the result.
 * @param {Model} model
 * @param {ReturnType<typeof computeResult>} result
 * @param {string} today
 */
function changes(model, { answers }, today) {
  /** @type {Change[]} */
  const found = [];
  const now = conclude(model, answers, today);
  for (const { id, options } of model.questions) {
    for (const { id: to } of options) {
      if (to === answers[id]) continue;
      const then = conclude(model, { ...answers, [id]: to }, today);
      if (judged(then, id) === judged(now, id)) continue;
      found.push({ question: id, from: answers[id] ?? null, to, ...then });
    }
  }
  return found;
}

/**
 * @param {Model} model
 * @param {Answers} given
 * @param {string} today
 * @returns {Conclusion}
 */
function conclude(model, given, today) {
  const evaluated = evaluateTables(model, given);
  const { outcomes, spans } = evaluated;
  return {
    report: outcomes.report,
    likely_report: likelyReport(model, outcomes),
    type: outcomes.type,
    add_soc_3: outcomes["add-soc-3"] === "yes",
    possible_reports: spans.report.outcomes,
    open: openQuestions(model, evaluated, given, today),
  };
}

/**
 * A conclusion for a comparison. That `question` itself is answered is no change.
 * @param {Conclusion} conclusion
 * @param {string} question
 */
function judged({ open, ...rest }, question) {
  return JSON.stringify([rest, open.filter((name) => name !== question)]);
}

/**
 * @param {string[]} names
 * @param {Answers} values
 * @returns {Answers}
 */
function pick(names, values) {
  return Object.fromEntries(
    names.filter((name) => name in values).map((name) => [name, values[name]]),
  );
}
