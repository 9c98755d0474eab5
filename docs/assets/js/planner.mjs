// Deadline planner: weeks from the page's data, turned into dates and a calendar file.

import { download, el, fillTemplate, find, readData, startAll } from "./dom.mjs";
import { keep, withKeys } from "./query-state.mjs";
import { fill } from "./text.mjs";

/**
 * @typedef {{label: string, weeks: number, early: boolean}} Weeks
 * @typedef {Record<"choose" | "past" | "reachable" | "start_passed" | "one_day" | "days"
 *   | "steps" | "steps_late" | "no_promise", string>} Words
 * @typedef {{name: string, address: string, late: string, readiness: Record<string, number>,
 *   words: Words, plans: {id: string, label: string, milestones: Weeks[]}[]}} Data
 * @typedef {{id: string, label: string, start: number, late: number,
 *   milestones: {label: string, day: number}[]}} Plan days are counted since 1970
 */

const DAY = 86_400_000;
const IN_WORDS = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });

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
export const dayText = (day) => new Date(day * DAY).toISOString().slice(0, 10);

/**
 * "March 1, 2027" of a day.
 * @param {number} day
 */
export const inWords = (day) => IN_WORDS.format(day * DAY);

/**
 * The state of a query: the day as written, and a readiness; "" for what is missing or unknown.
 * @param {string} query
 * @param {Record<string, number>} readiness
 */
export function parse(query, readiness) {
  const given = new URLSearchParams(query);
  const needed = given.get("needed_by") ?? "";
  const choice = given.get("readiness") ?? "";
  return {
    needed: parseDay(needed) === null ? "" : needed,
    readiness: Object.hasOwn(readiness, choice) ? choice : "",
  };
}

/**
 * The query of a state; keys of others are kept.
 * @param {{needed: string, readiness: string}} state
 * @param {string} query
 */
export function format({ needed, readiness }, query = "") {
  return withKeys(query, { needed_by: needed, readiness });
}

/**
 * Each plan of the data with its latest start and its milestones, as days, for the day on which the
 * report is needed. Where the start has passed, `late` says by how many days, and the milestones are
 * those of a start today.
 * @param {Data} data
 * @param {string} readiness
 * @param {number} needed
 * @param {number} today
 * @returns {Plan[]}
 */
export function plans(data, readiness, needed, today) {
  const extra = data.readiness[readiness];
  return data.plans.map(({ id, label, milestones }) => {
    const days = milestones.map((mark) => needed - 7 * (mark.weeks + (mark.early ? extra : 0)));
    const late = Math.max(today - days[0], 0);
    const last = milestones.length - 1;
    const marks = milestones.map((mark, index) => ({
      label: late && index === last ? data.late : mark.label,
      day: days[index] + late,
    }));
    return { id, label, start: days[0], late, milestones: marks };
  });
}

/** @param {Plan} plan */
const lastDay = ({ milestones }) => milestones[milestones.length - 1].day;

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
  const { id, label, milestones } = plan;
  /** @param {string} text */
  const compact = (text) => text.replace(/[-:]|\.\d+/g, "");
  const last = dayText(lastDay(plan));
  const description = fill(words.no_promise, { address: `${address}cost-and-time/` });
  const events = milestones.flatMap((mark, index) => [
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

/**
 * @param {Words} words
 * @param {Plan} plan
 */
function lateText(words, plan) {
  const days = plan.late === 1 ? words.one_day : fill(words.days, { count: plan.late });
  return fill(words.start_passed, { days, date: inWords(lastDay(plan)) });
}

/** @param {number} day */
const time = (day) => el("time", { datetime: dayText(day) }, inWords(day));

/**
 * @param {HTMLElement} root
 * @param {Plan} plan
 * @param {Data} data
 */
function card(root, plan, data) {
  const { words } = data;
  const copy = fillTemplate(root, "plan", {
    plan: { "data-plan-result": plan.id },
    label: plan.label,
    start: [time(plan.start)],
    late: plan.late ? lateText(words, plan) : null,
    steps: plan.late ? words.steps_late : words.steps,
    milestones: plan.milestones.map(({ label, day }) => el("li", {}, time(day), `: ${label}`)),
    about: [plan.label],
  });
  copy.classList.toggle("soc-planner__one--late", plan.late > 0);
  find(copy, "button").addEventListener("click", () => {
    download(`${plan.id}.ics`, calendar(plan, { ...data, stamp: new Date() }), "text/calendar");
  });
  return copy;
}

/**
 * What the planner says of its work; `day` is null where none is chosen.
 * @param {Words} words
 * @param {number | null} day
 * @param {boolean} past
 * @param {Plan[]} found
 */
function statusText(words, day, past, found) {
  if (day === null) return words.choose;
  const date = inWords(day);
  if (past) return fill(words.past, { date });
  const count = found.filter(({ late }) => !late).length;
  return fill(words.reachable, { count, total: found.length, date });
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
  /** @type {HTMLFormElement} */
  const form = find(root, "[data-form]");
  /** @type {HTMLInputElement} */
  const needed = find(form, "[name=needed_by]");
  /** @type {HTMLSelectElement} */
  const readiness = find(form, "[name=readiness]");

  function show() {
    const today = currentDay();
    const day = parseDay(needed.value);
    const past = day !== null && day < today;
    const found = day === null || past ? [] : plans(data, readiness.value, day, today);
    find(root, "[data-results]").replaceChildren(...found.map((plan) => card(root, plan, data)));
    find(root, "[data-status]").textContent = statusText(data.words, day, past, found);
  }

  function restore() {
    const state = parse(location.search, data.readiness);
    needed.value = state.needed;
    readiness.value = state.readiness || readiness.options[0].value;
    show();
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    const state = { needed: needed.value, readiness: readiness.value };
    keep("replaceState", format(state, location.search) + location.hash);
    show();
  });
  addEventListener("popstate", restore);
  form.hidden = false;
  restore();
}

startAll("planner", setUp);
