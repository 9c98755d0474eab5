// A text taken apart into messages, lines and sentences; what model/request_text/messages.py does.

import { daysOf } from "./deadlines.mjs";

/**
 * @typedef {import("./deadlines.mjs").Calendar & {abbreviations: string[], mail: Mail}} MailWords
 * @typedef {{parts: string[], written: string, from: string, dated: string, passed: string,
 *   subject: string, signature: string, footer: string}} Mail
 * @typedef {{text: string, places: number[], part: number, kind: string, fresh: boolean}} Line
 * @typedef {{text: string, places: number[], index: number, part: number, kind: string,
 *   dated: string | null}} Sentence
 */

const OPEN_END =
  /(?:^| )(?:soc|type|typ|iso|iec|ssae|isae|a|an|the|your|our|and|or|by|for|of|to|in|with|no)$/;
const BULLET = /^(?:[*-] |\[ ?[a-z]?\]|[0-9]{1,2}[.)] |[a-z][.)] )/;
const WRAPPED = 45;
const PARAGRAPH = 4000;
const MAX_SENTENCE = 2000;
const HEADER = 100;

/**
 * The sentences of a normalized text; `signs` are the signs of the original.
 * @param {import("./normalize.mjs").Plain} plain
 * @param {string[]} signs
 * @param {MailWords} data
 * @param {string} today
 */
export function sentencesOf({ text, places }, signs, data, today) {
  const messages = messagesOf(text, places, data, today);
  const found = [];
  for (const line of joined(messages.lines, signs)) {
    for (const [start, end] of cuts(line.text, data)) {
      found.push({
        text: line.text.slice(start, end),
        places: line.places.slice(start, end),
        index: found.length,
        part: line.part,
        kind: line.kind,
        dated: messages.dates.get(line.part) ?? null,
      });
    }
  }
  return found;
}

/**
 * @param {string} plain
 * @param {number[]} places
 * @param {MailWords} data
 * @param {string} today
 */
function messagesOf(plain, places, data, today) {
  /** @param {string} pattern */
  const begins = (pattern) => new RegExp(`^(?:${pattern})`);
  const parts = data.mail.parts.map(begins);
  const { written, from, dated, passed, subject, footer } = data.mail;
  const marks = {
    written: begins(written),
    from: begins(from),
    dated: begins(dated),
    passed: begins(passed),
    subject: begins(subject),
    footer: begins(footer),
  };
  const signature = new RegExp(`^(?:${data.mail.signature})$`);
  /** @type {Line[]} */
  const lines = [];
  const dates = new Map();
  let [part, depth, kind, empty, fresh] = [0, 0, "body", true, true];

  function nextMessage() {
    if (!empty || dates.has(part)) part += 1;
    [kind, fresh, empty] = ["body", true, true];
  }

  /** @param {string} text */
  function dayIn(text) {
    if (!/20[0-9][0-9]/.test(text)) return null;
    const days = daysOf(text.replace(/[0-9]{1,2}:[0-9]{2}/g, ""), today, data);
    return days && days[0] === days[1] ? days[0] : null;
  }

  /**
   * @param {string} text
   * @param {string} following
   */
  function isMark(text, following) {
    if (parts.some((pattern) => pattern.test(text))) {
      nextMessage();
      return true;
    }
    if (marks.written.test(text) || (following && marks.written.test(`${text} ${following}`))) {
      const day = dayIn(text);
      if (day) {
        nextMessage();
        dates.set(part, day);
        return true;
      }
    }
    if (signature.test(text)) {
      [kind, fresh] = ["signature", true];
      return true;
    }
    if (marks.footer.test(text)) {
      [kind, fresh] = ["footer", true];
      return true;
    }
    if (marks.passed.test(text) && (text.includes("@") || text.slice(0, 9).includes(":")))
      return true;
    const header = marks.dated.exec(text);
    const rest = header ? text.slice(header[0].length) : text;
    if (text.length <= HEADER && (header || wordsIn(text) <= 4)) {
      const day = dayIn(rest);
      if (day && (header || !/[a-z]{10,}/.test(rest))) {
        dates.set(part, day);
        return true;
      }
    }
    return false;
  }

  let at = 0;
  const rows = plain.split("\n");
  rows.forEach((row, index) => {
    const following = rows[index + 1] ?? "";
    const start = row.length - row.replace(/^(?:> ?)*/, "").length;
    const base = at + start;
    at += row.length + 1;
    const quotes = row.slice(0, start).split(">").length - 1;
    const text = row.slice(start);
    if (quotes !== depth && text) {
      nextMessage();
      depth = quotes;
    }
    if (!text) {
      fresh = true;
      if (kind === "footer") kind = "body";
      return;
    }
    if (isMark(text, following)) return;
    let [lineKind, skipped] = [kind, 0];
    if (kind === "body") {
      const from = marks.from.exec(text);
      const subject = from ? null : marks.subject.exec(text);
      if (from) {
        if (!empty) nextMessage();
        [lineKind, skipped] = ["from", from[0].length];
      } else if (subject) {
        [lineKind, skipped] = ["subject", subject[0].length];
      }
    }
    const line = {
      text: text.slice(skipped),
      places: places.slice(base + skipped, base + text.length),
      part,
      kind: lineKind,
      fresh: fresh || lineKind !== "body",
    };
    fresh = !["body", "signature", "footer"].includes(lineKind);
    empty = false;
    if (line.text) lines.push(line);
  });
  return { lines, dates };
}

