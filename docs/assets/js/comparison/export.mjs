// A comparison as Markdown and as CSV. Plain functions without a page.

/** @typedef {{head: string[], rows: string[][]}} Texts */

/**
 * A Markdown table, and a last line that says where it comes from.
 * @param {Texts} texts
 * @param {string} origin
 */
export function markdown({ head, rows }, origin) {
  /** @param {string[]} cells */
  const line = (cells) => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
  const rule = `|${" --- |".repeat(head.length)}`;
  return [line(head), rule, ...rows.map(line), "", origin, ""].join("\n");
}

/** @param {string} text */
function escapeMarkdown(text) {
  return text.replace(/\s+/g, " ").replace(/[\\|<*_`[\]]/g, "\\$&");
}

/**
 * The same table as CSV (RFC 4180). A cell that a spreadsheet would run gets an apostrophe.
 * @param {Texts} texts
 */
export function csv({ head, rows }) {
  return [head, ...rows].map((cells) => `${cells.map(quote).join(",")}\r\n`).join("");
}

/** @param {string} text */
function quote(text) {
  // Also what follows apostrophes of its own, so that a reader of the file can take ours off again;
  // full-width marks, which some spreadsheets run; and a semicolon, which separates cells for some.
  const safe = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
