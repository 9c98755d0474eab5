// The planner: how long each report takes, whether it can be there by a date, and a calendar file.
// What is counted stands in timeline.mjs; this module turns weeks into dates and words.

import { settledType } from "./decision/engine.mjs";
import { download, el, fillTemplate, find, readData, startAll, unbroken } from "./dom.mjs";
import { keep, withKeys } from "./query-state.mjs";
import { fill } from "./text.mjs";
import { countWeeks, fit, warn } from "./timeline.mjs";

/**
 * @typedef {import("./timeline.mjs").Fits} Fits
 * @typedef {import("./timeline.mjs").Timeline} Timeline
 * @typedef {"quickest" | "cautious"} Pace
 * @typedef {"start" | "period" | "work_1" | "work_2" | "report"} Step
 * @typedef {"ready" | "period" | "work"} Part
 * @typedef {{steps: Record<Step, string>, parts: Record<Part, string>, whole: string, weeks: string, says: Record<Fits, string>,
 *   one: Record<Fits, string>, both: string, over: string, past: string, away: string,
 *   start: Record<"yes" | "tight" | "no", string>, calendar_about: string,
 *   no_promise: string}} Words
 * @typedef {{id: string, label: string, months: number}} Planned
 * @typedef {{name: string, address: string, timeline: Timeline, words: Words, plans: Planned[],
 *   warnings: import("./timeline.mjs").Words, decision: Decision,
 *   who: Record<Part, Record<string, string[]>>}} Data `who` says so of the quickest and the cautious
 * @typedef {Pick<import("./decision/engine.mjs").Model, "questions" | "decisions" | "tables">
 *   } Decision what settles the type
 * @typedef {{deadline: string, stage: string, type: string}} State `deadline` is a date, a range or
 *   "none"; "" stands for what nobody has said
 * @typedef {{id: string, label: string, fits: Fits, weeks: import("./timeline.mjs").Weeks,
 *   start: string, months: number, milestones: {label: string, day: number}[]}} Plan days are
 *   counted since 1970
 */

const DAY = 86_400_000;
const IN_WORDS = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
const STAGES = ["exploring", "preparing", "ready", "renewing", "unsure"];
// What an older address of this planner called the stages.
/** @type {Record<string, string>} */
const OLD_STAGES = { mostly: "ready", some: "preparing", little: "exploring" };
/** @type {Record<string, string>} */
const OLD_DEADLINES = { weeks: "under-3-months", months: "3-to-6-months" };
// What the tool's answer on evidence means while the report is open; nobody named one: Type 2.
/** @type {Record<string, string>} */
const TYPES = { design: "type-1", operating: "type-2", unknown: "type-2" };

/**
 * The days since 1970 of a date such as "2027-03-01"; null if there is no such date.
 * @param {string} text
 */
