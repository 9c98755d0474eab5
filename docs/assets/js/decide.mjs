// The decision tables in the browser: data in, data out, no page.
// What decide() gives is what model/decide.py gives; a test compares the two over every combination.

const indexes = new WeakMap();

/**
 * The result of complete or partial answers, with the keys of `python -m model decide`.
 * The answers must be ones of the model (url-state.mjs leaves out all others).
 */
export function decide(model, answers) {
  const result = resultOf(model, answers);
  return { ...result, would_change_if: changes(model, result) };
}

/** What the result of one decision is called, a question's answer likewise; undefined if open. */
export function valueOf(result, name) {
  if (name === "add-soc-3") return result.add_soc_3 ? "yes" : "no";
  return result[name] ?? result.answers[name];
}

/** The fields of the quote form that the answers fill in. */
export function quoteFields(model, result) {
  const fields = {};
  for (const { id, source, values } of model.tool.quote_fields) {
    const option = values[valueOf(result, source)];
    if (option) fields[id] = option;
  }
  return fields;
}

/** Every complete set of answers, with the rule that fires in each table. */
function rowsOf(model) {
  if (!indexes.has(model)) {
    let sets = [{}];
    for (const { id, options } of model.questions) {
      sets = sets.flatMap((set) => options.map((option) => ({ ...set, [id]: option.id })));
    }
    indexes.set(model, sets.map((answers) => ({ answers, rules: fire(model, answers) })));
  }
  return indexes.get(model);
}

function fire(model, answers) {
  const known = { ...answers };
  return model.tables.map(({ id, rules }) => {
    const fits = ([name, allowed]) => allowed.includes(known[name]);
    const rule = rules.find(({ when }) => Object.entries(when).every(fits));
    known[id] = rule.then;
    return rule;
  });
}

function resultOf(model, answers) {
  const asked = model.questions.map(({ id }) => id);
  const given = pick(asked, answers);
  const rows = rowsOf(model).filter((row) => Object.keys(given).every((id) => row.answers[id] === given[id]));
  const settled = model.tables.map((_, at) => {
    const [{ rules }] = rows;
    return rows.every((row) => row.rules[at] === rules[at]) ? rules[at] : null;
  });
  const fired = settled.filter(Boolean);
  const outcome = {};
  model.tables.forEach(({ id }, at) => {
    outcome[id] = settled[at]?.then ?? model.decisions.find((decision) => decision.id === id).unsettled;
  });
  const reports = model.tables.findIndex(({ id }) => id === "report");
  const possible = new Set(rows.map(({ rules }) => rules[reports].then));
  return {
    model_version: model.version,
    answers: given,
    report: outcome.report,
    type: outcome.type,
    add_soc_3: outcome["add-soc-3"] === "yes",
    timing: outcome.timing,
    rules: fired.map(({ id }) => id),
    because: fired.map(({ because }) => because.text),
    decided_by: pick(asked.filter((id) => fired.some(({ when }) => id in when)), given),
    open: asked.filter((id) => !(id in given) && matters(id, rows)),
    possible_reports: model.decisions
      .find(({ id }) => id === "report")
      .outcomes.map(({ id }) => id)
      .filter((id) => possible.has(id)),
    sources: [...new Set(fired.flatMap(({ because }) => because.sources))],
    next_steps: model.steps.filter(({ id }) => fired.some(({ steps }) => steps.includes(id))),
  };
}

/** Whether the answer to a question makes a difference to any rule that fires. */
function matters(id, rows) {
  const seen = new Map();
  return rows.some(({ answers, rules }) => {
    const others = JSON.stringify({ ...answers, [id]: "" });
    const ids = rules.map((rule) => rule.id).join();
    if (!seen.has(others)) seen.set(others, ids);
    return seen.get(others) !== ids;
  });
}

function changes(model, result) {
  const found = [];
  for (const { id, options } of model.questions) {
    for (const { id: to } of options) {
      if (to === result.answers[id]) continue;
      const { report, type, add_soc_3 } = resultOf(model, { ...result.answers, [id]: to });
      if (report !== result.report || type !== result.type || add_soc_3 !== result.add_soc_3) {
        found.push({ question: id, to, report, type, add_soc_3, from: result.answers[id] ?? null });
      }
    }
  }
  return found;
}

function pick(names, values) {
  return Object.fromEntries(names.filter((name) => name in values).map((name) => [name, values[name]]));
}
