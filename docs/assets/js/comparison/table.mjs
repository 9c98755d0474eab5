// Comparison tables: choose columns and rows, find words, share the choice, take it along.
// Without this script the table is complete and its controls are not shown.
//
// The first half is plain functions without a page: state, query string, what is shown, exports.
// The state in the query string belongs to the first table of a page.

import { copyText, download } from "../dom.mjs";

const KEYS = ["columns", "differences", "view", "groups", "words"]; // not q: the theme opens its search for that
const FEWEST = 2;
const MOST = 4;
const EFFORT = 150; // 25 rows shown at once: more than a screen holds
const OWN = "own"; // the view that stands for groups chosen one by one

/** Everything shown. `known` is {columns: [id], groups: [id], views: {id: [group]}}. */
export function everything(known) {
  return { columns: known.columns, differences: false, view: "", groups: known.groups, words: "" };
}

/** Whether so many columns may be shown: all of them, or two to four. */
export function allowed(count, known) {
  return count === known.columns.length || (count >= FEWEST && count <= MOST);
}

/** The state of a query string, and the parts of it that this table does not know. */
export function parse(query, known) {
  const params = new URLSearchParams(query);
  const state = everything(known);
  const ignored = [];
  const ignore = (key, value) => ignored.push(`${key}=${value}`);
  const list = (key) => {
    const named = params.getAll(key).join(",").split(",").filter(Boolean);
    named.filter((name) => !known[key].includes(name)).forEach((name) => ignore(key, name));
    return known[key].filter((name) => named.includes(name)); // in the order of the table
  };

  const columns = list("columns");
  if (allowed(columns.length, known)) state.columns = columns;
  else if (columns.length > MOST) {
    state.columns = columns.slice(0, MOST);
    columns.slice(MOST).forEach((name) => ignore("columns", name));
  } else columns.forEach((name) => ignore("columns", name)); // a single column compares nothing

  const differences = params.get("differences");
  if (differences === "1") state.differences = true;
  else if (differences) ignore("differences", differences);

  const view = params.get("view");
  const groups = list("groups");
  if (groups.length > 0) Object.assign(state, choose(groups, known));
  if (view && groups.length === 0 && Object.hasOwn(known.views, view)) {
    Object.assign(state, { view, groups: known.views[view] });
  } else if (view) ignore("view", view);

  state.words = (params.get("words") ?? "").slice(0, 200);
  return { state, ignored };
}

/** The view and groups of a choice made group by group. */
export function choose(groups, known) {
  const all = groups.length === known.groups.length;
  return { groups, view: all ? "" : OWN };
}

/** The query string of a state; keys of others are kept. The whole table needs none. */
export function format(state, known, query = "") {
  const params = new URLSearchParams(query);
  KEYS.forEach((key) => params.delete(key));
  if (state.columns.length < known.columns.length) params.set("columns", state.columns.join(","));
  if (state.differences) params.set("differences", "1");
  if (state.view === OWN) params.set("groups", state.groups.join(","));
  else if (state.view) params.set("view", state.view);
  if (state.words) params.set("words", state.words);
  const text = params.toString().replaceAll("%2C", ",");
  return text && `?${text}`;
}

/** Letters alone: "Éclair" and "eclair" are one word to somebody who searches. */
export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * What can be asked of rows with these columns: {group, text, differs} of each.
 * A row is {group, head, cells: [{columns, text, said}]} with folded texts.
 */
export function index(rows, columns) {
  return rows.map(({ group, head, cells }) => {
    const shown = cells.filter((cell) => cell.columns.some((name) => columns.includes(name)));
    const text = [head, ...shown.map((cell) => cell.text)].join("\n");
    return { group, text, differs: new Set(shown.map((cell) => cell.said)).size > 1 };
  });
}

/** Whether each row of an index is shown: its group, every word, and a difference if asked. */
export function matches(indexed, { groups, differences, words }) {
  const wanted = fold(words).split(/\s+/).filter(Boolean);
  return indexed.map(
    (row) =>
      groups.includes(row.group) &&
      (!differences || row.differs) &&
      wanted.every((word) => row.text.includes(word)),
  );
}

/** A Markdown table of {head: [text], rows: [[text]]} and where it comes from. */
export function markdown({ head, rows }, link) {
  const line = (cells) => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
  const rule = `|${" --- |".repeat(head.length)}`;
  return [line(head), rule, ...rows.map(line), "", `From <${link}>`, ""].join("\n");
}