export function parseDay(text) {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00Z`) : Number.NaN;
  return Number.isNaN(time) || dayText(time / DAY) !== text ? null : time / DAY;
}

/**
 * "2027-03-01" of a day.
 * @param {number} day
 */
const dayText = (day) => new Date(day * DAY).toISOString().slice(0, 10);

/**
 * "1 March 2027" of a day.
 * @param {number} day
 */
export const inWords = (day) => IN_WORDS.format(day * DAY);

/**
 * The state of a query with the keys of the decision tool; "" for what is missing or unknown. The
 * keys of older addresses of the planner are read too. The type is the one that the tool decides.
 * @param {string} query
 * @param {Pick<Data, "timeline" | "decision">} data
 * @returns {State}
 */
export function parse(query, { timeline, decision }) {
  const given = new URLSearchParams(query);
  const day = given.get("needed_by") ?? "";
  const deadline = parseDay(day) === null ? (given.get("deadline") ?? "") : day;
  const stage = given.get("stage") ?? OLD_STAGES[given.get("readiness") ?? ""] ?? "";
  return {
    deadline: knownDeadline(OLD_DEADLINES[deadline] ?? deadline, timeline),
    stage: STAGES.includes(stage) ? stage : "",
    type: typeOf(given, decision),
  };
}

/**
 * The type of the tool's result for this address; "" where its result has none.
 * @param {URLSearchParams} given
 * @param {Decision} decision
 */
function typeOf(given, decision) {
  const known = decision.questions.flatMap(({ id, options }) =>
    options.filter((option) => option.id === given.get(id)).map((option) => [id, option.id]),
  );
  const settled = settledType(decision, Object.fromEntries(known));
  if (settled) return settled === "undecided" ? "" : settled;
  return TYPES[given.get("evidence") ?? ""] ?? "";
}

/**
 * @param {string} text
 * @param {Timeline} timeline
 */
function knownDeadline(text, { ranges }) {
  const known = Object.hasOwn(ranges, text) || text === "none" || parseDay(text) !== null;
  return known ? text : "";
}

/**
 * The query of a state; keys of others are kept.
 * @param {Pick<State, "deadline" | "stage">} state
 * @param {string} query
 */
export function format({ deadline, stage }, query = "") {
  const old = { needed_by: null, readiness: null };
  return withKeys(query, { ...old, deadline: deadline || null, stage: stage || null });
}

/**
 * The steps of a plan, each with the weeks from its first day to the report, earliest first.
 * @param {Timeline} timeline
 * @param {number} months
 * @param {string} stage
 * @param {Pace} pace
 * @returns {[Step, number][]}
 */
export function milestones(timeline, months, stage, pace) {
  const type = months ? "type-2" : "type-1";
  const work = timeline.work[type][pace];
  const period = months ? timeline.periods.months[months] : 0;
  const whole = countWeeks(timeline, type, stage || null, months)[pace];
  /** @type {[Step, number][]} */
  const steps = [
    ["report", 0],
    [months ? "work_2" : "work_1", work],
  ];
  if (months) steps.push(["period", work + period]);
  if (whole > work + period) steps.push(["start", whole]);
  return steps.reverse();
}

/**
 * The weeks of each part of a plan, in order; what takes no time is left out.
 * @param {Timeline} timeline
 * @param {number} months
 * @param {string} stage
 * @param {Pace} pace
 * @returns {[Part, number][]}
 */
export function parts(timeline, months, stage, pace) {
  const type = months ? "type-2" : "type-1";
  const work = timeline.work[type][pace];
  const period = months ? timeline.periods.months[months] : 0;
  const ready = countWeeks(timeline, type, stage || null, months)[pace] - period - work;
  /** @type {[Part, number][]} */
  const all = [
    ["ready", ready],
    ["period", period],
    ["work", work],
  ];
  return all.filter(([, weeks]) => weeks > 0);
}

/**
 * Each report with whether it can be there by the deadline. With a date, its milestones are those of
 * the plan that fits: the cautious one if it can, else the quickest, from today if none fits.
 * @param {Data} data
 * @param {Pick<State, "deadline" | "stage">} state
 * @param {number} today
 * @returns {Plan[]}
 */
export function plans({ timeline, words, plans: planned }, { deadline, stage }, today) {
  const day = parseDay(deadline);
  return planned.map(({ id, label, months }) => {
    const weeks = countWeeks(timeline, months ? "type-2" : "type-1", stage || null, months);
    const asked = { stage, deadline: deadline || null, today: dayText(today) };
    const fits = fit(timeline, weeks, { ...asked, stage: stage || null });
    /** @type {Plan} */
    const plan = { id, label, fits, weeks, months, start: "", milestones: [] };
    if (day === null || fits === "unknown") return plan;
    /** @type {Pace} */
    const pace = fits === "yes" ? "cautious" : "quickest";
    const end = fits === "no" ? today + 7 * weeks.quickest : day;
    const steps = milestones(timeline, months, stage, pace);
    plan.milestones = steps.map(([step, before]) => ({
      label: words.steps[step],
      day: end - 7 * before,
    }));
    const date = inWords(fits === "no" ? end : plan.milestones[0].day);
    plan.start = fill(words.start[fits], { date });
    return plan;
  });
}

/**
 * The answer in one line: of the report that was asked for, else of a Type 1 and a Type 2.
 * @param {Data} data
 * @param {State} state
 * @param {number} today
 */
export function verdict(data, state, today) {
  const { timeline, words, warnings } = data;
  const { deadline, stage, type } = state;
  const { report } = warnings;
  const asked = { stage: stage || null, deadline: deadline || null, today: dayText(today) };
  /** @param {string} one */
  const fits = (one) => fit(timeline, countWeeks(timeline, one, asked.stage), asked);
  const text = type
    ? fill(words.one[fits(type)], { report: type === "type-1" ? report.type_1 : report.type_2 })
    : fill(words.both, {
        report_1: report.type_1,
        says_1: words.says[fits("type-1")],
        report_2: report.type_2,
        says_2: words.says[fits("type-2")],
      });
  // A cautious plan has a longer period; over a short one there may be time.
  const longest = plans(data, state, today)
    .filter((plan) => plan.months && plan.fits === "yes")
    .pop();
  if (type === "type-1" || fits("type-2") !== "tight" || !longest) return text;
  return fill(words.over, { text, months: longest.months, says: words.says.yes });
}

/** @param {Plan} plan */
const lastDay = ({ milestones: steps }) => steps[steps.length - 1].day;

/**
 * RFC 5545 3.3.11: marks in texts are escaped.
 * @param {string} text
 */
const escapeText = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n");

/**
 * RFC 5545 3.1: lines hold at most 75 octets.
 * @param {string} line
 */
function foldLine(line) {
  const rows = [""];
  let octets = 0;
  for (const letter of line) {
    const size = new TextEncoder().encode(letter).length;
    if (octets + size > 75) {
      rows.push(" ");
      octets = 1;
    }
    rows[rows.length - 1] += letter;
    octets += size;
  }
  return rows.join("\r\n");
}

/**
 * An iCalendar file with one all-day event for each milestone; `stamp` is the time of making.
 * @param {Plan} plan
 * @param {Pick<Data, "name" | "address" | "words"> & {stamp: Date}} about
 */
export function calendar(plan, { name, address, words, stamp }) {
  const { id, label, milestones: steps } = plan;
  /** @param {string} text */
  const compact = (text) => text.replace(/[-:]|\.\d+/g, "");
  const last = dayText(lastDay(plan));
  const description = fill(words.no_promise, { address: `${address}can-i-make-the-date/` });
  const events = steps.flatMap((mark, index) => [
    "BEGIN:VEVENT",
    `UID:${id}-${last}-${index}@${new URL(address).hostname}`,
    `DTSTAMP:${compact(stamp.toISOString())}`,
    `DTSTART;VALUE=DATE:${compact(dayText(mark.day))}`,
    `DTEND;VALUE=DATE:${compact(dayText(mark.day + 1))}`,
    `SUMMARY:${escapeText(`${label}: ${mark.label}`)}`,
    `DESCRIPTION:${escapeText(description)}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ]);
  const product = `PRODID:-//${escapeText(name)}//Deadline planner//EN`;
  return ["BEGIN:VCALENDAR", "VERSION:2.0", product, ...events, "END:VCALENDAR"]
    .map((line) => `${foldLine(line)}\r\n`)
    .join("");
}

