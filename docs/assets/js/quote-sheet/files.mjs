// Quotes as a CSV file that is read back, as the end of an address, and as a table to paste. What
// comes from a file or an address is a stranger's: bounded, and text alone. Without a page.

import { csv, markdown } from "../comparison/export.mjs";
import { cellText, readCell, tidy } from "./cells.mjs";
import { compare } from "./comparing.mjs";

/**
 * @typedef {import("./cells.mjs").Quote} Quote
 * @typedef {import("./cells.mjs").Sheet} Sheet
 */

const KEY = "quotes";
const HEAD = "key";
const FIRM = "firm";
const MAX_FILE = 200_000; // characters of a file
export const MAX_ADDRESS = 8_000;
// What csv() put before a cell that a spreadsheet would run.
const GUARD = /^'+[=+\-@\uff1d\uff0b\uff0d\uff20]/;

/**
 * The quotes as a CSV file: a line for each row of the sheet, its key first.
 * @param {Sheet} sheet
 * @param {Quote[]} quotes
 */
export function toCsv(sheet, quotes) {
  const { words } = sheet;
  const rows = sheet.rows.map((row) => [
    row.id,
    row.label,
    ...quotes.map((quote) => cellText(sheet, row, quote)),
  ]);
  return csv({
    head: [HEAD, words.row, ...quotes.map((_, index) => `${index + 1}`)],
    rows: [[FIRM, words.firm, ...quotes.map(({ firm }) => tidy(firm))], ...rows],
  });
}

/**
 * The blank sheet as such a file, for one firm to fill in: what a cell may say stands beside it.
 * @param {Sheet} sheet
 */
export function blankCsv(sheet) {
  const { words } = sheet;
  const asked = sheet.rows.filter(({ ask }) => ask);
  const rows = asked.map((row) => [row.id, withHint(sheet, row), ""]);
  return csv({ head: [HEAD, words.row, "1"], rows: [[FIRM, words.sheet_firm, ""], ...rows] });
}

/**
 * The blank sheet as plain text, for a mail.
 * @param {Sheet} sheet
 */
export function blankText(sheet) {
  const asked = sheet.rows.filter(({ ask }) => ask);
  const lines = asked.map((row) => `${withHint(sheet, row)}: `);
  return [sheet.words.sheet_use, "", `${sheet.words.sheet_firm}: `, ...lines, ""].join("\n");
}

/**
 * @param {Sheet} sheet
 * @param {import("./cells.mjs").Row} row
 */
function withHint({ words }, { label, kind, options }) {
  const { included, does_not_apply: not } = words.states;
  if (kind === "amount") return `${label} (${words.amount}, ${included}, ${not})`;
  return options.length > 0 ? `${label} (${options.map((one) => one.label).join(" / ")})` : label;
}

/**
 * The cells of a CSV file (RFC 4180), separated by commas, semicolons or tabs: spreadsheets of
 * different countries write different ones.
 * @param {string} text
 */
function parseCsv(text) {
  const plain = text.slice(0, MAX_FILE).replace(/^\ufeff/, "");
  const separator = /^"?key"?([;\t])/.exec(plain)?.[1] ?? ",";
  /** @type {string[][]} */
  const rows = [[]];
  let cell = "";
  let quoted = false;
  const end = () => {
    rows[rows.length - 1].push(cell);
    cell = "";
  };
  for (let at = 0; at < plain.length; at += 1) {
    const letter = plain[at];
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (plain[at + 1] === '"') {
        cell += letter;
        at += 1;
      } else quoted = false;
    } else if (letter === '"' && cell === "") quoted = true;
    else if (letter === separator) end();
    else if (letter === "\n" || letter === "\r") {
      if (letter === "\r" && plain[at + 1] === "\n") at += 1;
      end();
      rows.push([]);
    } else cell += letter;
  }
  end();
  return rows.filter((cells) => cells.some((one) => one.trim() !== ""));
}

