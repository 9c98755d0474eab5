// The decision tables in the browser: data in, data out, no page.
// What decide() gives is what model/decision/engine.py gives; a test compares them completely.

/**
 * @typedef {Record<string, string>} Answers by question
 * @typedef {{text: string, sources: string[]}} Statement
 * @typedef {{id: string, label: string, example?: string, unsure?: boolean}} Option
 * @typedef {{id: string, ask: string, short: string, why: string, find_out: string,
 *   options: Option[]}} Question
 * @typedef {{id: string, label: string, heading: string, summary: Statement}} Outcome
 * @typedef {{id: string, unsettled: string, outcomes: Outcome[]}} Decision
 * @typedef {{id: string, when: Record<string, string[]>, then: string, because: Statement,
 *   steps: string[]}} Rule
 * @typedef {{id: string, rules: Rule[]}} Table
 * @typedef {{id: string, text: string, page: string}} Step
 * @typedef {{id: string, source: string, values: Record<string, string>}} HandOver
 * @typedef {{title: string, publisher: string, url: string}} Source
 */

/**
 * What model/exports/decision_model.py compiles. The form's page gets a part of it, without prose.
 * @typedef {object} Model
 * @property {number} version
 * @property {{version: number, date: string, summary: string}[]} changes
 * @property {Question[]} questions
 * @property {Decision[]} decisions
 * @property {Table[]} tables
 * @property {Step[]} steps
 * @property {Record<string, Source>} sources
 * @property {import("./texts.mjs").Words & {quote_fields: HandOver[]}} tool
 */

/**
 * @typedef {{answers: Answers, rules: Rule[], key: string}} Row
 * @typedef {ReturnType<typeof decidedBy>} Settled
 * @typedef {Pick<Settled, "report" | "type" | "add_soc_3" | "possible_reports" | "open">
 *   & {question: string, to: string, from: string | null}} Change
 * @typedef {Settled & {would_change_if: Change[]}} Result
 */

/** @type {WeakMap<Model, Row[]>} */
const indexes = new WeakMap();

/**
 * The result of complete or partial answers, with the keys of `python -m model decide`.
 * The answers must be ones of the model (decision/query.mjs leaves out all others).
 * @param {Model} model
 * @param {Answers} answers
 * @returns {Result}
 */
export function decide(model, answers) {
  const result = decidedBy(model, answers);
  return { ...result, would_change_if: changes(model, result) };
}

/**
 * The fields of the quote form that the answers fill in; what they do not settle stays empty.
 * @param {Model} model
 * @param {Pick<Result, "answers" | "rules">} result
 */
