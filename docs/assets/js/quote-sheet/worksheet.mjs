// The worksheet: quotes are filled in here and compared here, and sent nowhere. They are kept only
// where the reader asks for it: in a file, or in the fragment of the address.

import { copyText, download, el, fillTemplate, find, startAll } from "../dom.mjs";
import { keep } from "../query-state.mjs";
import { fill } from "../text.mjs";
import { readCell, tidy } from "./cells.mjs";
import { compare, firmName, isBegun } from "./comparing.mjs";
import {
  blankCsv,
  blankText,
  fromCsv,
  fromFragment,
  isKept,
  MAX_ADDRESS,
  toCsv,
  toFragment,
  toMarkdown,
} from "./files.mjs";

/**
 * @typedef {import("./cells.mjs").Quote} Quote
 * @typedef {import("./cells.mjs").Sheet} Sheet
 * @typedef {import("./comparing.mjs").Line} Line
 */

const NAME = "quote-sheet";
const BOM = "\ufeff"; // tells spreadsheets that a file is UTF-8

/** @returns {Quote} */
const empty = () => ({ firm: "", cells: {} });

/**
 * What quotes are compared by; null where it did not come.
 * @returns {Promise<Sheet | null>}
 */
async function load() {
  try {
    return await (await fetch(new URL("./sheet.json", import.meta.url))).json();
  } catch {
    return null;
  }
}

/** @param {HTMLElement} root */
async function setUp(root) {
  const sheet = await load();
  if (sheet) start(root, sheet);
  else find(root, "[data-failed]").hidden = false;
  root.dataset.loaded = "";
}

/**
 * @param {HTMLElement} root
 * @param {Sheet} sheet
 */
function start(root, sheet) {
  const { words } = sheet;
  /** @param {string} name */
  const part = (name) => find(root, `[data-${name}]`);
  const places = part("quotes");
  const status = part("status");
  /** @type {HTMLInputElement} */
  const kept = find(root, "[name=keep]");
  /** @type {HTMLInputElement} */
  const file = find(root, "[type=file]");
  /** @type {Quote[]} */
  let quotes = [];
  let made = 0;

  const begun = () => quotes.filter(isBegun);
  /** @param {string} text */
  const say = (text) => {
    status.textContent = text;
  };

  /** @param {Quote[]} next */
  function restart(next) {
    quotes = next.slice(0, sheet.most);
    while (quotes.length < sheet.fewest) quotes.push(empty());
    places.replaceChildren();
    for (const quote of quotes) place(quote);
    show();
  }

  /** @param {Quote} quote */
  function place(quote) {
    const card = fillTemplate(root, "quote", {});
    made += 1;
    /** @type {HTMLInputElement} */
    const firm = find(card, "[name=firm]");
    firm.value = quote.firm;
    for (const group of sheet.groups) {
      const rows = sheet.rows.filter((row) => row.group === group.id);
      const fields = rows.map((row) => field(root, sheet, row, quote, `${NAME}-${made}-${row.id}`));
      const legend = el("legend", {}, group.label);
      const set = el("fieldset", { class: "soc-quote-sheet__fields" }, legend, ...fields);
      find(card, "[data-fields]").append(set);
    }
    card.addEventListener("change", () => {
      quote.firm = tidy(firm.value);
      show();
    });
    find(card, "[data-remove]").addEventListener("click", () => {
      quotes = quotes.filter((one) => one !== quote);
      const next = card.nextElementSibling ?? card.previousElementSibling;
      card.remove();
      show();
      next?.querySelector("summary")?.focus();
    });
    places.append(card);
  }

  /** Show the comparison; what is kept in the address follows it. */
  function show() {
    const found = compare(sheet, quotes);
    [...places.children].forEach((card, index) => {
      find(card, "summary").textContent = firmName(words, quotes[index], index);
      find(card, "[data-remove]").hidden = quotes.length <= sheet.fewest;
    });
    part("add").hidden = quotes.length >= sheet.most;
    const some = found.names.length > 0;
    root.toggleAttribute("data-filled", some);
    part("results").hidden = !some;
    part("job").textContent = found.job;
    part("job").dataset.says = found.says;
    fillTable(part("table"), sheet, found);
    const signs = found.signs.map((text) => el("li", {}, text));
    part("signs").replaceChildren(...(signs.length ? signs : [el("li", {}, words.signs_none)]));
    part("questions").replaceChildren(...found.questions.filter(({ text }) => text).map(ask));
    if (kept.checked) write();
  }

  /** @param {{head: string, text: string}} question */
  function ask({ head, text }) {
    const copy = fillTemplate(root, "questions", { head, text });
    const said = find(copy, "[role=status]");
    find(copy, "button").addEventListener("click", async () => {
      said.textContent = (await copyText(text)) ? words.copied : words.not_copied;
    });
    return copy;
  }

  function write() {
    const fragment = toFragment(sheet, quotes);
    const fits = fragment.length <= MAX_ADDRESS;
    if (!fits) {
      kept.checked = false;
      say(words.too_long);
    }
    keep("replaceState", location.search + (fits ? fragment : ""));
  }

  /**
   * @param {string} text
   * @param {string} [done]
   */
  async function copy(text, done = words.copied) {
    say((await copyText(text)) ? done : words.not_copied);
  }

  /** @param {"blank" | "comparison"} which */
  function print(which) {
    root.dataset.print = which;
    globalThis.print();
  }

  async function open() {
    const chosen = file.files?.[0];
    if (!chosen) return;
    const read = fromCsv(sheet, await chosen.text());
    file.value = "";
    if (read.quotes.length === 0) return say(words.not_opened);
    // The answers of another firm come beside those that are there already.
    const all = [...begun(), ...read.quotes];
    const over = all.slice(sheet.most).map((quote, index) => firmName(words, quote, index));
    restart(all);
    const ignored = [...read.ignored, ...over].join(", ");
    const opened = fill(words.opened, { count: read.quotes.length - over.length });
    say(ignored ? `${opened} ${fill(words.ignored, { parts: ignored })}` : opened);
  }

  /** @type {Record<string, () => unknown>} */
  const actions = {
    "print-sheet": () => print("blank"),
    "save-sheet": () => download(`${NAME}.csv`, BOM + blankCsv(sheet), "text/csv"),
    "copy-sheet": () => copy(blankText(sheet)),
    add: () => {
      quotes.push(empty());
      place(quotes[quotes.length - 1]);
      show();
      const added = /** @type {HTMLDetailsElement} */ (places.lastElementChild);
      added.open = true;
      find(added, "[name=firm]").focus();
    },
    print: () => print("comparison"),
    "copy-table": () => {
      const link = location.origin + location.pathname;
      return copy(toMarkdown(sheet, quotes, fill(words.origin, { link })));
    },
    save: () => {
      download("quotes.csv", BOM + toCsv(sheet, quotes), "text/csv");
      say(words.saved);
    },
    clear: () => {
      kept.checked = false;
      keep("replaceState", location.search);
      restart([]);
      say(words.cleared);
    },
  };
  for (const [name, act] of Object.entries(actions)) part(name).addEventListener("click", act);
  file.addEventListener("change", open);
  kept.addEventListener("change", () => {
    if (kept.checked) write();
    else keep("replaceState", location.search);
  });
  addEventListener("afterprint", () => delete root.dataset.print);
  addEventListener("hashchange", restore);

  function restore() {
    if (!isKept(location.hash) && made > 0) return;
    const given = fromFragment(sheet, location.hash);
    kept.checked = given.length > 0;
    restart(given);
  }
  restore();
  for (const one of root.querySelectorAll("[data-with-script]")) one.removeAttribute("hidden");
}

