// The table of a comparison: its texts, read once, and its rows and columns, hidden and shown.

import { find, readData } from "../dom.mjs";
import { fold } from "../text.mjs";

/**
 * @typedef {ReturnType<typeof readCell>} Cell
 * @typedef {ReturnType<typeof readRow>} Row
 * @typedef {ReturnType<typeof readBlock>} Block
 * @typedef {ReturnType<typeof readTable>} Table
 */

const EFFORT = 150; // 25 rows shown at once: more than a screen holds
const SHOWING = 6; // showing a row costs that much more than hiding it

/** @param {HTMLElement} root */
export function readTable(root) {
  /** @type {Record<string, string>} */
  const labels = readData(root, "data-labels");
  const blocks = findAll(root, "[data-group]").map(readBlock);
  return {
    name: root.dataset.name ?? "",
    heads: findAll(root, "thead [data-columns]"),
    labels,
    blocks,
    rows: blocks.flatMap((block) => block.rows),
    groups: blocks.map(({ element }) => element.dataset.group ?? ""),
  };
}

/**
 * @param {ParentNode} root
 * @param {string} selector
 */
function findAll(root, selector) {
  /** @type {NodeListOf<HTMLElement>} */
  const found = root.querySelectorAll(selector);
  return [...found];
}

/** @param {HTMLElement} element a group, which opens and closes */
function readBlock(element) {
  const group = element.dataset.group ?? "";
  const rows = findAll(element, "tr[id]").map((row) => readRow(row, group));
  const details = /** @type {HTMLDetailsElement} */ (element);
  return { element: details, rows, title: find(element, ".soc-rows__name") };
}

/**
 * @param {HTMLElement} element
 * @param {string} group
 */
function readRow(element, group) {
  const name = textOf(/** @type {Node} */ (find(element, "th").firstChild));
  const next = /** @type {HTMLElement | null} */ (element.nextElementSibling);
  const disputed = next?.id === "" ? next : null;
  const disputes = disputed ? findAll(disputed, "p[data-columns]").map(readDispute) : [];
  const cells = [...element.querySelectorAll("td")].map((cell) => readCell(cell, disputes));
  return { element, group, name, head: fold(name), cells, disputed, disputes };
}

/** @param {HTMLElement} element */
function readDispute(element) {
  return { element, columns: columnsOf(element), plain: textOf(element, true) };
}

/** @param {HTMLElement} element */
function columnsOf({ dataset }) {
  return (dataset.columns ?? "").split(" ");
}

/**
 * @param {HTMLTableCellElement} element
 * @param {ReturnType<typeof readDispute>[]} disputes
 */
function readCell(element, disputes) {
  const label = find(element, ".soc-table__for");
  const columns = columnsOf(element);
  const others = disputes.filter((other) => other.columns.some((name) => columns.includes(name)));
  const plain = [textOf(element, true), ...others.map((other) => other.plain)].join(" ");
  return {
    element,
    label,
    heading: label.textContent ?? "",
    columns,
    plain,
    text: fold(plain),
    said: textOf(element),
  };
}

/**
 * The text of a node in one line; the marks of sources only if asked, in brackets.
 * @param {Node} node
 */
function textOf(node, sources = false) {
  return rawText(node, sources).replace(/\s+/g, " ").trim();
}

/**
 * @param {Node} node
 * @param {boolean} sources
 * @returns {string}
 */
function rawText(node, sources) {
  if (node instanceof Text) return node.data;
  const { className } = /** @type {Element} */ (node);
  if (className === "soc-table__for") return "";
  if (className === "src") return sources ? sourcesText(/** @type {Element} */ (node)) : "";
  return [...node.childNodes].map((child) => rawText(child, sources)).join("");
}

/**
 * The ids of sources: those of the note that a published mark opens, or the marks themselves.
 * @param {Element} marks
 */
function sourcesText(marks) {
  const opens = marks.querySelector("[popovertarget]")?.getAttribute("popovertarget");
  const note = opens && document.getElementById(opens);
  const ids = note
    ? [...note.querySelectorAll("[data-source]")].map((one) => one.getAttribute("data-source"))
    : [...marks.children].map((mark) => mark.textContent);
  return `(${ids.join(", ")})`;
}

