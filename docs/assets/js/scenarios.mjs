// Filter of the scenarios page: words and result, kept in the query string.

import { find, readData, startAll } from "./dom.mjs";
import { keep, withKeys } from "./query-state.mjs";
import { fill, fold, searchWords } from "./text.mjs";

/** @typedef {{words: string, result: string, unknown?: string}} State */
/** @typedef {{element: HTMLElement, text: string, results: string[]}} Scenario */
/** @typedef {{shown: string, none: string, unknown_result: string}} Words */

/**
 * The state of a query; a result that is not offered is handed back as unknown.
 * @param {string} query
 * @param {string[]} offered
 */
export function parse(query, offered) {
  const given = new URLSearchParams(query);
  const result = given.get("result") ?? "";
  const [known, unknown] = offered.includes(result) ? [result, ""] : ["", result];
  return { words: given.get("words") ?? "", result: known, unknown };
}

/**
 * The query of a state, "?…" or ""; keys that are not ours stay as they are.
 * @param {State} state
 * @param {string} query
 */
export function format({ words, result }, query = "") {
  return withKeys(query, { words: words.trim() || null, result: result.trim() || null });
}

/**
 * Whether a scenario is shown: it has the result and every word.
 * @param {Pick<Scenario, "text" | "results">} scenario
 * @param {State} state
 */
export function matches({ text, results }, { words, result }) {
  const wanted = searchWords(words);
  return (!result || results.includes(result)) && wanted.every((word) => text.includes(word));
}

/**
 * What the filter says of its work.
 * @param {Words} words
 * @param {State} state
 * @param {number} count
 * @param {number} total
 */
function statusText(words, { unknown }, count, total) {
  const found = count ? fill(words.shown, { count, total }) : words.none;
  return unknown ? `${fill(words.unknown_result, { result: unknown })} ${found}` : found;
}

/** @param {HTMLElement} element */
function readScenario(element) {
  const { textContent, dataset } = element;
  return { element, text: fold(textContent ?? ""), results: (dataset.results ?? "").split(" ") };
}

/** @param {HTMLElement} root */
function setUp(root) {
  const controls = find(root, "[data-controls]");
  /** @type {HTMLInputElement} */
  const words = find(controls, "[name=words]");
  /** @type {HTMLSelectElement} */
  const result = find(controls, "[name=result]");
  /** @type {NodeListOf<HTMLElement>} */
  const cards = root.querySelectorAll("[data-scenario]");
  /** @type {NodeListOf<HTMLElement>} */
  const groups = root.querySelectorAll("[data-group]");
  const offered = [...result.options].map(({ value }) => value);
  const scenarios = [...cards].map(readScenario);
  /** @type {Words} */
  const said = readData(root, "data-words");

  /** @param {State} state */
  function show(state) {
    const found = scenarios.filter((scenario) => matches(scenario, state));
    for (const scenario of scenarios) scenario.element.hidden = !found.includes(scenario);
    for (const group of groups) {
      group.hidden = !group.querySelector("[data-scenario]:not([hidden])");
    }
    root.classList.toggle("soc-scenarios--filtered", found.length < scenarios.length);
    const status = statusText(said, state, found.length, scenarios.length);
    find(root, "[data-status]").textContent = status;
  }

  function restore() {
    const state = parse(location.search, offered);
    words.value = state.words;
    result.value = state.result;
    show(state);
  }

  /**
   * Back takes a choice back; the letters of a word are no steps of their own.
   * @param {"pushState" | "replaceState"} method
   */
  function change(method) {
    const state = { words: words.value, result: result.value };
    const query = format(state, location.search);
    if (query !== location.search) keep(method, query);
    show(state);
  }

  words.addEventListener("input", () => change("replaceState"));
  result.addEventListener("change", () => change("pushState"));
  find(controls, "[data-all]").addEventListener("click", () => {
    words.value = "";
    result.value = "";
    change("pushState");
  });
  addEventListener("popstate", restore);
  controls.hidden = false;
  restore();
}

startAll("scenarios", setUp);
