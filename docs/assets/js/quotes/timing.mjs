// What the form's answers ask of the model of time, as model/form/timing.py does.

import { rangeOf, warn } from "../timeline.mjs";
import { isDay } from "./validation.mjs";

/**
 * @typedef {Record<string, string>} Values answers by field name
 * @typedef {{timeline: import("../timeline.mjs").Timeline,
 *   words: import("../timeline.mjs").Words}} Time
 */

const TYPES = ["type-1", "type-2", "type-1-then-type-2"];

/**
 * The deadline: the date if there is one, else the range; null if nobody knows.
 * @param {Values} values
 */
function deadlineOf({ needed_by: day = "", timeline = "" }) {
  if (isDay(day)) return day;
  return timeline === "" || timeline === "unsure" ? null : timeline;
}

/**
 * The range in which the date lies; "" without a date.
 * @param {Values} values
 * @param {string} today
 */
export function rangeOfDate({ needed_by: day = "" }, today) {
  return isDay(day) ? rangeOf(day, today) : "";
}

/**
 * The planner's query for these answers; it knows the keys of the decision tool.
 * @param {Values} values
 */
export function plannerQuery(values) {
  const deadline = deadlineOf(values);
  const evidence = { "type-1": "design", "type-2": "operating" }[values.report_type ?? ""];
  return new URLSearchParams({
    ...(evidence && { evidence }),
    ...(deadline && { deadline }),
    ...(values.stage && { stage: values.stage }),
  }).toString();
}

/**
 * That what is asked for may be late, and what can be shown by then; "" if it need not be.
 * @param {Time} time
 * @param {Values} values
 * @param {string} today
 */
export function warnOfDate({ timeline, words }, values, today) {
  const wanted = values.report_type ?? "";
  return warn(timeline, words, {
    type: TYPES.includes(wanted) ? wanted : "undecided",
    stage: values.stage || null,
    deadline: deadlineOf(values),
    today,
  });
}