/**
 * One row of a form: what is chosen and typed becomes the cell's text.
 * @param {HTMLElement} root
 * @param {Sheet} sheet
 * @param {import("./cells.mjs").Row} row
 * @param {Quote} quote
 * @param {string} id
 */
function field(root, sheet, row, quote, id) {
  const { words } = sheet;
  const { label, kind, options } = row;
  const { not_stated: open, included, does_not_apply: not } = words.states;
  const typed = kind === "amount" ? words.amount : words.stated;
  const choices = [
    ["not-stated", open],
    ...options.map((option) => [option.id, option.label]),
    ...(options.length > 0 ? [] : [["stated", typed]]),
    ...(kind === "amount" ? [["included", included]] : []),
    ["does-not-apply", not],
  ];
  const about = { "aria-label": `${label}: ${typed}`, "aria-describedby": id };
  const place = fillTemplate(root, "row", {
    label,
    options: choices.map(([value, text]) => el("option", { value }, text)),
    typed: options.length > 0 ? null : about,
  });
  place.dataset.row = row.id;
  /** @type {HTMLSelectElement} */
  const choice = find(place, "select");
  /** @type {HTMLInputElement | null} */
  const input = place.querySelector("input");
  if (kind === "amount") input?.setAttribute("inputmode", "decimal");
  const error = find(place, "[data-error]");
  error.id = id;

  function fillIn() {
    const { state, option } = readCell(sheet, row, quote);
    const isTyped = state === "unreadable" || (state === "stated" && !option);
    choice.value = option?.id ?? (isTyped ? "stated" : state);
    if (input) input.value = isTyped ? quote.cells[row.id] : "";
    error.textContent = input && state === "unreadable" ? words.unreadable : "";
    input?.setAttribute("aria-invalid", String(state === "unreadable"));
  }

  choice.addEventListener("change", () => {
    if (choice.value === "stated") return input?.focus();
    const said = choice.selectedOptions[0];
    quote.cells[row.id] = choice.value === "not-stated" ? "" : said.text;
    fillIn();
  });
  input?.addEventListener("change", () => {
    quote.cells[row.id] = tidy(input.value);
    fillIn();
  });
  fillIn();
  return place;
}

/**
 * @param {HTMLElement} table
 * @param {Sheet} sheet
 * @param {import("./comparing.mjs").Compared} found
 */
function fillTable(table, { words }, { names, sums, lines }) {
  const heads = [words.row, ...names].map((name) => el("th", { scope: "col" }, name));
  find(table, "thead").replaceChildren(el("tr", {}, ...heads));
  /** @param {Line} line */
  const row = ({ label, cells }) =>
    el(
      "tr",
      {},
      el("th", { class: "soc-table__row", scope: "row" }, label),
      ...cells.map(({ text, open }, index) =>
        el(
          "td",
          { class: "soc-table__cell", ...(open ? { "data-open": "" } : {}) },
          el("span", { class: "soc-table__for" }, names[index]),
          text,
        ),
      ),
    );
  const [sumBody, rowBody] = table.querySelectorAll("tbody");
  sumBody.replaceChildren(...sums.map(row));
  rowBody.replaceChildren(...lines.map(row));
}

startAll(NAME, setUp);
