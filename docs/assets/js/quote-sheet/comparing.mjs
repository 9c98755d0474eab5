// What quotes say beside each other: totals, open rows, whether they are for the same job, warning
// signs and questions. No score and no order by price. Plain functions without a page.

import { fill } from "../text.mjs";
import { cellText, isOpen, matchKey, readCell } from "./cells.mjs";

/**
 * @typedef {import("./cells.mjs").Quote} Quote
 * @typedef {import("./cells.mjs").Row} Row
 * @typedef {import("./cells.mjs").Sheet} Sheet
 * @typedef {import("./cells.mjs").Span} Span
 * @typedef {import("./cells.mjs").Words} Words
 * @typedef {Span & {stated: boolean, open: number, estimate: boolean}} Total `stated` says whether
 *   there is an amount at all
 * @typedef {{says: "same" | "other" | "unknown", rows: Row[]}} Job
 * @typedef {{label: string, cells: {text: string, open: boolean}[], group: string}} Line
 */

const DOLLARS = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
  minimumFractionDigits: 0,
});

/**
 * "$12,000", or "$12,000 to $15,000".
 * @param {Words} words
 * @param {Span} span
 */
export function money(words, { low, high }) {
  if (low === high) return DOLLARS.format(low);
  return fill(words.range, { low: DOLLARS.format(low), high: DOLLARS.format(high) });
}

/** @param {Quote} quote */
export const isBegun = ({ cells }) => Object.values(cells).some((text) => text.trim() !== "");

/**
 * The rows of a quote that the firm has still to fill in.
 * @param {Sheet} sheet
 * @param {Quote} quote
 */
const openRows = (sheet, quote) =>
  sheet.rows.filter((row) => row.ask && isOpen(readCell(sheet, row, quote)));

/**
 * What a quote adds up to in the first year, for one payee.
 * @param {Sheet} sheet
 * @param {Quote} quote
 * @param {string} payee
 * @returns {Total}
 */
export function total(sheet, quote, payee) {
  const sum = { low: 0, high: 0, stated: false, open: 0, estimate: false };
  for (const row of sheet.rows) {
    const read = readCell(sheet, row, quote);
    if (read.option?.estimate) sum.estimate = true;
    if (row.payee !== payee) continue;
    if (isOpen(read)) sum.open += 1;
    if (!read.amount) continue;
    sum.low += read.amount.low;
    sum.high += read.amount.high;
    sum.stated = true;
  }
  return { ...sum, low: round(sum.low), high: round(sum.high) };
}

/** @param {number} amount */
const round = (amount) => Math.round(amount * 100) / 100;

/**
 * A total in words: never a plain one while rows are open.
 * @param {Words} words
 * @param {Total} sum
 */
function totalText(words, sum) {
  const { stated, open, estimate } = sum;
  const rows = rowsText(words, open);
  if (!stated && open > 0) return fill(words.nothing_stated, { rows });
  const plain = money(words, sum);
  const amount = estimate ? fill(words.estimate, { amount: plain }) : plain;
  return open > 0 ? fill(words.at_least, { amount, rows }) : fill(words.exactly, { amount });
}

/**
 * @param {Words} words
 * @param {number} count
 */
const rowsText = (words, count) => (count === 1 ? words.one_row : fill(words.more_rows, { count }));

/**
 * Whether quotes are for the same job, and the rows that decide it.
 * @param {Sheet} sheet
 * @param {Quote[]} quotes
 * @returns {Job}
 */
function compareJobs(sheet, quotes) {
  const rows = sheet.rows.filter((row) => row.must_match);
  /** @param {Row} row */
  const keys = (row) =>
    quotes.map((quote) => matchKey(row, readCell(sheet, row, quote), cellText(sheet, row, quote)));
  const differ = rows.filter((row) => new Set(keys(row).filter((key) => key !== null)).size > 1);
  if (differ.length > 0) return { says: "other", rows: differ };
  const open = rows.filter((row) => keys(row).includes(null));
  return open.length > 0 ? { says: "unknown", rows: open } : { says: "same", rows };
}

/**
 * How far a total lies from the first one; null where rows are open or a fee is an estimate.
 * @param {Total} sum
 * @param {Total} first
 * @returns {Span | null}
 */
export function difference(sum, first) {
  if ([sum, first].some(({ stated, open, estimate }) => !stated || open > 0 || estimate))
    return null;
  return { low: round(sum.low - first.high), high: round(sum.high - first.low) };
}

/**
 * @param {Words} words
 * @param {Span | null} span
 */
