// The model of time, as in model/timeline: weeks of a report, and whether a deadline can be met.
// Plain functions without a page.

import { fill } from "./text.mjs";

/**
 * @typedef {{quickest: number, cautious: number}} Weeks
 * @typedef {{stages: Record<string, Weeks>, work: Record<"type-1" | "type-2", Weeks>,
 *   periods: Weeks & {months: Record<string, number>},
 *   ranges: Record<string, {near: number, far: number | null}>}} Timeline
 * @typedef {"yes" | "tight" | "no" | "unknown"} Fits
 * @typedef {{fits: Fits, quickest_weeks: number, cautious_weeks: number, interim: string[]}} Plan
 */

/**
 * The part `words` of data/timeline.yml.
 * @typedef {{tight: string, no: string, sooner: string, meanwhile: string, between: string,
 *   report: Record<string, string>, interim: Record<string, string>}} Words
 */

const TYPE_1 = "type-1";
const TYPES = [TYPE_1, "type-2", "type-1-then-type-2", "undecided"];
const WEEK = 7;

/**
 * The days since 1970 of a date such as "2027-03-01"; throws a RangeError if there is no such date.
 * @param {string} text
 */
function dayOf(text) {
  const day = Date.parse(`${text}T00:00Z`) / 86_400_000;
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(day) || textOf(day) !== text) {
    throw new RangeError(`"${text}" is no date`);
  }
  return day;
}

/** @param {number} day */
const textOf = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);

/**
 * The same day of a later month, or that month's last day if it is shorter.
 * @param {string} day
 * @param {number} months
 */
export function addMonths(day, months) {
  const [year, month, date] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0));
  last.setUTCDate(Math.min(date, last.getUTCDate()));
  return last.toISOString().slice(0, 10);
}

/**
 * The range that a date lies in. Exactly 3 and exactly 6 months are 3 to 6 months, exactly 12 are
 * 6 to 12.
 * @param {string} day
 * @param {string} today
 */
export function rangeOf(day, today) {
  if (day < addMonths(today, 3)) return "under-3-months";
  if (day <= addMonths(today, 6)) return "3-to-6-months";
  return day <= addMonths(today, 12) ? "6-to-12-months" : "over-12-months";
}

/** @param {string | null | undefined} stage */
const isUnsure = (stage) => stage === null || stage === undefined || stage === "unsure";

/**
 * The weeks from today to the report. For a Type 2, `months` is the length of its period; without
 * it, the quickest plan and the cautious one each take their own.
 * @param {Timeline} timeline
 * @param {string} type
 * @param {string | null} [stage]
 * @param {number} [months]
 * @returns {Weeks}
 */
export function countWeeks(timeline, type, stage, months) {
  const stages = isUnsure(stage)
    ? Object.values(timeline.stages)
    : [timeline.stages[/** @type {string} */ (stage)]];
  const quickest = Math.min(...stages.map((one) => one.quickest));
  const cautious = Math.max(...stages.map((one) => one.cautious));
  const { periods, work } = timeline;
  if (type === TYPE_1) {
    return {
      quickest: quickest + work[TYPE_1].quickest,
      cautious: cautious + work[TYPE_1].cautious,
    };
  }
  const period = months ? periods.months[months] : 0;
  return {
    quickest: quickest + (period || periods.quickest) + work["type-2"].quickest,
    cautious: cautious + (period || periods.cautious) + work["type-2"].cautious,
  };
}

/**
 * Whether what takes so many weeks can be had by a deadline: a range, "none", a date, or null if
 * nobody said.
 * @param {Timeline} timeline
 * @param {Weeks} weeks
 * @param {{stage?: string | null, deadline?: string | null, today: string}} asked
 * @returns {Fits}
 */
export function fit(timeline, weeks, { stage, deadline, today }) {
  if (deadline === "none") return "yes";
  if (deadline === null || deadline === undefined) return "unknown";
  const range = Object.hasOwn(timeline.ranges, deadline) ? timeline.ranges[deadline] : null;
  const left = range ? 0 : (dayOf(deadline) - dayOf(today)) / WEEK;
  const { near, far } = range ?? { near: left, far: left };
  if (isUnsure(stage)) return "unknown";
  if (weeks.cautious <= near) return "yes";
  return far !== null && weeks.quickest > far ? "no" : "tight";
}

/**
 * The plan of a report; null while its type is undecided.
 * @param {Timeline} timeline
 * @param {{type: string, stage?: string | null, deadline?: string | null, today: string}} asked
 * @returns {Plan | null}
 */
export function plan(timeline, asked) {
  const { type, stage } = asked;
  if (!TYPES.includes(type)) throw new RangeError(`"${type}" is no type`);
  if (type === "undecided") return null;
  const weeks = countWeeks(timeline, type, stage);
  const fits = fit(timeline, weeks, asked);
  return {
    fits,
    quickest_weeks: weeks.quickest,
    cautious_weeks: weeks.cautious,
    interim: fits === "tight" || fits === "no" ? interimOf(timeline, asked) : [],
  };
}

/**
 * What can be shown by a deadline that the report may miss.
 * @param {Timeline} timeline
 * @param {{type: string, stage?: string | null, deadline?: string | null, today: string}} asked
 */
function interimOf(timeline, asked) {
  const { type, stage } = asked;
  const hasPeriod = type !== TYPE_1;
  const renewing = stage === "renewing";
  const first = fit(timeline, countWeeks(timeline, TYPE_1, stage), asked) !== "no";
  return [
    ...(hasPeriod && !renewing && first ? [TYPE_1] : []),
    "engagement-letter",
    ...(renewing ? ["bridge-letter"] : []),
    ...(hasPeriod ? ["later-period"] : []),
  ];
}

/**
 * Whether a Type 1 misses the deadline of this plan as well, but by less: it is worth naming.
 * @param {Plan | null} found
 * @param {{type: string, stage?: string | null}} asked
 */
export function isType1Sooner(found, { type, stage }) {
  const sooner = type !== TYPE_1 && stage !== "renewing";
  return found?.fits === "no" && sooner && !found.interim.includes(TYPE_1);
}

/**
 * That a report may be late, and what can be shown by then; "" if it need not be.
 * @param {Timeline} timeline
 * @param {Words} words
 * @param {{type: string, stage?: string | null, deadline?: string | null, today: string}} asked
 */
export function warn(timeline, words, asked) {
  const found = plan(timeline, asked);
  if (found === null || found.interim.length === 0) return "";
  const weeks = countWeeks(timeline, TYPE_1, asked.stage);
  const first = fit(timeline, weeks, asked);
  const sooner = isType1Sooner(found, asked)
    ? `${fill(words.sooner, { quickest: weeks.quickest })} `
    : "";
  const shown = found.interim.map((item) => {
    const key = item === TYPE_1 && first !== "yes" ? "type_1_tight" : item.replaceAll("-", "_");
    return words.interim[key];
  });
  const sentence = fill(found.fits === "no" ? words.no : words.tight, {
    report: asked.type === TYPE_1 ? words.report.type_1 : words.report.type_2,
    quickest: found.quickest_weeks,
    cautious: found.cautious_weeks,
  });
  return `${sentence} ${sooner}${fill(words.meanwhile, { interim: shown.join(words.between) })}`;
}
