// Texts: what a search compares, and sentences with something to fill in.

// Signs that one reader types and another program writes in another way.
/** @type {[RegExp, string][]} */
const SIGNS = [
  [/[\p{M}\u00ad\u200b-\u200d\u2060\ufeff]/gu, ""], // accents, and what has no width
  [/[\u2018-\u201b\u2032]/g, "'"],
  [/[\u201c-\u201f\u2033]/g, '"'],
  [/[\u2010-\u2015\u2212]/g, "-"],
  [/(\p{L})(?=\d)/gu, "$1 "], // "SOC2" is "SOC 2"
];

/**
 * A text as a search compares it: "Éclair" and "eclair" are one word, and so are "SOC2" and "SOC 2".
 * @param {string} text
 */
export function fold(text) {
  const plain = SIGNS.reduce((said, [sign, by]) => said.replace(sign, by), text.normalize("NFKD"));
  return plain.toLowerCase();
}

/**
 * The words of what somebody typed, folded.
 * @param {string} typed
 */
export function searchWords(typed) {
  return fold(typed).split(/\s+/).filter(Boolean);
}

/**
 * A sentence of the data with its braces filled: fill("{count} rows", {count: 3}).
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (braces, name) => String(values[name] ?? braces));
}

/**
 * A day of the calendar, YYYY-MM-DD, as the site writes days: "22 November 2026".
 * @param {string} day
 */
export function dayInWords(day) {
  const words = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
  return words.format(new Date(`${day}T00:00Z`));
}
