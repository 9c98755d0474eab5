// A pasted text in plain signs; what model/request_text/normalize.py does, sign by sign.

/**
 * A text with the place in the original of each of its signs.
 * @typedef {{text: string, places: number[]}} Plain
 * @typedef {Record<string, string>} Characters by the sign that they are read as
 */

const OTHER = "~";
const STABLE = [
  [0x80, 0x3400],
  [0xf900, 0x10000],
];

/**
 * The text as patterns see it, with the place in `signs` of each of its signs.
 * @param {string[]} signs
 * @param {{characters: Characters, spellings: Characters}} data
 * @returns {Plain}
 */
export function normalize(signs, { characters, spellings }) {
  return mended(spaced(plain(signs, characters)), spellings);
}

/**
 * @param {string[]} signs
 * @param {Characters} characters
 */
function plain(signs, characters) {
  const known = new Map(Object.entries(characters));
  /** @type {string[]} */
  const read = [];
  /** @type {number[]} */
  const places = [];
  signs.forEach((sign, place) => {
    if (sign === "\r" && signs[place + 1] === "\n") return;
    const meant = known.get(sign) ?? readAs(sign, characters);
    known.set(sign, meant);
    for (const one of meant) {
      read.push(one);
      places.push(place);
    }
  });
  return { read, places };
}

/** @param {string} sign */
function codeOf(sign) {
  return /** @type {number} */ (sign.codePointAt(0));
}

/**
 * @param {string} sign
 * @param {Characters} characters
 */
function readAs(sign, characters) {
  const code = codeOf(sign);
  if (code < 0x80) {
    if (code >= 0x20 && code !== 0x7f) return sign.toLowerCase();
    return sign === "\n" ? "\n" : " ";
  }
  if (!STABLE.some(([first, end]) => first <= code && code < end)) return OTHER;
  return Array.from(sign.normalize("NFKD"), (part) => {
    const at = codeOf(part);
    if (at >= 0x300 && at < 0x370) return "";
    return at < 0x80 ? part.toLowerCase() : (characters[part] ?? OTHER);
  }).join("");
}

/**
 * @param {{read: string[], places: number[]}} plain
 * @returns {Plain}
 */
function spaced({ read, places }) {
  /** @type {string[]} */
  const text = [];
  /** @type {number[]} */
  const kept = [];
  let last = "\n";
  read.forEach((given, index) => {
    let sign = given;
    const following = index + 1 < read.length ? read[index + 1] : "\n";
    const inside = isWord(last) && isWord(following);
    if (sign === '"' || (sign === "'" && !inside)) return;
    if (sign === "-" && inside) sign = " ";
    if (sign === " " && (last === " " || last === "\n")) return;
    if (sign === "\n" && last === " ") {
      text.pop();
      kept.pop();
    }
    if (isWord(sign) && isWord(last) && isDigit(sign) !== isDigit(last)) {
      text.push(" ");
      kept.push(places[index]);
    }
    text.push(sign);
    kept.push(places[index]);
    last = sign;
  });
  return { text: text.join(""), places: kept };
}

/** @param {string} sign */
function isWord(sign) {
  return (sign >= "a" && sign <= "z") || isDigit(sign);
}

/** @param {string} sign */
function isDigit(sign) {
  return sign >= "0" && sign <= "9";
}

/**
 * @param {Plain} plain
 * @param {Characters} spellings
 * @returns {Plain}
 */
function mended({ text, places }, spellings) {
  /** @type {string[]} */
  const parts = [];
  /** @type {number[]} */
  const kept = [];
  let at = 0;
  /**
   * @param {number} first
   * @param {number} end
   */
  const keep = (first, end) => {
    parts.push(text.slice(first, end));
    for (let index = first; index < end; index += 1) kept.push(places[index]);
  };
  for (const match of text.matchAll(/[a-z]{5,20}/g)) {
    if (!Object.hasOwn(spellings, match[0])) continue;
    const meant = spellings[match[0]];
    const end = match.index + match[0].length;
    keep(at, match.index);
    parts.push(meant);
    for (let index = 0; index < meant.length - 1; index += 1)
      kept.push(places[Math.min(match.index + index, end - 1)]);
    kept.push(places[end - 1]);
    at = end;
  }
  keep(at, text.length);
  return { text: parts.join(""), places: kept };
}
