// What a result says, as plain data and as texts: headline, parts, email, brief. No page.

import { dayInWords, fill } from "../text.mjs";
import { countWeeks, isType1Sooner } from "../timeline.mjs";
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
 *   | "answers" | "plan" | "refine" | "reply" | "reply_if_asked" | "boss", string>} headings
 * @property {{several: string, settled: string}} open_flip
 * @property {string} guidance
 * @property {string} stamp
 * @property {Record<"unknown_parts" | "older" | "unknown_version" | "read_as" | "not_given",
 *   string>} link
 * @property {Record<"progress" | "back" | "find_out" | "rules" | "mail" | "copy_reply"
 *   | "copy_text" | "further" | "refine" | "date" | "not_said" | "change"
 *   | "change_about" | "more" | "more_about" | "source" | "read" | "copied" | "not_copied" | "downloaded",
 *   string>} actions
 * @property {Record<"yes" | "tight" | "no" | "sooner" | "no_date" | "unknown" | "until_then" | "page",
 *   string>} plan
 * @property {string} soc_3_later
 * @property {string} likely
 * @property {string} kept
 * @property {Record<"fees" | "fees_value" | "fees_note" | "fees_soc_1" | "fees_soc_1_note"
 *   | "fees_no_firm" | "fees_more" | "fees_both_note" | "fees_first_note" | "weeks" | "weeks_value"
 *   | "weeks_note" | "weeks_to_type_2" | "weeks_soc_1" | "stage_open" | "readers"
 *   | "readers_soc_3", string>
 *   & {may_read: Record<string, {value: string, note: string}>}} facts
 * @property {Record<"why" | "fact" | "next", string>} boss
 * @property {ReplyWords} reply
 */

/**
 * @typedef {{id: string, text: string, when?: Condition, unless?: Condition}} ReplyLine
 * @typedef {{id: string, lead?: string, style?: "text" | "bullets" | "numbers",
 *   lines: ReplyLine[]}} ReplyPart
 * @typedef {{subject: string, subject_line: string, greeting: string, parts: ReplyPart[]}} ReplyWords
 */

/**
 * The words of an answer: of a question and one of its options.
 * @param {Model} model
 * @param {string} question
 * @param {string} option
 */
function answerWords(model, question, option) {
  const { ask, short, options } = byId(model.questions, question);
  const label = options.find(({ id }) => id === option)?.label ?? (option && dayInWords(option));
  return { ask, short, label };
}

/**
 * One line for a report, its type and a SOC 3 in addition.
 * @param {Model} model
 * @param {Pick<Result, "report" | "type" | "add_soc_3">} result
 */
export function headline({ decisions, tool }, { report, type, add_soc_3 }) {
  /**
   * @param {string} decision
   * @param {string} id
   */
  const label = (decision, id) => byId(byId(decisions, decision).outcomes, id).label;
  const parts = [label("report", report)];
  if (type !== byId(decisions, "type").unsettled) parts.push(label("type", type));
  if (add_soc_3) parts.push(type === "type-1" ? tool.soc_3_later : label("add-soc-3", "yes"));
  return parts.join(" – ");
}

/**
 * Everything a result shows, in words, ready for a page or a text.
 * @param {Model} model
 * @param {Result} result
 */
