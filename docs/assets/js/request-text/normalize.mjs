// A pasted text in plain signs; what model/request_text/normalize.py does, sign by sign.

const OTHER = "~";
const STABLE = [[0x80, 0x3400], [0xf900, 0x10000]];

/** The text as patterns see it, with the place in `signs` of each of its signs. */
export function normalize(signs, { characters, spellings }) {
  return mended(spaced(plain(signs, characters)), spellings);
}

function plain(signs, characters) {
  const known = new Map(Object.entries(characters));
  const read = [];
  const places = [];
  signs.forEach((sign, place) => {
    if (sign === "\r" && signs[place + 1] === "\n") return;
    if (!known.has(sign)) known.set(sign, readAs(sign, characters));
    for (const one of known.get(sign)) {
      read.push(one);
      places.push(place);
    }
  });
  return { read, places };
}

function readAs(sign, characters) {
  const code = sign.codePointAt(0);
  if (code < 0x80) {
    if (code >= 0x20 && code !== 0x7f) return sign.toLowerCase();
    return sign === "\n" ? "\n" : " ";
  }
  if (!STABLE.some(([first, end]) => first <= code && code < end)) return OTHER;
  return Array.from(sign.normalize("NFKD"), (part) => {
    const at = part.codePointAt(0);
    if (at >= 0x300 && at < 0x370) return "";
    return at < 0x80 ? part.toLowerCase() : characters[part] ?? OTHER;
  }).join("");
}

function spaced({ read, places }) {
  const text = [];
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

function isWord(sign) {
  return (sign >= "a" && sign <= "z") || isDigit(sign);
}

function isDigit(sign) {
  return sign >= "0" && sign <= "9";
}

function mended({ text, places }, spellings) {
  const parts = [];
  const kept = [];
  let at = 0;
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
    for (let index = 0; index < meant.length - 1; index += 1) kept.push(places[Math.min(match.index + index, end - 1)]);
    kept.push(places[end - 1]);
    at = end;
  }
  keep(at, text.length);
  return { text: parts.join(""), places: kept };
}
