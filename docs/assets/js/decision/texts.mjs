// What a result says, as plain data and as texts: headline, parts, email, brief. No page.

const find = (records, id) => records.find((record) => record.id === id);

/** The words of an answer: {ask, short, label} of a question and one of its options. */
export function answerWords(model, question, option) {
  const { ask, short, options } = find(model.questions, question);
  return { ask, short, label: find(options, option)?.label };
}

/** One line for a report, its type and a SOC 3 in addition. */
export function headline(model, { report, type, add_soc_3 }) {
  const label = (decision, id) => find(find(model.decisions, decision).outcomes, id).label;
  const parts = [label("report", report)];
  if (type !== find(model.decisions, "type").unsettled) parts.push(label("type", type));
  if (add_soc_3) parts.push(label("add-soc-3", "yes"));
  return parts.join(" – ");
}

/** Everything a result shows, in words, ready for a page or a text. */
export function describe(model, result) {
  const outcomes = { report: result.report, type: result.type, timing: result.timing };
  if (result.add_soc_3) outcomes["add-soc-3"] = "yes";
  const told = model.decisions.filter(
    ({ id, unsettled }) => outcomes[id] && (id === "report" || outcomes[id] !== unsettled),
  );
  // Why something is not called for is of interest only to those who asked for it.
  const open = (id) =>
    !told.some((decision) => decision.id === id) &&
    !(id === "add-soc-3" && result.answers.public_summary === "yes");
  const because = model.tables
    .flatMap(({ id, rules }) =>
      open(id) ? [] : rules.filter((rule) => result.rules.includes(rule.id)),
    )
    .map((rule) => rule.because);
  return {
    headline: headline(model, result),
    summaries: told.map(({ id, outcomes: all }) => find(all, outcomes[id])),
    because,
    decidedBy: Object.entries(result.decided_by).map(([id, option]) =>
      answerWords(model, id, option),
    ),
    answers: Object.entries(result.answers).map(([id, option]) => ({
      id,
      ...answerWords(model, id, option),
    })),
    unsure: model.questions.filter(({ id, options }) => find(options, result.answers[id])?.unsure),
    steps: result.next_steps,
    changes: model.questions
      .map(({ id, ask }) => ({ ask, answers: flips(model, result, id) }))
      .filter(({ answers }) => answers.length > 0),
    sources: [...new Set(because.flatMap(({ sources }) => sources))].map((id) => ({
      id,
      ...model.sources[id],
    })),
  };
}

/** The other answers to one question that change the result: their words, all answers, and to what. */
function flips(model, result, id) {
  return result.would_change_if
    .filter(({ question }) => question === id)
    .map((change) => ({
      ...answerWords(model, id, change.to),
      answers: { ...result.answers, [id]: change.to },
      then: outlook(model, change),
    }));
}

/** What a change leads to, as far as the answers given settle that. */
function outlook(model, { possible_reports: reports, open, ...change }) {
  const { several, settled } = model.tool.open_flip;
  const names = reports.map((report) => headline(model, { ...change, report })).join(", ");
  if (open.length === 0) return names;
  return (reports.length > 1 ? several : settled).replace("{reports}", names);
}

/** {subject, body} of the email that asks the customer what the answers leave open. */
export function customerEmail(model, answers) {
  const { email } = model.tool;
  const holds = (condition = {}) =>
    Object.entries(condition).some(([id, allowed]) => allowed.includes(answers[id]));
  const facts = email.facts.filter(({ when }) => holds(when)).map(({ text }) => `- ${text}`);
  const asks = email.questions.filter(({ known_by }) => !holds(known_by));
  const blocks = [email.greeting, holds(email.unasked_when) ? email.unasked : email.asked];
  if (facts.length > 0) blocks.push(email.facts_lead, facts.join("\n"));
  blocks.push(
    email.questions_lead,
    asks.map(({ text }, at) => `${at + 1}. ${text}`).join("\n"),
    email.closing,
  );
  return { subject: email.subject, body: blocks.join("\n\n") };
}

/** The address that opens a mail program with the email; who gets it is left to the reader. */
export function mailto({ subject, body }) {
  // RFC 6068 asks for CRLF.
  return `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body.replaceAll("\n", "\r\n"))}`;
}

/** The one-page brief as Markdown. `link` is the whole address of the result, `home` of the site. */
export function brief(model, result, { link, home, date }) {
  const { headings, guidance } = model.tool;
  const parts = describe(model, result);
  const plain = (text) => text.replace(/[\\`*_[\]<>#]/g, "\\$&");
  const bullets = (items) => items.map((text) => `- ${text}`).join("\n");
  const section = (title, text) => (text ? [`## ${title}`, text] : []);
  return (
    [
      `# ${plain(parts.headline)}`,
      `Decision model version ${result.model_version}, ${date}. <${link}>`,
      ...parts.summaries.map(({ summary }) => plain(summary.text)),
      ...section(
        headings.because,
        bullets(parts.because.map(({ text, sources }) => `${plain(text)} (${sources.join(", ")})`)),
      ),
      ...section(
        headings.answers,
        bullets(parts.answers.map(({ ask, label }) => `${plain(ask)} ${plain(label)}`)),
      ),
      ...section(
        headings.unsure,
        bullets(parts.unsure.map(({ ask, find_out }) => `${plain(ask)} ${plain(find_out)}`)),
      ),
      ...section(
        headings.steps,
        parts.steps
          .map(
            ({ text, page }, at) =>
              `${at + 1}. ${plain(text)}${page ? ` <${new URL(page, home)}>` : ""}`,
          )
          .join("\n"),
      ),
      ...section(
        headings.changes,
        bullets(
          parts.changes
            .flatMap(({ answers }) => answers)
            .map(({ ask, label, then }) => `${plain(ask)} ${plain(label)}: ${plain(then)}`),
        ),
      ),
      ...section(
        headings.sources,
        bullets(
          parts.sources.map(
            ({ id, title, publisher, url }) =>
              `${id}: ${plain(title)}, ${plain(publisher)}${url ? `, <${url}>` : ""}`,
          ),
        ),
      ),
      guidance,
    ].join("\n\n") + "\n"
  );
}
