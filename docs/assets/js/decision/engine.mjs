// The decision tables in the browser: data in, data out, no page.
// What decide() gives is what model/decision/engine.py gives; a test compares them completely.

const indexes = new WeakMap();

/**
 * The result of complete or partial answers, with the keys of `python -m model decide`.
 * The answers must be ones of the model (decision/query.mjs leaves out all others).
 */
export function decide(model, answers) {
  const result = resultOf(model, answers);
  return { ...result, would_change_if: changes(model, result) };
}

/** The fields of the quote form that the answers fill in; what they do not settle stays empty. */
export function quoteFields(model, { answers, rules }) {
  const fields = {};
  for (const { id, source, values } of model.tool.quote_fields) {
    const table = model.tables.find((item) => item.id === source);
    const settled = table
      ? table.rules.find((rule) => rules.includes(rule.id))?.then
      : answers[source];
    if (values[settled]) fields[id] = values[settled];
  }
  return fields;
}

/** Every complete set of answers, with the rule that fires in each table and these as one `key`. */
function rowsOf(model) {
  if (!indexes.has(model)) {
    let sets = [{}];
    for (const { id, options } of model.questions) {
      sets = sets.flatMap((set) => options.map((option) => ({ ...set, [id]: option.id })));
    }
    indexes.set(
      model,
      sets.map((answers) => {
        const rules = fire(model, answers);
        return {
          answers,
          rules,
          key: rules.map((rule, at) => model.tables[at].rules.indexOf(rule)).join(),
        };
      }),
    );
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
  const rows = rowsOf(model).filter((row) =>
    Object.keys(given).every((id) => row.answers[id] === given[id]),
  );
  const settled = model.tables.map((_, at) => {
    const [{ rules }] = rows;
    return rows.every((row) => row.rules[at] === rules[at]) ? rules[at] : null;
  });
  const fired = settled.filter(Boolean);
  const outcome = {};
  model.tables.forEach(({ id }, at) => {
    outcome[id] =
      settled[at]?.then ?? model.decisions.find((decision) => decision.id === id).unsettled;
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
    decided_by: pick(
      asked.filter((id) => fired.some(({ when }) => id in when)),
      given,
    ),
    open: model.questions
      .filter(({ id, options }) => !(id in given) && matters(id, options, rows))
      .map(({ id }) => id),
    possible_reports: model.decisions
      .find(({ id }) => id === "report")
      .outcomes.map(({ id }) => id)
      .filter((id) => possible.has(id)),
    sources: [...new Set(fired.flatMap(({ because }) => because.sources))],
    next_steps: model.steps.filter(({ id }) => fired.some(({ steps }) => steps.includes(id))),
  };
}

/** Whether the answer to a question makes a difference to any rule that fires. */
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

function changes(model, result) {
  const found = [];
  for (const { id, options } of model.questions) {
    // That this question itself is answered is no change.
    const decided = (other) => [
      other.report,
      other.type,
      other.add_soc_3,
      other.possible_reports,
      other.open.filter((name) => name !== id),
    ];
    for (const { id: to } of options) {
      if (to === result.answers[id]) continue;
      const other = resultOf(model, { ...result.answers, [id]: to });
      if (String(decided(other)) === String(decided(result))) continue;
      const { report, type, add_soc_3, possible_reports, open } = other;
      found.push({
        question: id,
        to,
        report,
        type,
        add_soc_3,
        possible_reports,
        open,
        from: result.answers[id] ?? null,
      });
    }
  }
  return found;
}

function pick(names, values) {
  return Object.fromEntries(
    names.filter((name) => name in values).map((name) => [name, values[name]]),
  );
}
