// Texts: what a search compares, and sentences with something to fill in.

/**
 * Letters alone: "Éclair" and "eclair" are one word to somebody who searches.
 * @param {string} text
 */
export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
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