/** @param {string} text */
export function wordsIn(text) {
  return text.split(" ").filter(Boolean).length;
}

/**
 * @param {Line[]} lines
 * @param {string[]} signs
 */
function joined(lines, signs) {
  /** @type {Line[]} */
  const found = [];
  let width = 0;
  for (const line of lines) {
    const last = found.at(-1);
    if (last && goesOn(last, line, width, signs)) {
      last.text += ` ${line.text}`;
      last.places.push(line.places[0], ...line.places);
    } else {
      found.push({ ...line, places: [...line.places] });
    }
    width = line.text.length;
  }
  return found;
}

/**
 * @param {Line} last
 * @param {Line} line
 * @param {number} width
 * @param {string[]} signs
 */
function goesOn(last, line, width, signs) {
  if (last.text.length > PARAGRAPH) return false;
  if (line.fresh || line.part !== last.part || line.kind !== last.kind || BULLET.test(line.text))
    return false;
  const first = signs[line.places[0]];
  const small = first >= "a" && first <= "z";
  if (OPEN_END.test(last.text.slice(-12))) return true;
  return !".:;?!".includes(last.text.slice(-1)) && (small || width >= WRAPPED);
}

/**
 * @param {string} text
 * @param {MailWords} data
 */
function cuts(text, data) {
  /** @type {[number, number][]} */
  const found = [];
  let start = 0;
  for (const stop of text.matchAll(/[.!?]{1,9}(?=[ )]|$)/g)) {
    if (stop[0] === "." && goesPast(text, stop.index, data)) continue;
    found.push([start, stop.index]);
    start = stop.index + stop[0].length;
  }
  found.push([start, text.length]);
  return found
    .flatMap(([first, end]) => short(text, first, end))
    .filter(([first, end]) => /[^ ]/.test(text.slice(first, end)));
}

/**
 * @param {string} text
 * @param {number} from
 * @param {number} end
 * @returns {[number, number][]}
 */
function short(text, from, end) {
  /** @type {[number, number][]} */
  const found = [];
  let first = from;
  while (end - first > MAX_SENTENCE) {
    const space = text.lastIndexOf(" ", first + MAX_SENTENCE - 1);
    const cut = space > first ? space : first + MAX_SENTENCE;
    found.push([first, cut]);
    first = cut;
  }
  return [...found, [first, end]];
}

/**
 * @param {string} text
 * @param {number} at
 * @param {MailWords} data
 */
function goesPast(text, at, data) {
  const last = /[a-z0-9.]{1,20}$/.exec(text.slice(Math.max(0, at - 20), at));
  if (!last) return false;
  if (data.abbreviations.includes(last[0])) return true;
  const following = /^ ?([a-z]{1,12})/.exec(text.slice(at + 1, at + 16));
  return /^[0-9]+$/.test(last[0]) && following !== null && Object.hasOwn(data.months, following[1]);
}