export function describe(model, result) {
  const because = reasons(model, result);
  const action = byId(byId(model.decisions, "primary-action").outcomes, result.primary_action);
  const outcomesTold = summaries(model, result);
  const told = [...outcomesTold, action].map(({ summary }) => summary);
  const cited = [...new Set([...told, ...because].flatMap(({ sources }) => sources))];
  return {
    headline: headline(model, result),
    lead: lead(model, result),
    facts: facts(model, result),
    warning: warning(model, result),
    summaries: outcomesTold,
    plan: planWords(model, result),
    action,
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
export function inWords(model, answers) {
  return Object.entries(answers).map(([id, option]) => ({ id, ...answerWords(model, id, option) }));
}

/**
 * The outcomes that a result names: the report always, others as far as they are settled.
 * @param {Model} model
 * @param {Result} result
 * @returns {Record<string, string>}
 */
function outcomes({ decisions }, { report, likely_report, type, add_soc_3, primary_action }) {
  /** @type {Record<string, string>} */
  const all = {
    report,
    ...(likely_report ? { "likely-report": likely_report } : {}),
    type,
    ...(add_soc_3 ? { "add-soc-3": "yes" } : {}),
    "primary-action": primary_action,
  };
  const always = ["report", "primary-action"];
  const told = decisions.filter(
    ({ id, unsettled }) => all[id] && (always.includes(id) || all[id] !== unsettled),
  );
  return Object.fromEntries(told.map(({ id }) => [id, all[id]]));
}

/**
 * @param {Model} model
 * @param {Result} result
 */
function summaries(model, result) {
  return Object.entries(outcomes(model, result))
    .filter(([id]) => id !== "primary-action") // said beside its button
    .map(([id, outcome]) => byId(byId(model.decisions, id).outcomes, outcome));
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
 * Why it is this report, in one sentence.
 * @param {Model} model
 * @param {Result} result
 */
function lead({ tables, decisions, tool }, { rules, likely_report }) {
  const fired = byId(tables, "report").rules.find(({ id }) => rules.includes(id));
  const reason = fired ? fired.because.text.split(/(?<=[.?!]) /)[0] : "";
  if (!likely_report) return reason;
  const { label } = byId(byId(decisions, "likely-report").outcomes, likely_report);
  return `${reason} ${fill(tool.likely, { likely: withinSentence(label) })}`;
}

/**
 * A label as it stands within a sentence.
 * @param {string} label
 */
const withinSentence = (label) => label.charAt(0).toLowerCase() + label.slice(1);

/** @param {(string | false)[]} said */
function sentences(...said) {
  return said.filter(Boolean).join(" ");
}

/**
 * What it costs, how long it takes and who may read it; nothing before report and type are known.
 * @param {Model} model
 * @param {Result} result
 * @returns {{name: string, value: string, note: string}[]}
 */
function facts({ tool, fees }, { report, type, add_soc_3, plan, answers }) {
  const words = tool.facts;
  const readers = words.may_read[report];
  if (!readers || !plan) return [];
  const { low, high, count, firms, more } = fees[type === "type-2" ? type : "type-1"];
  const note = fill(words.fees_note, {
    count,
    ...ends(high),
    firms: firms > 0 ? "" : words.fees_no_firm,
    more: more > 0 ? fill(words.fees_more, { more }) : "",
  });
  const stageOpen = !answers.stage || answers.stage === "unsure";
  const bothTypes = type === "type-1-then-type-2";
  return [
    report === "soc-1"
      ? { name: words.fees, value: words.fees_soc_1, note: words.fees_soc_1_note }
      : {
          name: words.fees,
          value: fill(words.fees_value, ends(low)),
          note: sentences(
            report === "both" && words.fees_both_note,
            bothTypes && words.fees_first_note,
            note,
          ),
        },
    {
      name: words.weeks,
      value: fill(words.weeks_value, {
        quickest: plan.quickest_weeks,
        cautious: plan.cautious_weeks,
      }),
      note: sentences(
        bothTypes && words.weeks_to_type_2,
        words.weeks_note,
        mostlyTakesLonger({ report, type }) && words.weeks_soc_1,
        stageOpen && words.stage_open,
      ),
    },
    {
      name: words.readers,
      value: readers.value,
      note: sentences(readers.note, add_soc_3 && words.readers_soc_3),
    },
  ];
}

/**
 * Whether the quickest period, which the weeks count with, is mostly too short.
 * @param {Pick<Result, "report" | "type">} result
 */
function mostlyTakesLonger({ report, type }) {
  return report !== "soc-2" && type !== "type-1";
}

/**
 * Two sums of money in words.
 * @param {number[]} dollars
 */
function ends([low, high]) {
  /** @param {number} sum */
  const money = (sum) => `$${sum.toLocaleString("en-US")}`;
  return { low: money(low), high: money(high) };
}

/**
 * That the date cannot be met, or only just; null where nothing is to be warned of.
 * @param {Model} model
 * @param {Result} result
 */
function warning(model, result) {
  const fits = result.plan?.fits;
  return fits === "no" || fits === "tight" ? planWords(model, result) : null;
}

/**
 * A few lines for somebody's superior.
 * @param {Model} model
 * @param {Description} parts
 * @param {string} link the address of the result
 */
export function bossText({ tool: { boss, facts: said } }, parts, link) {
  const { headline, lead, facts, warning, action } = parts;
  const told = facts.slice(0, 2).filter(({ value }) => value !== said.fees_soc_1);
  // A warning says the second for itself.
  const left = [said.stage_open, ...(warning ? [said.weeks_soc_1] : [])].map((note) => ` ${note}`);
  const lines = told.map((fact) =>
    left.reduce((line, note) => line.replace(note, ""), fill(boss.fact, fact)),
  );
  return [
    [headline, fill(boss.why, { reason: lead })],
    warning ? [...lines, warning.text] : lines,
    [fill(boss.next, { action: action.heading }), link],
  ]
    .filter(({ length }) => length > 0)
    .map((paragraph) => paragraph.join("\n"))
    .join("\n\n");
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
 * Whether the date can be met, and what can be shown until then; null while the type is open.
 * @param {Model} model
 * @param {Result} result
 */
function planWords(model, { plan, report, type, answers }) {
  if (!plan) return null;
  const { tool, interim, timeline } = model;
  const { fits, quickest_weeks: quickest, cautious_weeks: cautious } = plan;
  const sentence = tool.plan[answers.deadline === "none" ? "no_date" : fits];
  const shown = interim.filter(({ id }) => plan.interim.includes(id));
  const first = countWeeks(timeline, "type-1", answers.stage);
  const sooner = isType1Sooner(plan, { type, stage: answers.stage })
    ? fill(tool.plan.sooner, { quickest: first.quickest })
    : "";
  const date = withinSentence(answerWords(model, "deadline", answers.deadline).label ?? "");
  const longer = fits === "tight" && mostlyTakesLonger({ report, type });
  return {
    text: sentences(
      fill(sentence, { date, quickest, cautious }),
      longer && tool.facts.weeks_soc_1,
      sooner,
    ),
    interim: shown.map(({ text }) => text),
  };
}

/**
 * The reply to the customer, as model/decision/reply.py writes it; a test compares the two.
 * @param {Model} model
 * @param {Result} result
 * @returns {Email}
 */
export function customerReply({ tool: { reply }, decisions }, result) {
  const known = knownValues(result);
  /**
   * @param {string} decision
   * @param {string} id
   */
  const label = (decision, id) => byId(byId(decisions, decision).outcomes, id).label;
  const labels = { report: label("report", result.report), type: label("type", result.type) };
  const parts = reply.parts.map(({ lead, style, lines }) => {
    const texts = lines
      .filter((line) => isWritten(line, known))
      .map(({ text }) => fill(text, labels));
    const body = written(style, texts);
    return body && lead ? `${lead}\n\n${body}` : body;
  });
  return { subject: reply.subject, body: [reply.greeting, ...parts.filter(Boolean)].join("\n\n") };
}

/**
 * @param {string | undefined} style
 * @param {string[]} lines
 */
function written(style, lines) {
  if (style === "bullets") return bulleted(lines);
  return style === "numbers" ? numbered(lines) : lines.join(" ");
}

/**
 * What conditions can ask for: answers, outcomes, whether the date can be met.
 * @param {Result} result
 * @returns {Record<string, string[]>}
 */
function knownValues({ answers, report, likely_report, type, add_soc_3, plan, primary_action }) {
  const outcomes = {
    report,
    type,
    "add-soc-3": add_soc_3 ? "yes" : "no",
    "primary-action": primary_action,
    ...(likely_report ? { "likely-report": likely_report } : {}),
    ...(plan ? { fits: plan.fits } : {}),
  };
  const values = Object.entries({ ...answers, ...outcomes }).map(([name, value]) => [
    name,
    [value],
  ]);
  const sooner = isType1Sooner(plan, { type, stage: answers.stage }) ? ["type-1"] : [];
  return { ...Object.fromEntries(values), interim: plan?.interim ?? [], sooner };
}

/**
 * @param {ReplyLine} line
 * @param {Record<string, string[]>} known
 */
function isWritten({ when = {}, unless = {} }, known) {
  /** @param {[string, string[]]} condition */
  const holds = ([name, allowed]) => (known[name] ?? []).some((value) => allowed.includes(value));
  return Object.entries(when).every(holds) && !Object.entries(unless).some(holds);
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
  return `${fill(tool.reply.subject_line, { subject })}\n\n${body}`;
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
  return fill(tool.stamp, { version, date: dayInWords(date) });
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
    ...section(headings.plan, planLines(model, parts.plan)),
    ...section(
      headings.because,
      bulleted(parts.because.map((reason) => reasonLine(model, reason))),
    ),
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
    ...section(
      headings.sources,
      bulleted(parts.sources.map((source) => sourceLine(model, source))),
    ),
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

/**
 * @param {Model} model
 * @param {Description["plan"]} plan
 */
function planLines({ tool }, plan) {
  if (!plan) return "";
  const lines = [plain(plan.text)];
  if (plan.interim.length > 0) lines.push(tool.plan.until_then, bulleted(plan.interim.map(plain)));
  return lines.join("\n\n");
}

/**
 * @param {Model} model
 * @param {Description["because"][0]} reason
 */
function reasonLine(model, { text, sources }) {
  const publishers = new Set(sources.map((id) => model.sources[id].publisher));
  return `${plain(text)} (${plain([...publishers].join("; "))})`;
}

/**
 * @param {Description["steps"][0]} step
 * @param {string | URL} home
 */
const stepLine = ({ text, page }, home) =>
  page ? `${plain(text)} <${new URL(page, home)}>` : plain(text);

/** @param {Description["changes"][0]["answers"][0]} change */
const changeLine = ({ ask, label, outcome }) => `${plain(ask)} ${plain(label)}: ${plain(outcome)}`;

/**
 * @param {Model} model
 * @param {Description["sources"][0]} source
 */
function sourceLine(model, source) {
  const line = plain(sourceWords(model, source));
  return source.url ? `${line} <${source.url}>` : line;
}

/**
 * A source as the notes of a page have it.
 * @param {Model} model
 * @param {Description["sources"][0]} source
 */
export function sourceWords({ tool }, { title, publisher, tier, read }) {
  return `${publisher}: ${title}. ${tier}. ${fill(tool.actions.read, { date: dayInWords(read) })}`;
}
