// The search without a page: which parts of the site answer a question, best first.

import { fold } from "../text.mjs";
import { PHRASES, STOP_WORDS, SYNONYMS } from "./words.mjs";

/**
 * @typedef {{location: string, title: string, text: string, page?: string, asked?: string[],
 *   boost?: number}} Doc a part of a page; `page` names the page where the part is not the page's
 *   first, `asked` is what people type for it, `boost` weighs it, 1 by default
 * @typedef {{doc: Doc, weights: Map<string, number>, names: Set<string>[], asked: Set<string>[]}}
 *   Entry `weights` says how much a term counts, `names` are its titles, `asked` what is asked for
 *   it, as terms
 * @typedef {{entries: Entry[], documentFrequencies: Map<string, number>, terms: string[]}} Index
 * @typedef {Map<string, number>} Wanted how well a term answers to a word of the query, at most 1
 */

// What a word counts for where it stands.
const IN_TITLE = 10;
const IN_ASKED = 9;
const IN_PAGE = 4;
const IN_TEXT = 1;
const MAX_FREQUENCY = 3;
const SATURATION = 6; // as k1 of BM25: a weight of so much is worth half of the best
const TYPICAL_LENGTH = 600; // characters, as avgdl of BM25: in a longer text a word says less
const NAMED = 4; // what counts for somebody who types the very name of an answer
const ASKED = 6; // and for somebody who types what a page itself says is asked for it
const SYNONYM = 0.75;
const PREFIX = 0.55;
const MIN_PREFIX = 3; // letters
const TIME_LEFT = / \d+ ((?:day|week|month)s?) /g; // "in 5 months"
const MAX_HITS = 30;
const MAX_HITS_OF_A_PAGE = 3;
const EXCERPT = 150; // characters
const BEFORE = 40;

/** @param {string} word */
function stem(word) {
  return word.length > 3 ? word.replace(/ies$/, "y").replace(/([^su])s$/, "$1") : word;
}

/**
 * The words of a text; a number that belongs to a name is one word with it: "SOC 2", "ISO-27001".
 * @param {string} text
 */
