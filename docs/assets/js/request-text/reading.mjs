// What the opened box shows: the answers that a text gives, with the words they follow from, to be
// confirmed or changed. The text itself stays in its field; only answers go to the tool.

import { loadModel } from "../decision/model.mjs";
import { el, fillTemplate, find, today } from "../dom.mjs";
import { withKeys } from "../query-state.mjs";
import { fill } from "../text.mjs";
import { read } from "./engine.mjs";

/**
 * @typedef {import("./engine.mjs").Phrases} Phrases
 * @typedef {import("./engine.mjs").Found} Found
 * @typedef {import("../decision/engine.mjs").Question} Question
 * @typedef {{root: HTMLElement, phrases: Phrases, questions: Question[]}} Box
 */

const PAUSE = 250; // milliseconds without a key until the text is read

/**
 * Load the phrases, read what is in the field, and go on reading as it changes.
 * @param {HTMLElement} root
 */
export async function startReading(root) {
  const response = await fetch(new URL("./phrases.json", import.meta.url));
  if (!response.ok) throw new Error(String(response.status));
  const { questions } = await loadModel();
  const box = { root, phrases: await response.json(), questions };
  const field = textOf(root);
  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => show(box), PAUSE);
  });
  if (field.value) show(box);
}

/**
 * @param {HTMLElement} root
 * @returns {HTMLTextAreaElement}
 */
const textOf = (root) => find(root, "[data-text]");

/** @param {Box} box */
function show({ root, phrases, questions }) {
  const place = find(root, "[data-result]");
  const text = textOf(root).value;
  if (!text.trim()) {
    place.replaceChildren();
    return say(root, "");
  }
  const { answers, found, notes } = read(phrases, text, today());
  const spoken = questions.filter(
    ({ id }) => id in answers || found.some(({ question }) => question === id),
  );
  const rows = spoken.map((question) =>
    row({ root, phrases, questions }, question, answers, found),
  );
  const reading = fillTemplate(root, "reading", {
    answers: rows,
    notes: notes.map((note) => el("li", {}, note)),
    ...(rows.length > 0 ? {} : { use: null }),
  });
  reading.querySelector("[data-slot=use]")?.addEventListener("click", () => use(root));
  place.replaceChildren(reading);
  const labels = spoken.flatMap(({ id, options }) =>
    options.filter((option) => option.id === answers[id]).map(({ label }) => label),
  );
  if (labels.length > 0) return say(root, "answers", { answers: labels.join(" · ") });
  return say(root, rows.length > 0 ? "open" : "nothing");
}

/**
 * One question: what was read, what else can be chosen, and the words that it follows from.
 * @param {Box} box
 * @param {Question} question
 * @param {Record<string, string>} answers
 * @param {Found[]} found
 */
function row({ root, phrases }, { id, short, options }, answers, found) {
  const field = `soc-request-text-${id}`;
  const base = root.dataset.base ?? "";
  const item = fillTemplate(root, "answer", {
    label: short,
    phrases: found
      .filter(({ question }) => question === id)
      .map((one) => phraseItem(phrases, options, one, base)),
  });
  find(item, "label").setAttribute("for", field);
  /** @type {HTMLSelectElement} */
  const choice = find(item, "select");
  choice.id = field;
  choice.dataset.question = id;
  for (const option of options) choice.append(el("option", { value: option.id }, option.label));
  if (options.some((option) => option.id === answers[id])) choice.value = answers[id];
  return item;
}

/** What stands for a source on screen, in the order in which sources were shown. */
const numbers = new Map();

/**
 * @param {Phrases} phrases
 * @param {Question["options"]} options
 * @param {Found} found
 * @param {string} base
 */
function phraseItem(phrases, options, { phrase, question, answer, why }, base) {
  const label = options.find(({ id }) => id === answer)?.label ?? answer;
  const ids = phrases.phrases.find((one) => one.question === question && one.why === why)?.sources;
  const marks = (ids ?? []).flatMap((id) => {
    const number = String(numbers.get(id) ?? numbers.set(id, numbers.size + 1).size);
    const about = `Source ${number}, ${phrases.sources?.[id]}`;
    const href = `${base}sources/#${id.toLowerCase()}`;
    return [" ", el("a", { class: "src__mark", href, "aria-label": about }, number)];
  });
  return el("li", {}, el("q", {}, phrase), " → ", el("strong", {}, label), `. ${why}`, ...marks);
}

/**
 * Go to the tool's address with the chosen answers; others that are there stay.
 * @param {HTMLElement} root
 */
function use(root) {
  /** @type {Iterable<HTMLSelectElement>} */
  const choices = root.querySelectorAll("select[data-question]");
  const chosen = Array.from(choices, ({ dataset, value }) => [dataset.question, value]);
  const answers = Object.fromEntries(chosen.filter(([, value]) => value));
  if (Object.keys(answers).length === 0) return say(root, "none");
  return location.assign(withKeys(location.search, { ...answers, change: null }));
}

/**
 * @param {HTMLElement} root
 * @param {string} name of one of the sentences on the line that says what was read
 * @param {Record<string, string>} values
 */
function say(root, name, values = {}) {
  const line = find(root, "[data-said]");
  line.textContent = fill(line.dataset[name] ?? "", values);
}