/**
 * The quotes of a CSV file, and what of it is not known. Without a known row there are none.
 * @param {Sheet} sheet
 * @param {string} text
 * @returns {{quotes: Quote[], ignored: string[]}}
 */
export function fromCsv(sheet, text) {
  const rows = parseCsv(text);
  const known = new Map(sheet.rows.map((row) => [row.id, row]));
  /** @type {Quote[]} */
  const quotes = [];
  /** @type {string[]} */
  const ignored = [];
  const found = rows.filter(([key]) => known.has(key) || key === FIRM);
  if (!found.some(([key]) => key !== FIRM)) return { quotes, ignored };
  const columns = Math.max(...found.map((cells) => cells.length - 2));
  for (let column = 0; column < Math.min(columns, sheet.most); column += 1) {
    /** @type {Quote} */
    const quote = { firm: "", cells: {} };
    for (const [key, , ...cells] of found) {
      const said = unguard(tidy(cells[column] ?? ""));
      const row = known.get(key);
      if (!row) quote.firm = said;
      else if (said) quote.cells[key] = said;
    }
    quotes.push(normal(sheet, quote));
  }
  for (const [key] of rows.filter(([one]) => !known.has(one) && one !== FIRM && one !== HEAD)) {
    ignored.push(tidy(key));
  }
  if (columns > sheet.most) ignored.push(`${sheet.most + 1}-${columns}`);
  return { quotes, ignored };
}

/** @param {string} text */
const unguard = (text) => (GUARD.test(text) ? text.slice(1) : text);

/**
 * A quote without the cells that say "not stated".
 * @param {Sheet} sheet
 * @param {Quote} quote
 * @returns {Quote}
 */
function normal(sheet, quote) {
  const stated = sheet.rows.filter((row) => readCell(sheet, row, quote).state !== "not-stated");
  const cells = stated.map((row) => [row.id, cellText(sheet, row, quote)]);
  return { firm: quote.firm, cells: Object.fromEntries(cells) };
}

/**
 * The end of an address that holds the quotes. A fragment: browsers never send it to a server.
 * @param {Sheet} sheet
 * @param {Quote[]} quotes
 */
export function toFragment(sheet, quotes) {
  const kept = quotes.map((quote) => normal(sheet, quote));
  const rows = sheet.rows.filter(({ id }) => kept.some(({ cells }) => Object.hasOwn(cells, id)));
  const lines = rows.map(({ id }) => [id, "", ...kept.map(({ cells }) => cells[id] ?? "")]);
  const head = [FIRM, "", ...kept.map(({ firm }) => tidy(firm))];
  return `#${KEY}=${encodeURIComponent(csv({ head, rows: lines }))}`;
}

/**
 * The quotes of such an end; none where it holds no quotes or is broken.
 * @param {Sheet} sheet
 * @param {string} fragment
 */
export function fromFragment(sheet, fragment) {
  if (!isKept(fragment)) return [];
  try {
    return fromCsv(sheet, decodeURIComponent(fragment.slice(KEY.length + 2))).quotes;
  } catch {
    return []; // a percent sign that encodes nothing
  }
}

/** @param {string} fragment */
export const isKept = (fragment) => fragment.startsWith(`#${KEY}=`);

/**
 * The comparison as a Markdown table, with its sums, and where it comes from.
 * @param {Sheet} sheet
 * @param {Quote[]} quotes
 * @param {string} origin a line below the table
 */
export function toMarkdown(sheet, quotes, origin) {
  const { names, sums, lines, job, signs } = compare(sheet, quotes);
  const rows = [...sums, ...lines].map(({ label, cells }) => [
    label,
    ...cells.map(({ text }) => text),
  ]);
  const said = [job, ...signs].map((text) => `- ${text}`).join("\n");
  return markdown({ head: [sheet.words.row, ...names], rows }, `${said}\n\n${origin}`);
}