/** @param {number} day */
const time = (day) => el("time", { datetime: dayText(day) }, inWords(day));

const SVG = "http://www.w3.org/2000/svg";
/** @type {Pace[]} */
const PACES = ["quickest", "cautious"];
// Written out, since the build looks for names of classes in the scripts.
/** @type {Record<Part, string>} */
const COLOURS = {
  ready: "soc-plan__part soc-plan__part--ready",
  period: "soc-plan__part soc-plan__part--period",
  work: "soc-plan__part soc-plan__part--work",
};

/**
 * An element of a drawing, of this class.
 * @param {"svg" | "rect" | "line"} tag
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {Element[]} children
 */
function draw(tag, name, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  element.setAttribute("class", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * A bar of a plan's parts from today on, and a line at the date; `whole` is how many weeks fit.
 * @param {[Part, number][]} found
 * @param {number} until weeks to the date
 * @param {number} whole
 */
function bar(found, until, whole) {
  /** @param {number} weeks */
  const percent = (weeks) => `${((100 * weeks) / whole).toFixed(2)}%`;
  let from = 0;
  const rects = found.map(([part, weeks]) => {
    const x = percent(from);
    from += weeks;
    const size = { x, width: percent(weeks), height: "100%" };
    return draw("rect", COLOURS[part], size);
  });
  const x = percent(until);
  const due = draw("line", "soc-plan__due", { x1: x, x2: x, y1: 0, y2: "100%" });
  return draw("svg", "soc-plan__bar", { focusable: "false" }, ...rects, due);
}

/**
 * The rows of a plan's table: a part, its weeks at both paces, and who says so.
 * @param {Data} data
 * @param {Plan} plan
 * @param {string} stage
 */
function partRows({ timeline, words, who }, { weeks, months }, stage) {
  const [quickest, cautious] = PACES.map((pace) => new Map(parts(timeline, months, stage, pace)));
  const key = { ready: stage, period: String(months), work: months ? "type-2" : "type-1" };
  /** @param {(string | number)[]} cells */
  const row = ([head, ...cells]) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, `${head}`),
      ...cells.map((one) => el("td", {}, `${one}`)),
    );
  const rows = [...new Set([...quickest.keys(), ...cautious.keys()])].map((part) => {
    const names = [...new Set(who[part][key[part]])].join("; ");
    return row([words.parts[part], quickest.get(part) ?? 0, cautious.get(part) ?? 0, names]);
  });
  return [...rows, row([words.whole, weeks.quickest, weeks.cautious, ""])];
}

/**
 * @param {HTMLElement} root
 * @param {Plan} plan
 * @param {Data} data
 * @param {string} stage
 * @param {{until: number, whole: number}} span
 */