export function terms(text) {
  const words =
    fold(text)
      .replace(/['’]/g, "")
      .match(/[a-z]+|\d+/g) ?? [];
  return words.map((word, at) => {
    const before = words[at - 1] ?? "";
    const named = /^\d/.test(word) && /^[a-z]/.test(before) && !STOP_WORDS.has(before);
    return named ? before + word : stem(word);
  });
}

/**
 * @param {Doc[]} docs
 * @returns {Index}
 */
export function build(docs) {
  const entries = docs.map((doc) => ({
    doc,
    weights: weighTerms(doc),
    names: termsOf([doc.title, `${doc.page ?? ""} ${doc.title}`]),
    asked: termsOf(doc.asked ?? []),
  }));
  /** @type {Map<string, number>} */
  const documentFrequencies = new Map();
  for (const { weights } of entries) {
    for (const term of weights.keys())
      documentFrequencies.set(term, (documentFrequencies.get(term) ?? 0) + 1);
  }
  return { entries, documentFrequencies, terms: [...documentFrequencies.keys()] };
}

/** @param {string[]} names */
function termsOf(names) {
  return names.map((name) => new Set(significantTerms(joinNumbers(terms(plain(name))))));
}

/**
 * The words of a question that say what it is about, or all where none does.
 * @param {string[]} words
 */
function significantTerms(words) {
  const left = words.filter((word) => !STOP_WORDS.has(word));
  return left.length ? left : words;
}

/**
 * A question in the search's own words: "how much" is a cost.
 * @param {string} text
 */
function plain(text) {
  const said = ` ${fold(text)
    .replace(/'/g, "")
    .replace(/[^a-z0-9]+/g, " ")} `.replace(TIME_LEFT, " deadline $1 ");
  return PHRASES.reduce(
    (left, [phrase, word]) => left.replaceAll(` ${phrase} `, ` ${word} `),
    said,
  );
}

/** @param {Doc} doc */
function weighTerms({ title, text, page = "", asked = [] }) {
  /** @type {Map<string, number>} */
  const weights = new Map();
  /**
   * @param {string} said
   * @param {number} weight
   * @param {number} most
   */
  const add = (said, weight, most) => {
    /** @type {Map<string, number>} */
    const found = new Map();
    for (const term of terms(said)) found.set(term, Math.min(most, (found.get(term) ?? 0) + 1));
    for (const [term, times] of found) {
      weights.set(term, (weights.get(term) ?? 0) + times * weight);
    }
  };
  add(plain(title), IN_TITLE, 1);
  add(plain(asked.join(" ")), IN_ASKED, 1);
  add(page, IN_PAGE, 1);
  add(text, IN_TEXT / (1 + text.length / TYPICAL_LENGTH / 4), MAX_FREQUENCY);
  return weights;
}

/**
 * The words of a query, each with the terms that answer to it. A word that the site does not have,
 * and that says nothing, is left out.
 * @param {Index} index
 * @param {string} query
 * @returns {Wanted[]}
 */
function parseQuery(index, query) {
  const words = terms(plain(query)).flatMap((word) => {
    const [, name, number] = word.match(/^([a-z]+)(\d+)$/) ?? [];
    return name && !index.documentFrequencies.has(word) ? [stem(name), number] : [word];
  });
  return [...new Set(significantTerms(joinNumbers(words)))].map((word) => expandTerm(index, word));
}

/**
 * Words without the beginning of a name that has its number: "soc" before "soc2".
 * @param {string[]} words
 */
function joinNumbers(words) {
  return words.filter((word, at) => {
    const next = words[at + 1] ?? "";
    return !(next.startsWith(word) && /^\d+$/.test(next.slice(word.length)));
  });
}

/**
 * @param {Index} index
 * @param {string} word
 */
function expandTerm(index, word) {
  /** @type {Wanted} */
  const found = new Map([[word, 1]]);
  for (const same of SYNONYMS.filter((group) => group.includes(word)).flat()) {
    if (!found.has(same)) found.set(same, SYNONYM);
  }
  if (word.length >= MIN_PREFIX && !/\d/.test(word)) {
    for (const term of index.terms) {
      if (term.startsWith(word) && !found.has(term)) found.set(term, PREFIX);
    }
  }
  return found;
}

/**
 * The parts of the site that answer a query, best first, and the terms that were found.
 * @param {Index} index
 * @param {string} query
 */
export function search(index, query) {
  const words = parseQuery(index, query);
  const idf = words.map((word) => idfOf(index, word));
  const total = idf.reduce((sum, one) => sum + one, 0);
  const found = index.entries
    .map(({ doc, weights, names, asked }) => {
      let sum = 0;
      let covered = 0;
      words.forEach((word, at) => {
        const best = bestOf(word, weights);
        sum += idf[at] * (best / (best + SATURATION));
        covered += best ? idf[at] : 0;
      });
      const same = nearest(words, asked);
      const named = 1 + (same === 1 ? ASKED : NAMED * Math.max(same, nearest(words, names)));
      return { doc, score: total && sum * (covered / total) ** 2 * named * (doc.boost ?? 1) };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  return {
    hits: limitPerPage(found.map(({ doc }) => doc)),
    terms: words.flatMap((word) => [...word.keys()]),
  };
}

/**
 * Inverse document frequency: a rare term says more.
 * @param {Index} index
 * @param {Wanted} word
 */
function idfOf({ entries, documentFrequencies }, word) {
  const [term] = word.keys();
  const most =
    documentFrequencies.get(term) ??
    Math.max(0, ...[...word.keys()].map((one) => documentFrequencies.get(one) ?? 0));
  return most ? Math.log(1 + entries.length / most) : Math.log(1 + entries.length) / 2;
}

/**
 * @param {Wanted} word
 * @param {Map<string, number>} weights
 */
function bestOf(word, weights) {
  let best = 0;
  for (const [term, similarity] of word)
    best = Math.max(best, (weights.get(term) ?? 0) * similarity);
  return best;
}

/**
 * How near the nearest of some names is to a query, from 0 to 1.
 * @param {Wanted[]} words
 * @param {Set<string>[]} names
 */
function nearest(words, names) {
  return Math.max(0, ...names.map((name) => diceCoefficient(words, name))) ** 2;
}

/**
 * Sørensen–Dice coefficient of a query and a name: 1 where they are the same.
 * @param {Wanted[]} words
 * @param {Set<string>} name
 */
function diceCoefficient(words, name) {
  const best = words.map((word) => Math.max(...[...name].map((term) => word.get(term) ?? 0)));
  const shared = best.reduce((sum, one) => sum + Math.max(0, one), 0);
  return (2 * shared) / (words.length + name.size || 1);
}

/**
 * The best hits, few of one page.
 * @param {Doc[]} docs
 */
function limitPerPage(docs) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  const kept = docs.filter(({ location }) => {
    const page = location.split("#")[0];
    seen.set(page, (seen.get(page) ?? 0) + 1);
    return (seen.get(page) ?? 0) <= MAX_HITS_OF_A_PAGE;
  });
  return kept.slice(0, MAX_HITS);
}

/**
 * A piece of a text around the first term in it, as runs of text that are marked or not.
 * @param {string} text
 * @param {string[]} found
 * @returns {{text: string, marked: boolean}[]}
 */
export function excerpt(text, found) {
  const words = [...text.matchAll(/[\p{L}\d]+/gu)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
    terms: terms(match[0]),
  }));
  const known = new Set(found.flatMap((term) => [term, term.replace(/\d+$/, "")]));
  known.delete("");
  const hits = words.filter((word) => word.terms.some((term) => known.has(term)));
  const first = hits[0]?.from ?? 0;
  const start = first > BEFORE ? text.lastIndexOf(" ", first - BEFORE) + 1 : 0;
  const cut = start + EXCERPT >= text.length ? text.length : text.lastIndexOf(" ", start + EXCERPT);
  const end = cut > start ? cut : start + EXCERPT;
  /** @type {{text: string, marked: boolean}[]} */
  const runs = [];
  let at = start;
  for (const { from, to } of hits.filter((hit) => hit.from >= start && hit.to <= end)) {
    runs.push({ text: text.slice(at, from), marked: false });
    runs.push({ text: text.slice(from, to), marked: true });
    at = to;
  }
  runs.push({ text: text.slice(at, end) + (end < text.length ? "…" : ""), marked: false });
  if (start > 0) runs.unshift({ text: "…", marked: false });
  return runs.filter((run) => run.text);
}