/**
 * Hide all columns but these. Types that say the same share a cell, which then spans what is left;
 * `join` makes the label of such a cell from those of its columns.
 * @param {Table} table
 * @param {string[]} columns
 * @param {(labels: string[]) => string} join
 */
export function showColumns({ heads, labels, rows }, columns, join) {
  /** @param {string[]} own */
  const here = (own) => own.filter((name) => columns.includes(name));
  for (const head of heads) span(/** @type {HTMLTableCellElement} */ (head), here(columnsOf(head)));
  for (const { disputed, disputes } of rows) {
    for (const { element, columns: own } of disputes) element.hidden = here(own).length === 0;
    if (disputed) {
      /** @type {HTMLTableCellElement} */
      const cell = find(disputed, "td");
      cell.colSpan = widthOf(/** @type {HTMLTableElement} */ (disputed.closest("table")));
      // Where what is said could not be fetched, the link to it stays.
      disputed.hidden = disputes.length > 0 && disputes.every(({ element }) => element.hidden);
    }
  }
  for (const { element, label, heading, columns: own } of rows.flatMap(({ cells }) => cells)) {
    const left = here(own);
    span(element, left);
    if (left.length === own.length) label.textContent = heading;
    else if (left.length > 0) label.textContent = join(left.map((name) => labels[name]));
  }
}

/**
 * @param {HTMLTableCellElement} cell
 * @param {string[]} columns those over which it still stands
 */
function span(cell, columns) {
  cell.hidden = columns.length === 0;
  cell.dataset.span = `${columns.length}`;
  // Without the attribute a report has one column for all its types.
  if (cell.hasAttribute("colspan")) cell.colSpan = columns.length || 1;
}

/**
 * The columns of a table that are left.
 * @param {HTMLTableElement} table
 */
function widthOf({ rows }) {
  return [...rows[0].cells].reduce((sum, { hidden, colSpan }) => sum + (hidden ? 0 : colSpan), 0);
}

/**
 * What hides and shows the rows of a table, from the top and one piece a frame: laying them out is
 * the cost. A later call takes the place of one that is not done.
 * @param {Table} table
 */
export function rowSwitch({ blocks, rows }) {
  /** @type {Set<Row>} */
  let latest = new Set();

  /**
   * @param {Row[]} wrong
   * @param {Set<Row>} shown
   * @param {Block[]} empty
   */
  function turn(wrong, shown, empty) {
    let done = 0;
    for (let effort = 0; done < wrong.length && effort < EFFORT; done += 1) {
      const row = wrong[done];
      row.element.hidden = !shown.has(row);
      effort += shown.has(row) ? SHOWING : 1;
    }
    if (done < wrong.length) {
      const rest = () => shown === latest && turn(wrong.slice(done), shown, empty);
      requestAnimationFrame(() => setTimeout(rest)); // after the next paint
    } else for (const block of empty) block.element.hidden = true;
  }

  /** @param {boolean[]} flags whether each row is shown */
  return (flags) => {
    const shown = new Set(rows.filter((_, place) => flags[place]));
    latest = shown;
    const kept = blocks.filter((block) => block.rows.some((row) => shown.has(row)));
    for (const block of kept) block.element.hidden = false;
    const wrong = rows.filter((row) => row.element.hidden === shown.has(row));
    const empty = blocks.filter((block) => !kept.includes(block));
    turn(wrong, shown, empty);
  };
}

/**
 * The texts of what is shown: each row with its group, its name and these columns.
 * @param {Table} table
 * @param {string[]} columns
 * @param {boolean[]} flags whether each row is shown
 * @param {{group: string, row: string}} heads of the first two columns
 */
export function shownTexts({ labels, blocks, rows }, columns, flags, heads) {
  const shown = new Set(rows.filter((_, place) => flags[place]));
  const lines = blocks.flatMap(({ title, rows: own }) =>
    own
      .filter((row) => shown.has(row))
      .map((row) => [textOf(title), row.name, ...columns.map((name) => cellText(row, name))]),
  );
  return { head: [heads.group, heads.row, ...columns.map((name) => labels[name])], rows: lines };
}

/**
 * @param {Row} row
 * @param {string} column
 */
function cellText({ cells }, column) {
  return cells.find(({ columns }) => columns.includes(column))?.plain ?? "";
}