function differenceText(words, span) {
  if (span === null) return words.no_difference;
  const { low, high } = span;
  if (low === 0 && high === 0) return words.same;
  /** @param {number} amount */
  const size = (amount) => DOLLARS.format(Math.abs(amount));
  if (low === high) return fill(low > 0 ? words.more : words.less, { amount: size(low) });
  /** @param {number} amount */
  const end = (amount) =>
    fill(amount < 0 ? words.amount_less : words.amount_more, { amount: size(amount) });
  return fill(words.between, { low: end(low), high: end(high) });
}

/**
 * The warning signs of a quote; of one that nobody has begun there are none.
 * @param {Sheet} sheet
 * @param {Quote} quote
 */
export function findSigns(sheet, quote) {
  if (!isBegun(quote)) return [];
  return sheet.signs.filter((sign) => {
    const row = sheet.rows.find(({ id }) => id === sign.row);
    if (!row) return false;
    const { state, option } = readCell(sheet, row, quote);
    return sign.when.includes(option ? option.id : state === "unreadable" ? "not-stated" : state);
  });
}

/**
 * The questions to a firm as a text to copy, or "" if nothing is open.
 * @param {Sheet} sheet
 * @param {Quote} quote
 */
export function questions(sheet, quote) {
  const asked = openRows(sheet, quote).map(({ ask }) => `- ${ask}`);
  return asked.length > 0 ? [sheet.words.questions_body, "", ...asked].join("\n") : "";
}

/**
 * The name of a quote's firm, or its number.
 * @param {Words} words
 * @param {Quote} quote
 * @param {number} index
 */
export const firmName = (words, { firm }, index) =>
  firm || fill(words.quote, { number: index + 1 });

/** @typedef {ReturnType<typeof compare>} Compared */

/**
 * Everything that the worksheet shows of the quotes that somebody has begun, in words and in their
 * order.
 * @param {Sheet} sheet
 * @param {Quote[]} all
 */
export function compare(sheet, all) {
  const { words } = sheet;
  const quotes = all.filter(isBegun);
  const names = quotes.map((quote) => firmName(words, quote, all.indexOf(quote)));
  const enough = quotes.length >= sheet.fewest;
  const job = compareJobs(sheet, quotes);
  const sums = quotes.map((quote) => total(sheet, quote, "firm"));
  const others = quotes.map((quote) => total(sheet, quote, "other"));
  /** @type {Line[]} */
  const sumLines = [
    {
      label: words.total_row,
      group: "",
      cells: sums.map((sum) => ({ text: totalText(words, sum), open: sum.open > 0 })),
    },
  ];
  if (enough && job.says === "same") {
    sumLines.push({
      label: fill(words.difference_row, { firm: names[0] }),
      group: "",
      cells: sums.map((sum, index) => {
        const text = index ? differenceText(words, difference(sum, sums[0])) : words.first;
        return { text, open: false };
      }),
    });
  }
  sumLines.push({
    label: words.others_row,
    group: "",
    // An estimate is the firm's; what others charge is theirs.
    cells: others.map((sum) => ({
      text: totalText(words, { ...sum, estimate: false }),
      open: sum.open > 0,
    })),
  });
  /** @type {Line[]} */
  const lines = sheet.rows.map((row) => ({
    label: row.short,
    group: row.group,
    cells: quotes.map((quote) => {
      const read = readCell(sheet, row, quote);
      const text = read.amount ? money(words, read.amount) : cellText(sheet, row, quote);
      return { text, open: isOpen(read) };
    }),
  }));
  return {
    names,
    job: enough ? jobText(words, job) : words.begin,
    says: enough ? job.says : "",
    sums: sumLines,
    lines,
    signs: quotes.flatMap((quote, index) => {
      const found = findSigns(sheet, quote).map(({ says, ours }) =>
        ours ? fill(words.ours, { sign: says }) : says,
      );
      if (found.length === 0) return [];
      const signs = found.reduce((left, right) => fill(words.signs_joined, { left, right }));
      return [fill(words.sign_of, { firm: names[index], signs })];
    }),
    questions: quotes.map((quote, index) => {
      const firm = names[index];
      const rows = rowsText(words, openRows(sheet, quote).length);
      return { head: fill(words.questions_count, { firm, rows }), text: questions(sheet, quote) };
    }),
  };
}

/**
 * @param {Words} words
 * @param {Job} job
 */
function jobText(words, { says, rows }) {
  /** @param {string[]} names */
  const join = (names) => names.reduce((left, right) => fill(words.joined, { left, right }));
  const names = rows.map(({ short }) => short);
  if (says === "other") return fill(words.other_job, { rows: join(names) });
  if (says === "same") return fill(words.same_job, { rows: join(names) });
  return fill(words.unknown_job, { rows: join(names) });
}
