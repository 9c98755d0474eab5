// The search of the header. It loads when the search is opened, and asks for its index then.

import { el, find, startAll } from "./dom.mjs";
import { build, excerpt, search } from "./search/engine.mjs";
import { fill } from "./text.mjs";

/** @typedef {import("./search/engine.mjs").Doc} Doc */
/** @typedef {import("./search/engine.mjs").Index} Index */

const COMPONENT = "search";
const ROOT = "../../"; // of the site, from this script
const FILE = "search/search_index.json"; // keeps its name, as the generator gave it

/** @returns {Promise<Index>} */
async function fetchIndex() {
  const answer = await fetch(new URL(ROOT + FILE, import.meta.url));
  return build((await answer.json()).docs);
}

/** @param {HTMLElement} root */
function setUp(root) {
  /** @type {HTMLInputElement} */
  const query = find(root, "[name=query]");
  const status = find(root, "[data-status]");
  const list = find(root, "[data-hits]");
  status.className = "soc-search__status";
  list.className = "soc-search__hits";
  const base = new URL(ROOT, import.meta.url);
  /** @type {Promise<Index> | undefined} */
  let asked;

  /**
   * @param {Doc} doc
   * @param {string[]} terms
   */
  function hit({ location, title, page, text }, terms) {
    const runs = excerpt(text, terms).map((run) =>
      run.marked ? el("mark", {}, run.text) : run.text,
    );
    const link = el(
      "a",
      { class: "soc-search__link", href: new URL(location, base).href },
      el("span", { class: "soc-search__title" }, title),
      el("span", { class: "soc-search__page" }, page ? ` ${page}` : ""),
      el("span", { class: "soc-search__text" }, ...runs),
    );
    return el("li", { class: "soc-search__hit" }, link);
  }

  async function show() {
    const typed = query.value.trim();
    const { dataset } = status;
    if (!typed) {
      list.replaceChildren();
      status.textContent = "";
      return;
    }
    asked ??= fetchIndex();
    /** @type {Index} */
    let index;
    try {
      index = await asked;
    } catch {
      asked = undefined; // another letter tries again
      status.textContent = dataset.failed ?? "";
      return;
    }
    if (typed !== query.value.trim()) return; // more was typed meanwhile
    const { hits, terms } = search(index, typed);
    list.replaceChildren(...hits.map((doc) => hit(doc, terms)));
    status.textContent = fill((hits.length ? dataset.some : dataset.none) ?? "", {
      count: hits.length,
    });
  }

  // Text comes by keys, by paste, and by voice; all of them are input.
  query.addEventListener("input", show);
  query.addEventListener("keydown", ({ key }) => {
    if (key === "Enter") list.querySelector("a")?.click();
  });
  find(root, "[data-clear]").addEventListener("click", () => {
    query.value = "";
    query.focus();
    show();
  });
  query.value ||= new URLSearchParams(location.search).get("q") ?? "";
  show();
}

startAll(COMPONENT, setUp);
