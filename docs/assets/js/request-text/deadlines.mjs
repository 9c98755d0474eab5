// The day that words mean, and its range; what model/request_text/deadlines.py does.
// A day is text such as "2026-12-01", so that days compare as they follow each other.

import { addMonths, rangeOf } from "../timeline.mjs";

/**
 * What words of the calendar mean, by word.
 * @typedef {{months: Record<string, number>, numbers: Record<string, number>,
 *   units: {days: Record<string, number>, months: Record<string, number>}}} Calendar
 * @typedef {[string, string]} Days the first and the last
 */

const FIRST_YEAR = 2000;
const LONG = 600;

/**
 * The option of `deadline` for the days, or null where they leave it open or are over.
 * @param {Days} days
 * @param {string} today
 */
export function rangeOfDays([first, last], today) {
  if (last < today) return null;
  const range = rangeOf(last, today);
  if (first < today) return range === rangeOf(today, today) ? range : null;
  return range === rangeOf(first, today) ? range : null;
}

/** @param {string} day */
function partsOf(day) {
  return day.split("-").map(Number);
}

/**
 * @param {number} year
 * @param {number} month
 * @param {number} day
 */
function dayOf(year, month, day) {
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/**
 * @param {number} year
 * @param {number} month
 */
function lengthOf(year, month) {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/**
 * @param {string} start
 * @param {number} days
 */
function addDays(start, days) {
  const [year, month, day] = partsOf(start);
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
}

/**
 * [first, last] day that the words may mean, counted from `today`; null if they name none.
 * @param {string} words
 * @param {string} today
 * @param {Calendar} calendar
 * @returns {Days | null}
 */
export function daysOf(words, today, { months: names, numbers: counts, units }) {
  const tokens = Array.from(words.matchAll(/[a-z]+|[0-9]+|[/.]/g), ([token]) => token);
  /**
   * @param {Record<string, number>} record
   * @returns {(word: string) => boolean}
   */
  const isIn = (record) => (word) => Object.hasOwn(record, word);
  const months = tokens.filter(isIn(names)).map((word) => names[word]);
  const numbers = tokens
    .filter((word) => /^[0-9]/.test(word))
    .map((word) => Number(word.slice(0, 6)));
  /** @param {number} number */
  const isYear = (number) => number >= FIRST_YEAR && number < FIRST_YEAR + 100;
  const years = numbers.filter(isYear);
  const others = numbers.filter((number) => !isYear(number));
  const atEnd = tokens.includes("end") || tokens.includes("ende");
  const unit = lastOf(tokens.filter(isIn({ ...units.days, ...units.months }))) ?? null;
  const yearEnd = tokens.slice(-2).join(" ") === "year end";
  if ((atEnd && ["year", "quarter", "years"].includes(unit ?? "")) || yearEnd)
    return endOf(unit, tokens.includes("next"), today);
  if (unit !== null && !years.length) {
    const spans = numbers.length
      ? numbers
      : tokens.filter(isIn(counts)).map((word) => counts[word]);
    return spans.length ? spanOf(lastOf(spans), unit, today, units) : null;
  }
  if (months.length) return inMonth(lastOf(months), others, years, atEnd, today, 0);
  if (others.length && (tokens.includes("q") || tokens.includes("quarter"))) {
    const month = Math.min(lastOf(others), 4) * 3;
    return inMonth(month, [], years, atEnd, today, month - 2);
  }
  if (numbers.length >= 3) return inNumbers(numbers.slice(-3), tokens.includes("/"));
  if (years.length) {
    const last = dayOf(lastOf(years), 12, 31);
    return [atEnd ? last : dayOf(lastOf(years), 1, 1), last];
  }
  return null;
}

/**
 * The last of some items; undefined where there are none.
 * @template Item
 * @param {Item[]} items
 */
function lastOf(items) {
  return items[items.length - 1];
}

/**
 * @param {string | null} unit
 * @param {boolean} following
 * @param {string} today
 * @returns {Days}
 */
function endOf(unit, following, today) {
  const [year, month] = partsOf(today);
  if (unit !== "quarter") {
    const day = dayOf(year + (following ? 1 : 0), 12, 31);
    return [day, day];
  }
  const quarter = Math.floor((month - 1) / 3) * 3 + 3;
  const [inYear, inMonthNumber] = partsOf(addMonths(dayOf(year, quarter, 1), following ? 3 : 0));
  const day = dayOf(inYear, inMonthNumber, lengthOf(inYear, inMonthNumber));
  return [day, day];
}

/**
 * @param {number} count
 * @param {string} unit
 * @param {string} today
 * @param {Calendar["units"]} units
 * @returns {Days}
 */
function spanOf(count, unit, today, { days, months }) {
  const day = Object.hasOwn(days, unit)
    ? addDays(today, Math.min(count * days[unit], LONG * 30))
    : addMonths(today, Math.min(count * months[unit], LONG));
  return [day, day];
}

/**
 * @param {number} month
 * @param {number[]} others
 * @param {number[]} years
 * @param {boolean} atEnd
 * @param {string} today
 * @param {number} first
 * @returns {Days | null}
 */
function inMonth(month, others, years, atEnd, today, first) {
  const day = others[0] ?? 0;
  /**
   * @param {number} year
   * @returns {Days | null}
   */
  const days = (year) => {
    const length = lengthOf(year, month);
    if (day > length) return null;
    const last = dayOf(year, month, day || length);
    return [atEnd || day ? last : dayOf(year, first || month, 1), last];
  };
  if (years.length) return days(lastOf(years));
  const [year] = partsOf(today);
  const found = days(year);
  return found === null || found[1] < today ? days(year + 1) : found;
}

/**
 * @param {number[]} numbers
 * @param {boolean} slashes
 * @returns {Days | null}
 */
function inNumbers(numbers, slashes) {
  const orders = [];
  if (numbers[0] >= FIRST_YEAR) {
    orders.push(numbers);
  } else {
    const year = numbers[2] >= FIRST_YEAR ? numbers[2] : FIRST_YEAR + (numbers[2] % 100);
    orders.push([year, numbers[1], numbers[0]]);
    if (slashes) orders.push([year, numbers[0], numbers[1]]);
  }
  const days = orders
    .filter(
      ([year, month, day]) =>
        year < FIRST_YEAR + 100 &&
        month >= 1 &&
        month <= 12 &&
        day >= 1 &&
        day <= lengthOf(year, month),
    )
    .map(([year, month, day]) => dayOf(year, month, day))
    .sort();
  return days.length ? [days[0], lastOf(days)] : null;
}
