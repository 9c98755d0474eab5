// Comparison tables: choose columns and rows, find words, share the choice, take it along.
// Without this script the table is complete and its controls are not shown.

import { copyText, download, fillIn, find, nextTask, readData, startAll } from "../dom.mjs";
import { fetchNotes } from "../notes.mjs";
import { keep } from "../query-state.mjs";
import { fill } from "../text.mjs";
import { csv, markdown } from "./export.mjs";
import {
  allowed,
  choose,
  everything,
  format,
  index,
  MAX_COLUMNS,
  MIN_COLUMNS,
  matches,
  OWN,
  parse,
} from "./state.mjs";
import { readTable, rowSwitch, showColumns, shownTexts } from "./table.mjs";

/** @typedef {import("./state.mjs").State} State */

const COMPONENT = "comparison";
const PAUSE = 250; // milliseconds: browsers refuse a hundred changes of the address in a few seconds

/**
 * The notes and the controls first: notes have the ids of sources, which are exported too.
 * @param {HTMLElement} root
 */
async function setUp(root) {
  await Promise.all([fillIn(root), fetchNotes().catch(() => {})]);
  await nextTask();
  /** @param {string} name */
  const part = (name) => find(root, `[data-${name}]`);
  const controls = part("controls");
  /** @type {HTMLInputElement} */
  const words = find(controls, "[name=words]");
  /** @type {HTMLSelectElement | null} */
  const view = controls.querySelector("[name=view]");
  const said = readData(root, "data-words");
  const table = readTable(root);
  const showRows = rowSwitch(table);
  const known = {
    columns: Object.keys(table.labels),
    groups: table.groups,
    views: readViews(controls),
  };
  // The state in the query string belongs to the first table of a page.
  const ownsQuery = root === document.querySelector(`[data-module=${COMPONENT}]`);
  let state = everything(known);
  /** @type {ReturnType<typeof index>} */
  let indexed = [];
  /** @type {boolean[]} */
  let shown = [];
  let waiting = 0;

  /**
   * @param {string} name
   * @returns {NodeListOf<HTMLInputElement>}
   */
  const boxes = (name) => controls.querySelectorAll(`[name=${name}][type=checkbox]`);

  /** @param {string[]} labels */
  const join = (labels) => labels.reduce((left, right) => fill(said.joined, { left, right }));

  /** Whether a reader asked for less than everything. */
  const asked = () => format(state, known) !== "";

  function restore() {
    const read = parse(ownsQuery ? location.search : "", known);
    const parts = read.ignored.join(", ");
    const unknown = parts && fill(said.unknown_parts, { parts });
    // The end of a link names one row; it counts for more than what would hide that.
    const row = table.rows.findIndex(({ element }) => `#${element.id}` === location.hash);
    const dispute = table.rows[row]?.disputed?.querySelector("details");
    if (dispute) dispute.open = true;
    const hidden = row >= 0 && !matches(index(table.rows, read.state.columns), read.state)[row];
    show(hidden ? { ...everything(known), columns: read.state.columns } : read.state);
    if (hidden) {
      const { element } = table.rows[row];
      element.hidden = false;
      for (const block of table.blocks) block.element.open ||= block.element.contains(element);
      element.scrollIntoView();
    }
    part("notice").textContent = `${unknown} ${hidden ? said.row_of_link : ""}`.trim();
    for (const details of controls.querySelectorAll("details")) details.open ||= state.view === OWN;
  }

  /** @param {State} next */
  function show(next) {
    if (indexed.length === 0 || next.columns.join() !== state.columns.join()) {
      showColumns(table, next.columns, join);
      indexed = index(table.rows, next.columns);
    }
    state = next;
    shown = matches(indexed, state);
    showRows(shown);
    // What was asked for is seen at once; what a reader opened stays open.
    if (asked()) for (const { element } of table.blocks) element.open = true;
    fillControls();
    say();
  }

  function say(first = "") {
    const count = shown.filter(Boolean).length;
    const about = view?.selectedOptions[0].dataset.says ?? "";
    const status = fill(said.shown, { count, total: shown.length });
    part("none").hidden = count > 0;
    part("status").textContent = first || asked() ? `${first} ${status} ${about}`.trim() : "";
  }

  function fillControls() {
    for (const box of boxes("columns")) box.checked = state.columns.includes(box.value);
    for (const box of boxes("groups")) box.checked = state.groups.includes(box.value);
    for (const box of boxes("differences")) box.checked = state.differences;
    if (words.value !== state.words) words.value = state.words;
    if (view) view.value = state.view;
  }

  /** @param {"pushState" | "replaceState"} method */
  function write(method) {
    clearTimeout(waiting);
    waiting = 0;
    if (ownsQuery) keep(method, format(state, known, location.search) + location.hash);
  }

  /** @param {string} name */
  function checked(name) {
    return [...boxes(name)].filter((box) => box.checked).map((box) => box.value);
  }

  /**
   * The state after a control has changed.
   * @param {string} name
   */
  function changed(name) {
    if (name === "differences") return { ...state, differences: checked(name).length > 0 };
    if (name === "columns") return { ...state, columns: checked(name) };
    if (name === "groups") return { ...state, ...choose(checked(name), known) };
    const chosen = view?.value ?? "";
    return { ...state, view: chosen, groups: known.views[chosen] ?? known.groups };
  }

  /** @param {Event} event */
  function change({ target }) {
    const { name } = /** @type {HTMLInputElement} */ (target);
    if (name === "words") return;
    const next = changed(name);
    const refusal = refused(next);
    if (refusal) {
      fillControls();
      say(refusal);
    } else {
      show(next);
      write("pushState");
    }
  }

  /**
   * Why a choice cannot be shown; "" where it can.
   * @param {State} next
   */
  function refused({ columns, groups }) {
    const count = columns.length;
    if (groups.length > 0 && allowed(count, known)) return "";
    if (count > MAX_COLUMNS) return fill(said.too_many_columns, { most: MAX_COLUMNS });
    return count < MIN_COLUMNS
      ? fill(said.too_few_columns, { fewest: MIN_COLUMNS })
      : said.no_group;
  }

  /**
   * @param {() => string} make
   * @param {string} done
   */
  async function copy(make, done) {
    if (waiting) write("replaceState"); // the link is that of the table shown
    say((await copyText(make())) ? done : said.not_copied);
  }

  const texts = () =>
    shownTexts(table, state.columns, shown, { group: said.group_head, row: said.row_head });
  const link = () => (ownsQuery ? location.href : location.href.split("#")[0]);
  const asMarkdown = () => markdown(texts(), fill(said.origin, { link: link() }));

  controls.addEventListener("change", change);
  words.addEventListener("input", () => {
    show({ ...state, words: words.value });
    clearTimeout(waiting);
    waiting = setTimeout(write, PAUSE, "replaceState");
  });
  part("all").addEventListener("click", () => {
    show({ ...everything(known), columns: state.columns });
    write("pushState");
    words.focus();
  });
  part("copy-link").hidden = !ownsQuery;
  part("copy-link").addEventListener("click", () => copy(link, said.link_copied));
  part("copy-table").addEventListener("click", () => copy(asMarkdown, said.table_copied));
  part("download").addEventListener("click", () => {
    // The mark at the start tells spreadsheets that this is UTF-8.
    download(`${table.name}.csv`, `\ufeff${csv(texts())}`, "text/csv");
    say(said.downloaded);
  });
  if (ownsQuery) addEventListener("popstate", restore);
  restore();
}

/**
 * @param {HTMLElement} controls
 * @returns {Record<string, string[]>}
 */
function readViews(controls) {
  /** @type {NodeListOf<HTMLOptionElement>} */
  const options = controls.querySelectorAll("option[data-groups]");
  return Object.fromEntries(
    [...options].map(({ value, dataset }) => [value, (dataset.groups ?? "").split(" ")]),
  );
}

startAll(COMPONENT, setUp);
