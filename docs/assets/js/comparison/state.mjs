// The state of a comparison: what is chosen, how that stands in the query string, which rows it shows.
// Plain functions without a page.

import { withKeys } from "../query-state.mjs";
import { searchWords } from "../text.mjs";

/**
 * @typedef {{columns: string[], groups: string[], views: Record<string, string[]>}} Known ids, in
 *   the order of the table; a view is a list of groups
 * @typedef {{columns: string[], differences: boolean, view: string, groups: string[],
 *   words: string}} State
 * @typedef {{columns: string[], text: string, said: string}} Cell
 * @typedef {{group: string, head: string, cells: Cell[]}} Row texts are folded
 * @typedef {{group: string, text: string, differs: boolean}} Indexed
 */

export const MIN_COLUMNS = 2;
export const MAX_COLUMNS = 4;
export const OWN = "own"; // the view that stands for groups chosen one by one
const MAX_WORDS = 200;

/**
 * Everything shown.
 * @param {Known} known
 * @returns {State}
 */
export function everything({ columns, groups }) {
  return { columns, differences: false, view: "", groups, words: "" };
}

/**
 * Whether so many columns may be shown: all of them, or two to four.
 * @param {number} count
 * @param {Known} known
 */
export function allowed(count, known) {
  return count === known.columns.length || (count >= MIN_COLUMNS && count <= MAX_COLUMNS);
}

/**
 * The view and groups of a choice made group by group.
 * @param {string[]} groups
 * @param {Known} known
 */
export function choose(groups, known) {
  const all = groups.length === known.groups.length;
  return { groups, view: all ? "" : OWN };
}

/**
 * The state of a query, and the parts of it that this table does not know.
 * @param {string} query
 * @param {Known} known
 */
export function parse(query, known) {
  const params = new URLSearchParams(query);
  /** @type {string[]} */
  const ignored = [];
  const state = {
    ...everything(known),
    ...parseColumns(params, known, ignored),
    ...parseDifferences(params, ignored),
    ...parseGroups(params, known, ignored),
    words: (params.get("words") ?? "").slice(0, MAX_WORDS),
  };
  return { state, ignored };
}

/**
 * The known ids of a key, in the order of the table.
 * @param {URLSearchParams} params
 * @param {"columns" | "groups"} key
 * @param {Known} known
 * @param {string[]} ignored
 */
function parseList(params, key, known, ignored) {
  const named = params.getAll(key).join(",").split(",").filter(Boolean);
  for (const name of named) if (!known[key].includes(name)) ignored.push(`${key}=${name}`);
  return known[key].filter((name) => named.includes(name));
}

/**
 * @param {URLSearchParams} params
 * @param {Known} known
 * @param {string[]} ignored
 */
function parseColumns(params, known, ignored) {
  const columns = parseList(params, "columns", known, ignored);
  if (allowed(columns.length, known)) return { columns };
  // A single column compares nothing.
  const kept = columns.length > MAX_COLUMNS ? MAX_COLUMNS : 0;
  for (const name of columns.slice(kept)) ignored.push(`columns=${name}`);
  return kept ? { columns: columns.slice(0, kept) } : {};
}

/**
 * @param {URLSearchParams} params
 * @param {string[]} ignored
 */
function parseDifferences(params, ignored) {
  const differences = params.get("differences");
  if (differences && differences !== "1") ignored.push(`differences=${differences}`);
  return { differences: differences === "1" };
}

/**
 * Groups chosen one by one count for more than a view.
 * @param {URLSearchParams} params
 * @param {Known} known
 * @param {string[]} ignored
 */
function parseGroups(params, known, ignored) {
  const view = params.get("view");
  const groups = parseList(params, "groups", known, ignored);
  if (view && groups.length === 0 && Object.hasOwn(known.views, view)) {
    return { view, groups: known.views[view] };
  }
  if (view) ignored.push(`view=${view}`);
  return groups.length > 0 ? choose(groups, known) : {};
}

/**
 * The query of a state; keys of others are kept. The whole table needs none.
 * Not `q`: the theme opens its search for that.
 * @param {State} state
 * @param {Known} known
 * @param {string} query
 */
export function format({ columns, differences, view, groups, words }, known, query = "") {
  return withKeys(query, {
    columns: columns.length < known.columns.length ? columns.join(",") : null,
    differences: differences ? "1" : null,
    groups: view === OWN ? groups.join(",") : null,
    view: view === OWN ? null : view || null,
    words: words || null,
  }).replaceAll("%2C", ",");
}

/**
 * What can be asked of rows with these columns.
 * @param {Row[]} rows
 * @param {string[]} columns
 * @returns {Indexed[]}
 */
export function index(rows, columns) {
  return rows.map(({ group, head, cells }) => {
    const shown = cells.filter((cell) => cell.columns.some((name) => columns.includes(name)));
    const text = [head, ...shown.map((cell) => cell.text)].join("\n");
    return { group, text, differs: new Set(shown.map((cell) => cell.said)).size > 1 };
  });
}

/**
 * Whether each row of an index is shown: its group, every word, and a difference if asked.
 * @param {Indexed[]} indexed
 * @param {State} state
 */
export function matches(indexed, { groups, differences, words }) {
  const wanted = searchWords(words);
  return indexed.map(
    (row) =>
      groups.includes(row.group) &&
      (!differences || row.differs) &&
      wanted.every((word) => row.text.includes(word)),
  );
}