export function quoteFields(model, { answers, rules }) {
  /** @type {Record<string, string>} */
  const fields = {};
  for (const { id, source, values } of model.tool.quote_fields) {
    const table = model.tables.find((item) => item.id === source);
    const rule = table?.rules.find((item) => rules.includes(item.id));
    const settled = table ? rule?.then : answers[source];
    if (settled && values[settled]) fields[id] = values[settled];
  }
  return fields;
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
 * Every complete set of answers, with the rule that fires in each table and these as one `key`.
 * @param {Model} model
 */
function rowsOf(model) {
  const rows = indexes.get(model) ?? allAnswers(model).map((answers) => rowOf(model, answers));
  indexes.set(model, rows);
  return rows;
}

/** @param {Model} model */
function allAnswers({ questions }) {
  /** @type {Answers[]} */
  let sets = [{}];
  for (const { id, options } of questions) {
    sets = sets.flatMap((set) => options.map((option) => ({ ...set, [id]: option.id })));
  }
  return sets;
}

/**
 * @param {Model} model
 * @param {Answers} answers
 * @returns {Row}
 */
function rowOf(model, answers) {
  const rules = fire(model, answers);
  const places = rules.map((rule, at) => model.tables[at].rules.indexOf(rule));
  return { answers, rules, key: places.join() };
}

/**
 * The rule that fires in each table; a table sees the outcomes of those before it.
 * @param {Model} model
 * @param {Answers} answers
 */
function fire(model, answers) {
  const known = { ...answers };
  return model.tables.map(({ id, rules }) => {
    /** @param {Rule} rule */
    const fits = ({ when }) =>
      Object.entries(when).every(([name, allowed]) => allowed.includes(known[name]));
    const rule = /** @type {Rule} */ (rules.find(fits)); // tables are complete
    known[id] = rule.then;
    return rule;
  });
}

/**
 * @param {Model} model
 * @param {Answers} answers
 */
function decidedBy(model, answers) {
  const asked = model.questions.map(({ id }) => id);
  const given = pick(asked, answers);
  const rows = rowsOf(model).filter((row) =>
    Object.keys(given).every((id) => row.answers[id] === given[id]),
  );
  const settled = settledRules(model, rows);
  const fired = settled.filter((rule) => rule !== null);
  const outcome = outcomes(model, settled);
  return {
    model_version: model.version,
    answers: given,
    report: outcome.report,
    type: outcome.type,
    add_soc_3: outcome["add-soc-3"] === "yes",
    timing: outcome.timing,
    rules: fired.map(({ id }) => id),
    because: fired.map(({ because }) => because.text),
    decided_by: pick(
      asked.filter((id) => fired.some(({ when }) => id in when)),
      given,
    ),
    open: model.questions
      .filter(({ id, options }) => !(id in given) && matters(id, options, rows))
      .map(({ id }) => id),
    possible_reports: possibleReports(model, rows),
    sources: [...new Set(fired.flatMap(({ because }) => because.sources))],
    next_steps: model.steps.filter(({ id }) => fired.some(({ steps }) => steps.includes(id))),
  };
}

/**
 * The rule of each table that fires whatever the open answers are; null where that depends on them.
 * @param {Model} model
 * @param {Row[]} rows
 */
function settledRules({ tables }, rows) {
  const [{ rules }] = rows;
  return tables.map((_, at) =>
    rows.every((row) => row.rules[at] === rules[at]) ? rules[at] : null,
  );
}

/**
 * The outcome of each decision.
 * @param {Model} model
 * @param {(Rule | null)[]} settled
 * @returns {Record<string, string>}
 */
function outcomes({ tables, decisions }, settled) {
  return Object.fromEntries(
    tables.map(({ id }, at) => [id, settled[at]?.then ?? byId(decisions, id).unsettled]),
  );
}

/**
 * @param {Model} model
 * @param {Row[]} rows
 */
function possibleReports({ tables, decisions }, rows) {
  const at = tables.findIndex(({ id }) => id === "report");
  const possible = new Set(rows.map(({ rules }) => rules[at].then));
  return byId(decisions, "report")
    .outcomes.map(({ id }) => id)
    .filter((id) => possible.has(id));
}

/**
 * Whether the answer to a question makes a difference to any rule that fires.
 * @param {string} id
 * @param {Option[]} options
 * @param {Row[]} rows
 */
function matters(id, options, rows) {
  // The rows of each option are in the same order of the other answers.
  const keys = options.map((option) =>
    rows
      .filter(({ answers }) => answers[id] === option.id)
      .map(({ key }) => key)
      .join(" "),
  );
  return keys.some((text) => text !== keys[0]);
}

/**
 * Every single answer, given anew or otherwise, that would change the result.
 * @param {Model} model
 * @param {Settled} result
 */
function changes(model, result) {
  /** @type {Change[]} */
  const found = [];
  for (const { id, options } of model.questions) {
    for (const { id: to } of options) {
      if (to === result.answers[id]) continue;
      const other = decidedBy(model, { ...result.answers, [id]: to });
      if (conclusion(other, id) === conclusion(result, id)) continue;
      const { report, type, add_soc_3, possible_reports, open } = other;
      const from = result.answers[id] ?? null;
      found.push({ question: id, to, report, type, add_soc_3, possible_reports, open, from });
    }
  }
  return found;
}

/**
 * What a result comes to, for a comparison. That `question` itself is answered is no change.
 * @param {Settled} result
 * @param {string} question
 */
function conclusion({ report, type, add_soc_3, possible_reports, open }, question) {
  const others = open.filter((name) => name !== question);
  return String([report, type, add_soc_3, possible_reports, others]);
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