function card(root, plan, data, stage, { until, whole }) {
  const { words } = data;
  const dated = plan.milestones.length > 0;
  const copy = fillTemplate(root, "plan", {
    plan: { "data-plan-result": plan.id, "data-fits": plan.fits },
    label: plan.label,
    says: words.says[plan.fits],
    weeks: fill(words.weeks, plan.weeks),
    start: plan.start || null,
    bars: dated
      ? PACES.map((pace) => bar(parts(data.timeline, plan.months, stage, pace), until, whole))
      : [],
    parts: dated ? partRows(data, plan, stage) : null,
    about: fill(words.calendar_about, { plan: plan.label }),
    milestones: plan.milestones.map(({ label, day }) => el("li", {}, time(day), `: ${label}`)),
  });
  // A plan without dates has no part of which there could be a file.
  copy.querySelector("button")?.addEventListener("click", () => {
    download(`${plan.id}.ics`, calendar(plan, { ...data, stamp: new Date() }), "text/calendar");
  });
  return copy;
}

/** The reader's own calendar day, not the one in Greenwich. */
function currentDay() {
  const now = new Date();
  return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / DAY;
}

/** @param {HTMLElement} root */
function setUp(root) {
  /** @type {Data} */
  const data = readData(root, "data-planner");
  const controls = find(root, "[data-controls]");
  /** @type {HTMLInputElement} */
  const needed = find(controls, "[name=needed_by]");
  /** @type {HTMLSelectElement} */
  const stage = find(controls, "[name=stage]");
  const status = find(root, "[data-status]");
  const away = find(root, "[data-away]");
  const results = find(root, "[data-results]");
  /** @type {HTMLDetailsElement} */
  const asked = find(root, "[data-asked]");
  const chosen = find(asked, "[data-chosen]");
  const atFirst = [status.textContent ?? "", away.textContent ?? "", chosen.textContent ?? ""];
  let state = parse(location.search, data);

  function show() {
    const today = currentDay();
    const day = parseDay(state.deadline);
    const past = day !== null && day < today;
    const found = state.deadline === "" || past ? [] : plans(data, state, today);
    const until = ((day ?? today) - today) / 7;
    const span = { until, whole: Math.max(until, ...found.map((plan) => plan.weeks.cautious)) + 1 };
    results.replaceChildren(...found.map((plan) => card(root, plan, data, state.stage, span)));
    if (results.querySelector("svg")) {
      results.append(fillTemplate(root, "key", { key: {}, due: inWords(day ?? today) }));
    }
    status.textContent = unbroken(statusText(data, state, today, past, atFirst[0]));
    away.textContent = state.deadline ? awayText(data.words, day, past, today) : atFirst[1];
    const choice = [needed.value && inWords(day ?? today), stage.selectedOptions[0].text];
    chosen.textContent = found.length > 0 ? choice.filter(Boolean).join(" · ") : atFirst[2];
    const warning = found.length > 0 ? warnOf(data, state, today) : "";
    find(root, "[data-meanwhile]").textContent = unbroken(warning);
  }

  function restore() {
    state = parse(location.search, data);
    needed.value = parseDay(state.deadline) === null ? "" : state.deadline;
    stage.value = state.stage || "unsure";
    show();
    // What was answered elsewhere takes one line on a phone.
    asked.open = !state.deadline || !state.stage || !matchMedia("(max-width: 55.99em)").matches;
  }

  controls.addEventListener("change", ({ target }) => {
    // A range of the tool stays until somebody chooses a day.
    const deadline = target === needed ? needed.value : state.deadline;
    state = { ...state, deadline, stage: stage.value };
    keep("replaceState", format(state, location.search) + location.hash);
    show();
  });
  addEventListener("popstate", restore);
  controls.hidden = false;
  restore();
}

/**
 * @param {Data} data
 * @param {State} state
 * @param {number} today
 * @param {boolean} past
 * @param {string} atFirst what the page says before anything is chosen
 */
function statusText(data, state, today, past, atFirst) {
  if (past) return fill(data.words.past, { date: inWords(parseDay(state.deadline) ?? 0) });
  return state.deadline === "" ? atFirst : verdict(data, state, today);
}

/**
 * @param {Words} words
 * @param {number | null} day
 * @param {boolean} past
 * @param {number} today
 */
function awayText(words, day, past, today) {
  if (day === null || past) return "";
  return fill(words.away, { date: inWords(day), weeks: Math.floor((day - today) / 7) });
}

/**
 * What is said of the report that was asked for, a Type 2 if nobody named a type.
 * @param {Data} data
 * @param {State} state
 * @param {number} today
 */
function warnOf({ timeline, warnings }, { deadline, stage, type }, today) {
  return warn(timeline, warnings, {
    type: type || "type-2",
    stage: stage || null,
    deadline,
    today: dayText(today),
  });
}

startAll("planner", setUp);