function escapeMarkdown(text) {
  return text.replace(/\s+/g, " ").replace(/[\\|<*_`[\]]/g, "\\$&");
}

/** The same table as CSV (RFC 4180). A cell that a spreadsheet would run gets an apostrophe. */
export function csv({ head, rows }) {
  return [head, ...rows].map((cells) => `${cells.map(quote).join(",")}\r\n`).join("");
}

function quote(text) {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// From here on: the page.

/** Set up every comparison on the page; twice is harmless. */
export function init(page = document) {
  page.querySelectorAll("[data-module=comparison]").forEach((root, place) => {
    if (root.dataset.ready === undefined) setUp(root, place === 0);
  });
}

function setUp(root, ownsQuery) {
  const part = (name) => root.querySelector(`[data-${name}]`);
  const form = part("controls");
  const boxes = (name) => [...form.querySelectorAll(`[name=${name}][type=checkbox]`)];
  const table = readTable(root);
  const known = {
    columns: Object.keys(table.labels),
    groups: table.groups,
    views: readViews(form),
  };
  let state = everything(known);
  let indexed = [];
  let shown = [];
  let waiting = 0;

  function open() {
    const read = parse(ownsQuery ? location.search : "", known);
    part("notice").textContent = read.ignored.length
      ? `This link asks for something that this table does not have. Left out: ${read.ignored.join(", ")}.`
      : "";
    show(read.state);
    for (const details of form.querySelectorAll("details")) details.open ||= state.view === OWN;
  }

  function show(next) {
    if (indexed.length === 0 || next.columns.join() !== state.columns.join()) {
      table.showColumns(next.columns);
      indexed = index(table.rows, next.columns);
    }
    state = next;
    shown = matches(indexed, state);
    table.showRows(shown);
    fillControls();
    say();
  }

  function say(first = "") {
    const count = shown.filter(Boolean).length;
    const says = form.elements.view?.selectedOptions[0].dataset.says ?? "";
    part("none").hidden = count > 0;
    part("status").textContent = `${first} ${count} of ${shown.length} rows shown. ${says}`.trim();
  }

  function fillControls() {
    for (const box of boxes("columns")) box.checked = state.columns.includes(box.value);
    for (const box of boxes("groups")) box.checked = state.groups.includes(box.value);
    for (const box of boxes("differences")) box.checked = state.differences;
    if (form.elements.words.value !== state.words) form.elements.words.value = state.words;
    if (form.elements.view) form.elements.view.value = state.view;
  }

  function keep(how) {
    clearTimeout(waiting);
    waiting = 0;
    if (!ownsQuery) return;
    const address = location.pathname + format(state, known, location.search) + location.hash;
    history[how](history.state, "", address);
  }

  function change({ target }) {
    const checked = (name) =>
      boxes(name)
        .filter((box) => box.checked)
        .map((box) => box.value);
    const next = { ...state };
    if (target.name === "words") return;
    if (target.name === "differences") next.differences = target.checked;
    if (target.name === "columns") next.columns = checked("columns");
    if (target.name === "groups") Object.assign(next, choose(checked("groups"), known));
    if (target.name === "view") {
      next.view = target.value;
      next.groups = known.views[target.value] ?? known.groups;
    }
    const many = next.columns.length;
    if (next.groups.length === 0 || !allowed(many, known)) {
      fillControls();
      say(
        many > MOST
          ? `At most ${MOST} columns.`
          : many < FEWEST
            ? `At least ${FEWEST} columns.`
            : "At least one group.",
      );
      return;
    }
    show(next);
    keep("pushState");
  }

  async function copy(make, done) {
    if (waiting) keep("replaceState"); // the link is that of the table shown
    say((await copyText(make())) ? done : "This browser refuses to copy.");
  }

  const taken = () => table.take(state.columns, shown);
  const link = () => (ownsQuery ? location.href : location.href.split("#")[0]);

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", change);
  form.elements.words.addEventListener("input", () => {
    show({ ...state, words: form.elements.words.value });
    // Browsers refuse a hundred changes of the address in a few seconds.
    clearTimeout(waiting);
    waiting = setTimeout(keep, 250, "replaceState");
  });
  root.querySelector("[data-all]").addEventListener("click", () => {
    show({ ...everything(known), columns: state.columns });
    keep("pushState");
    form.elements.words.focus();
  });
  part("copy-link").hidden = !ownsQuery;
  part("copy-link").addEventListener("click", () => copy(link, "Link copied."));
  part("copy-table").addEventListener("click", () =>
    copy(() => markdown(taken(), link()), "Table copied."),
  );
  part("download").addEventListener("click", () => {
    // The mark at the start tells spreadsheets that this is UTF-8.
    download(`${table.name}.csv`, `\ufeff${csv(taken())}`, "text/csv");
    say("CSV downloaded.");
  });
  if (ownsQuery) addEventListener("popstate", open);
  open();
  root.dataset.ready = "";
}

function readViews(form) {
  const options = [...form.querySelectorAll("option[data-groups]")];
  return Object.fromEntries(
    options.map(({ value, dataset }) => [value, dataset.groups.split(" ")]),
  );
}

/** The table's texts, read once, and what can be done with its elements. */
function readTable(root) {
  const heads = [...root.querySelectorAll("th[data-column]")];
  const labels = Object.fromEntries(heads.map((head) => [head.dataset.column, words(head)]));
  const blocks = [...root.querySelectorAll("tbody[data-group]")].map(readBlock);
  const rows = blocks.flatMap((block) => block.rows);
  rows.forEach((row, place) => Object.assign(row, { place }));
  let latest = null;

  function showColumns(columns) {
    for (const head of heads) head.hidden = !columns.includes(head.dataset.column);
    for (const block of blocks) block.title.colSpan = columns.length + 1;
    for (const cell of rows.flatMap((row) => row.cells)) {
      const here = cell.columns.filter((name) => columns.includes(name));
      cell.element.hidden = here.length === 0;
      cell.element.colSpan = here.length || 1;
      cell.label.textContent =
        here.length === cell.columns.length
          ? cell.heading
          : here.map((name) => labels[name]).join(" and ");
    }
  }

  function showRows(shown) {
    latest = shown;
    const kept = new Set(blocks.filter((block) => block.rows.some(({ place }) => shown[place])));
    for (const block of kept) block.element.hidden = false;
    const wrong = rows.filter((row) => row.element.hidden === shown[row.place]);
    turn(
      wrong,
      shown,
      blocks.filter((block) => !kept.has(block)),
    );
  }

  /** Hide and show rows from the top, one piece a frame: laying them out is the cost. */
  function turn(wrong, shown, empty) {
    let done = 0;
    for (let effort = 0; done < wrong.length && effort < EFFORT; done += 1) {
      const { element, place } = wrong[done];
      element.hidden = !shown[place];
      effort += shown[place] ? 6 : 1; // showing costs that much more than hiding
    }
    if (done < wrong.length) {
      const rest = () => shown === latest && turn(wrong.slice(done), shown, empty);
      requestAnimationFrame(() => setTimeout(rest)); // after the next paint
    } else for (const block of empty) block.element.hidden = true;
  }

  function take(columns, shown) {
    const cellOf = (row, name) => row.cells.find((cell) => cell.columns.includes(name));
    const lines = blocks.flatMap((block) =>
      block.rows
        .filter(({ place }) => shown[place])
        .map((row) => [
          words(block.title),
          row.name,
          ...columns.map((name) => cellOf(row, name).plain),
        ]),
    );
    return {
      head: ["Group", "What is compared", ...columns.map((name) => labels[name])],
      rows: lines,
    };
  }

  const name = root.querySelector("caption").id;
  return { name, labels, rows, groups: blocks.map(({ id }) => id), showColumns, showRows, take };
}

function readBlock(element) {
  const id = element.dataset.group;
  const rows = [...element.querySelectorAll("tr[id]")].map((row) => readRow(row, id));
  return { id, element, rows, title: element.querySelector(".cmp__group th") };
}

function readRow(element, group) {
  const name = words(element.querySelector("th").firstChild);
  const cells = [...element.querySelectorAll("td")].map(readCell);
  return { element, group, name, head: fold(name), cells };
}

function readCell(element) {
  const label = element.querySelector(".cmp__for");
  const plain = words(element, true);
  return {
    element,
    label,
    heading: label.textContent,
    columns: element.dataset.columns.split(" "),
    plain,
    text: fold(plain),
    said: words(element),
  };
}

/** The text of a node in one line; the marks of sources only if asked, in brackets. */
function words(node, sources = false) {
  return textOf(node, sources).replace(/\s+/g, " ").trim();
}

function textOf(node, sources) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.className === "cmp__for") return "";
  if (node.className === "src") {
    return sources ? `(${[...node.children].map((mark) => mark.textContent).join(", ")})` : "";
  }
  return [...node.childNodes].map((child) => textOf(child, sources)).join("");
}

if (typeof document !== "undefined") init();
