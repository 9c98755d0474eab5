// The answers in the query string: one key per question, `v` for the version of the decision model
// and `change` for a question that is being answered again.

// Keys that other people's tools add to links; they say nothing here and need no notice.
const FOREIGN = /^(utm_.*|.*clid|ref)$/;
const LONGEST = 60; // characters of an unknown part that a notice repeats

/** {answers, change, version, ignored} of a query; `ignored` names what the model does not know. */
export function readQuery(model, query) {
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

/** The query of some answers, "?…", in the order of the questions. */
export function writeQuery(model, answers, change = null) {
  const query = new URLSearchParams();
  for (const { id } of model.questions) if (id in answers) query.set(id, answers[id]);
  if (change) query.set("change", change);
  query.set("v", model.version);
  return `?${query}`;
}

/** What a reader of this link has to know about it: sentences, possibly none. */
export function notices(model, { version, ignored }) {
  const said = [];
  if (ignored.length > 0) {
    said.push(
      `This link holds something that we do not know and leave out: ${ignored.join(", ")}.`,
    );
  }
  if (version === null || version === String(model.version)) return said;
  const since = model.changes.filter((change) => change.version > Number(version));
  if (/^[1-9]\d{0,5}$/.test(version) && since.length > 0) {
    said.push(`This link was made with version ${version} of our questions. Changed since then:`);
    said.push(...since.map(({ date, summary }) => `${date}: ${summary}`));
  } else {
    said.push(
      `This link names a version of our questions that we do not know: ${shorten(version)}. You see version ${model.version}.`,
    );
  }
  return said;
}

function shorten(text) {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
