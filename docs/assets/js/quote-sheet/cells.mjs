// What a cell of a quote says. A cell is the text that somebody typed, chose or put into a file; an
// empty one is "not stated" and never zero. Plain functions without a page.

import { fold } from "../text.mjs";

/**
 * @typedef {"amount" | "choice" | "list" | "text"} Kind
 * @typedef {{id: string, label: string, vague?: boolean, estimate?: boolean}} Option
 * @typedef {{id: string, group: string, label: string, short: string, kind: Kind, options: Option[],
 *   must_match: boolean, payee: string | null, ask: string | null}} Row
 * @typedef {{firm: string, cells: Record<string, string>}} Quote cells by the row's id
 * @typedef {{id: string, row: string, when: string[], says: string, ours: boolean}} Sign
 * @typedef {Record<string, string> & {states: Record<"not_stated" | "included" | "does_not_apply",
 *   string>, read_as_not_applying: string[]}} Words
 * @typedef {{fewest: number, most: number, groups: {id: string, label: string}[], rows: Row[], signs: Sign[], words: Words}} Sheet
 * @typedef {{low: number, high: number}} Span US dollars
 * @typedef {{state: "not-stated" | "included" | "does-not-apply" | "stated" | "unreadable",
 *   amount: Span | null, option: Option | null}} Read
 */

const MAX_CELL = 300;
const AMOUNT = /^\$?\s*(\d{1,3}(?:,\d{3}){1,2}|\d{1,9})(?:\.(\d{1,2}))?\s*(k?)$/i;
// Between the two ends of a range: a hyphen, a dash or a word.
const BETWEEN = /\s*(?:-|\u2013|\u2014|\bto\b)\s*/i;

/**
 * A text as a cell keeps it: one line, of bounded length.
 * @param {string} text
 */
export function tidy(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  const line = text.replace(/[\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\ufeff]+/g, " ");
  return line.replace(/\s+/g, " ").trim().slice(0, MAX_CELL).trim();
}

/** @param {string} text */
const key = (text) => fold(tidy(text)).replace(/[.!]+$/, "");

/**
 * The dollars of one amount, such as "$12,000", "12000.50" or "12k"; null for anything else.
 * @param {string} text
 */
function dollars(text) {
  const found = AMOUNT.exec(text.trim());
  if (!found) return null;
  const [, whole, cents = "0", thousands] = found;
  const value = Number(`${whole.replaceAll(",", "")}.${cents}`);
  return Math.round(value * (thousands ? 100_000 : 100)) / 100;
}

/**
 * An amount or a range of amounts; null for anything else. "1.000" and "1,5" mean different things
 * in different countries, so they are refused; so is "10-12k", where the first end is in doubt.
 * @param {string} text
 * @returns {Span | null}
 */
export function parseAmount(text) {
  const parts = tidy(text).split(BETWEEN);
  const [low, high = low] = parts.map(dollars);
  const [first, last = first] = parts.map((part) => /k$/i.test(part));
  if (parts.length > 2 || first !== last || low === null || high === null || low > high)
    return null;
  return { low, high };
}

/**
 * What the cell of a row says. An amount that cannot be read, and an answer that is no option of a
 * choice, is "unreadable": it is shown, and counts as not stated.
 * @param {Sheet} sheet
 * @param {Row} row
 * @param {Quote} quote
 * @returns {Read}
 */
export function readCell({ words }, row, { cells }) {
  const text = tidy(Object.hasOwn(cells, row.id) ? cells[row.id] : "");
  /** @type {Read} */
  const read = { state: "stated", amount: null, option: null };
  const said = key(text);
  if (said === "" || said === key(words.states.not_stated)) return { ...read, state: "not-stated" };
  const not = [words.states.does_not_apply, ...words.read_as_not_applying];
  if (not.some((one) => key(one) === said)) return { ...read, state: "does-not-apply" };
  if (row.kind === "amount") {
    if (said === key(words.states.included)) return { ...read, state: "included" };
    const amount = parseAmount(text);
    return amount ? { ...read, amount } : { ...read, state: "unreadable" };
  }
  if (row.kind !== "choice") return read;
  const option = row.options.find(({ id, label }) => key(label) === said || id === said);
  return option ? { ...read, option } : { ...read, state: "unreadable" };
}

/**
 * Whether the firm has still to say it.
 * @param {Read} read
 */
export const isOpen = ({ state }) => state === "not-stated" || state === "unreadable";

/**
 * What a cell says in a table or a file: the text as typed, or the word for its state.
 * @param {Sheet} sheet
 * @param {Row} row
 * @param {Quote} quote
 */
export function cellText(sheet, row, quote) {
  const { state, option } = readCell(sheet, row, quote);
  const { states } = sheet.words;
  if (state === "not-stated") return states.not_stated;
  if (state === "included") return states.included;
  if (state === "does-not-apply") return states.does_not_apply;
  return option ? option.label : tidy(quote.cells[row.id]);
}

/**
 * What two cells of a row that must match are compared by; null where nobody can tell.
 * @param {Row} row
 * @param {Read} read
 * @param {string} text
 */
export function matchKey(row, read, text) {
  if (isOpen(read) || read.option?.vague) return null;
  if (read.state !== "stated") return read.state;
  if (read.option) return `=${read.option.id}`;
  if (row.kind !== "list") return `=${key(text)}`;
  const parts = text.split(/[,;&+/]|\band\b/i).map(key);
  return `=${[...new Set(parts)].filter(Boolean).sort().join()}`;
}
