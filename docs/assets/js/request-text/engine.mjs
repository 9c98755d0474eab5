// Read a request: text in, data out, no page. The text stays in the browser.
// What read() gives is what model/request_text/reader.py gives; a test compares them.

import { daysOf, rangeOfDays } from "./deadlines.mjs";
import { sentencesOf, wordsIn } from "./messages.mjs";
import { normalize } from "./normalize.mjs";

/**
 * @typedef {import("./messages.mjs").Sentence} Sentence
 * @typedef {{id: string, question: string, answer: string | null, why: string, pattern: string,
 *   unrelated: boolean, standard: boolean, sources?: string[]}} Phrase
 * @typedef {{effect: string, direction: string, reach: number, readers: boolean,
 *   pattern: string}} Cue
 */

/**
 * What model/request_text/phrases.py compiles; `sources` names those that phrases cite.
 * @typedef {import("./messages.mjs").MailWords & {limit: number, phrases: Phrase[], cues: Cue[],
 *   characters: Record<string, string>, spellings: Record<string, string>, topics: string,
 *   ends: string, links: Record<string, string>, notes: Record<string, string>,
 *   options: Record<string, string[]>, reports: string[], sources?: Record<string, string>}} Phrases
 */

/**
 * Words of one phrase in one sentence. `answer` is empty where they settle nothing, `types` are those
 * said of a name, and a `weak` reader may only pass it on.
 * @typedef {{phrase: Phrase, answer: string, sentence: Sentence, start: number, end: number,
 *   status: string, types: Mention[], weak: boolean}} Mention
 * @typedef {{phrase: string, question: string, answer: string, why: string}} Found
 * @typedef {{answers: Record<string, string>, found: Found[], notes: string[]}} Reading
 * @typedef {{questions: Record<string, {phrases: Phrase[], pattern: RegExp}>, cues: RegExp,
 *   ends: RegExp, topics: RegExp, links: Record<string, RegExp>}} Scanners
 * @typedef {Map<number, Mention[]>} Groups
 */

const [ASKED, RULED_OUT, HELD, EITHER, STANDARD, UNRELATED] = [
  "asked",
  "ruled-out",
  "held",
  "either",
  "standard",
  "unrelated",
];
const WITH_TYPE = "ruled-out-with-type";
const CHAIN = 9;
const LISTED = 3;
const BESIDE =
  /^[ ,()/'-]{0,3}(?:(?:reports?|audits?|attestations?|examinations?|berichts?|s?) ?[,()/'-]{0,2} ?){0,2}$/;
const CHANGES = 20;
const STOPS = /[;:]/;
const COMMA = /[;:,]/;
const ANOTHER_SUBJECT = /(?:^|[ ,])(?:we|i|you|they|he|she|nobody) ?$/;
const STARTS_WITH_AND = /^(?:> ?)*(?:and|und|plus)(?![a-z])/;
/** @type {WeakMap<Phrases, Scanners>} */
const scannersOf = new WeakMap();

/**
 * Answers, what was found and notes; `data` are the compiled phrases, `today` is "2026-12-01".
 * @param {Phrases} data
 * @param {string} text
 * @param {string} today
 * @returns {Reading}
 */
export function read(data, text, today) {
  const signs = Array.from(text);
  const cut = signs.length > data.limit;
  return reading(data, cut ? signs.slice(0, data.limit) : signs, today, cut);
}

/** @param {Phrases} data */
function scanners(data) {
  if (!scannersOf.has(data)) {
    const questions = Object.keys(data.options).map((question) => {
      const phrases = data.phrases.filter((phrase) => phrase.question === question);
      return [question, { phrases, pattern: scanner(phrases.map(({ pattern }) => pattern)) }];
    });
    scannersOf.set(data, {
      questions: Object.fromEntries(questions),
      cues: scanner(data.cues.map(({ pattern }) => pattern)),
      ends: scanner([data.ends]),
      topics: scanner([data.topics]),
      links: Object.fromEntries(
        Object.entries(data.links).map(([name, text]) => [name, scanner([text])]),
      ),
    });
  }
  return /** @type {Scanners} */ (scannersOf.get(data));
}

/** @param {string[]} patterns */
function scanner(patterns) {
  const groups = patterns.map((pattern) => `(${pattern})`).join("|");
  return new RegExp(`(?:\\b(?=[a-z0-9])|(?=[(\\[&+]))(?:${groups})(?![a-z0-9])`, "g");
}

/**
 * Whether a scanner finds anything; test() of a global pattern would remember its place.
 * @param {RegExp} pattern
 * @param {string} text
 */
function finds(pattern, text) {
  return text.search(pattern) >= 0;
}

/** @param {RegExpMatchArray} match */
function groupOf(match) {
  return match.findIndex((group, index) => index > 0 && group !== undefined) - 1;
}

/**
 * @param {Phrases} data
 * @param {string[]} signs
 * @param {string} today
 * @param {boolean} cut
 * @returns {Reading}
 */
function reading(data, signs, today, cut) {
  const { questions, cues, ends, topics, links } = scanners(data);
  const notes = new Set();
  const found = new Map();
  /** @type {[Sentence, number][]} */
  const corrections = [];
  /** @type {Mention[]} */
  const alternatives = [];
  /** @type {Record<string, string>} */
  const answers = {};
  const sentences = sentencesOf(normalize(signs, data), signs, data, today);
  const mentions = Object.fromEntries(
    Object.keys(questions).map((question) => [question, mentionsOf(question)]),
  );
  const { named: names, evidence: types, asked_by: readers } = mentions;
  const parts = groupBy(readers, ({ sentence }) => sentence.part);
  const asking = new Set();

  /**
   * @param {string} question
   * @returns {Mention[]}
   */
  function mentionsOf(question) {
    const { phrases, pattern } = questions[question];
    return sentences.flatMap((sentence) =>
      Array.from(sentence.text.matchAll(pattern), (match) => {
        const phrase = phrases[groupOf(match)];
        const status = phrase.unrelated ? UNRELATED : ASKED;
        const end = match.index + match[0].length;
        return {
          phrase,
          answer: phrase.answer ?? "",
          sentence,
          start: match.index,
          end,
          status,
          types: [],
          weak: false,
        };
      }),
    );
  }

  // What the words around a name say of it

  /**
   * @param {Sentence} sentence
   * @param {Record<string, Groups>} grouped
   */
  function weigh(sentence, grouped) {
    const [here, kinds, who, dates] = ["named", "evidence", "asked_by", "deadline"].map(
      (name) => grouped[name].get(sentence.index) ?? [],
    );
    const below = sentence.kind === "footer" ? [...kinds, ...who] : [];
    if (["footer", "signature"].includes(sentence.kind))
      for (const one of [...here, ...dates, ...below]) if (one.status === ASKED) one.status = HELD;
    for (const one of who) one.weak = ["from", "signature"].includes(sentence.kind);
    for (const one of kinds) attach(one, here);
    const asked = [...here.filter(({ status }) => status === ASKED), ...kinds].sort(
      (a, b) => a.start - b.start,
    );
    for (const match of sentence.text.matchAll(cues)) {
      apply(
        sentence,
        data.cues[groupOf(match)],
        match.index,
        match.index + match[0].length,
        asked,
        who,
        dates,
      );
    }
    findChoices(
      sentence,
      here.filter(({ status }) => status === ASKED),
    );
    findChoices(
      sentence,
      kinds.filter(({ status, answer }) => status === ASKED && answer),
    );
    findStandards(sentence, here);
  }

  /**
   * @param {Sentence} sentence
   * @param {Cue} cue
   * @param {number} start
   * @param {number} end
   * @param {Mention[]} asked
   * @param {Mention[]} who
   * @param {Mention[]} dates
   */
  function apply(sentence, cue, start, end, asked, who, dates) {
    const { effect } = cue;
    if (effect === "correction") {
      corrections.push([sentence, start]);
    } else if (effect === "passes-on") {
      for (const one of targets(cue, start, end, who, false)) one.weak = true;
    } else if (effect === "other-event") {
      for (const one of targets(cue, start, end, dates, true)) one.status = HELD;
    } else if (effect === RULED_OUT && cue.readers) {
      for (const one of targets(cue, start, end, who, false)) one.status = RULED_OUT;
    } else if (effect === "past") {
      for (const one of targets(cue, start, end, asked, false)) {
        for (const type of one.types) type.status = HELD;
        if (!one.types.length && types.includes(one)) one.status = HELD;
      }
    } else if (effect === "alternative") {
      for (const one of targets(cue, start, end, asked, false))
        alternatives.push(namedBy(one, asked));
    } else if (effect === RULED_OUT || effect === HELD) {
      for (const one of targets(cue, start, end, asked, effect === HELD)) mark(one, effect, asked);
    }
  }

  /**
   * @param {Cue} cue
   * @param {number} start
   * @param {number} end
   * @param {Mention[]} items
   * @param {boolean} every
   * @returns {Mention[]}
   */
  function targets(cue, start, end, items, every) {
    if (cue.direction === "after") {
      const before = items.filter((item) => item.end <= start);
      if (!before.length) return [];
      const nearest = before.reduce((best, item) => (item.end > best.end ? item : best));
      const gap = nearest.sentence.text.slice(nearest.end, start);
      return reaches(gap, cue.reach, STOPS) && !ANOTHER_SUBJECT.test(gap) ? [nearest] : [];
    }
    const hit = [];
    let at = end;
    for (const item of items) {
      if (item.start < end) continue;
      const gap = item.sentence.text.slice(at, item.start);
      if (!reaches(gap, hit.length ? LISTED : cue.reach, COMMA)) break;
      if (hit.length && !every && !linked(gap) && !BESIDE.test(gap)) break;
      hit.push(item);
      at = item.end;
    }
    return hit;
  }

  /**
   * @param {string} gap
   * @param {number} reach
   * @param {RegExp} stops
   */
  function reaches(gap, reach, stops) {
    return !stops.test(gap) && wordsIn(gap) <= reach && !finds(ends, gap);
  }

  /** @param {string} gap */
  function linked(gap) {
    return finds(links.either, gap) || finds(links.both, gap);
  }

  /**
   * @param {Sentence} sentence
   * @param {Mention[]} items
   */
  function findChoices(sentence, items) {
    let chain = items.slice(0, 1);
    /** @type {string[]} */
    let kinds = [];
    items.slice(1).forEach((item, index) => {
      const kind = kindOfLink(endOf(items[index]), firstOf(item), sentence.text);
      if (kind === null) {
        close(chain, kinds, sentence);
        [chain, kinds] = [[], []];
      } else {
        kinds.push(kind);
      }
      chain.push(item);
    });
    close(chain, kinds, sentence);
  }

  /**
   * @param {number} end
   * @param {number} start
   * @param {string} text
   */
  function kindOfLink(end, start, text) {
    const gap = text.slice(end, start).replace(links.equivalent, " ");
    const words = wordsIn(gap);
    if (end > start || gap.includes(";") || words > CHAIN) return null;
    if (finds(links.either, gap)) return EITHER;
    if (finds(links.both, gap) || finds(links.each, gap)) return "both";
    if (words > LISTED) return null;
    if (gap.includes("/")) return "slash";
    return gap.includes(",") ? "list" : null;
  }

  /**
   * @param {Mention[]} chain
   * @param {string[]} kinds
   * @param {Sentence} sentence
   */
  function close(chain, kinds, sentence) {
    const options = new Set(chain.map(({ answer }) => answer));
    if (options.size < 2) return;
    const rest = sentence.text
      .slice(endOf(chain[chain.length - 1]))
      .split(" ")
      .filter(Boolean)
      .slice(0, 4)
      .join(" ");
    const listed = sentence.text.slice(chain[0].start, endOf(chain[chain.length - 1]));
    const closed = listed.split("(").length <= listed.split(")").length;
    const after = kinds.includes("list") && closed && finds(links.either, rest);
    const slash = kinds.includes("slash") && !isSet(options, "soc-1", "isae-3402");
    if (kinds.includes(EITHER) || slash || after) for (const item of chain) markAll(item, EITHER);
  }

  /**
   * @param {Sentence} sentence
   * @param {Mention[]} here
   */
  function findStandards(sentence, here) {
    for (const one of here) {
      if (one.status !== ASKED || !one.phrase.standard) continue;
      for (const other of here) {
        if (other === one || other.phrase.standard || other.status !== ASKED) continue;
        const [first, second] = one.start <= other.start ? [one, other] : [other, one];
        const gap = sentence.text.slice(first.end, second.start);
        const near = wordsIn(gap) <= 5 && !STOPS.test(gap);
        if (near && data.reports.includes(other.answer) && !linked(gap)) {
          one.status = STANDARD;
          other.types.push(...one.types);
        }
      }
    }
  }

  function resolveTypes() {
    for (const name of names.filter(({ status }) => status === WITH_TYPE)) {
      const refused = name.types.map(({ answer }) => answer);
      const other = types.some(
        ({ status, answer }) => status === ASKED && answer && !refused.includes(answer),
      );
      name.status = other ? ASKED : RULED_OUT;
    }
  }

  function supersede() {
    for (const [sentence, start] of corrections.slice(0, CHANGES)) {
      if (finds(links.added, sentence.text)) continue;
      const here = names.filter(
        (name) => name.sentence.part === sentence.part && name.status === ASKED,
      );
      const after = here.filter(
        (name) =>
          name.sentence.index > sentence.index ||
          (name.sentence === sentence && name.start >= start),
      );
      const kept = new Set(
        after.length ? after : here.filter((name) => name.sentence === sentence),
      );
      const added = [...kept].some((name) => finds(links.added, name.sentence.text));
      if (!kept.size || added) continue;
      for (const name of names) if (name.status === ASKED && !kept.has(name)) name.status = HELD;
    }
  }

  function chooseFromLists() {
    const seen = new Set();
    for (const { part, index, text } of sentences) {
      if (seen.has(part) || !finds(links.choice, text)) continue;
      seen.add(part);
      const listed = names.filter(
        ({ status, sentence }) =>
          status === ASKED && sentence.part === part && sentence.index >= index,
      );
      if (new Set(listed.map(({ answer }) => answer)).size > 1)
        for (const name of listed) markAll(name, EITHER);
    }
    for (const last of alternatives.slice(0, CHANGES)) {
      const others = names.filter(
        (name) =>
          name.sentence.part === last.sentence.part &&
          name.status === ASKED &&
          name.answer !== last.answer &&
          (name.sentence.index < last.sentence.index ||
            (name.sentence === last.sentence && name.start < last.start)),
      );
      if (others.length && last.status === ASKED)
        for (const name of [...others, last]) markAll(name, EITHER);
    }
  }

  // What the text as a whole settles

  function isNobody() {
    const nobody = readers.some(({ answer }) => answer === "nobody");
    if (nobody) for (const name of names) if (name.status !== UNRELATED) markAll(name, HELD);
    return nobody;
  }

  /** @param {boolean} nobody */
  function isRequest(nobody) {
    return (
      nobody ||
      names.some(({ status }) => status !== UNRELATED) ||
      types.length > 0 ||
      sentences.some(({ text }) => finds(topics, text))
    );
  }

  /** @param {boolean} nobody */
  function noteNames(nobody) {
    if (nobody) note("nobody", {});
    const either = names.filter(
      ({ status, answer }) => (status === EITHER || !answer) && status !== UNRELATED,
    );
    if (either.length) note("either", { phrases: wordsOf(either) });
    for (const name of names) {
      if (name.status === UNRELATED) notes.add(`“${original(name)}”: ${name.phrase.why}`);
      else if ([RULED_OUT, STANDARD].includes(name.status) || (name.status === HELD && !nobody)) {
        note(name.status.replaceAll("-", "_"), { phrase: original(name) });
      }
    }
  }

  function settleNamed() {
    const asked = names.filter(({ status, answer }) => status === ASKED && answer);
    let options = new Set(asked.map(({ answer }) => answer));
    const socs = new Set([...options].filter((option) => data.reports.includes(option)));
    if (socs.size) options = socs;
    else if (options.size > 1) options.delete("questionnaire");
    if (options.size > 1) options.delete("soc-unspecified");
    const choice = names.some(
      ({ status, answer }) => status === EITHER && data.reports.includes(answer),
    );
    if (choice) options.delete("questionnaire");
    const settled = combined(options, asked);
    for (const name of asked) {
      if (options.has(name.answer) || settled === "soc-1-and-soc-2") find(name, name.answer);
      else if (name.answer !== "soc-unspecified") note("also", { phrase: original(name) });
    }
    if (settled) answers.named = settled;
    else if (options.size > 1)
      note("several", { phrases: wordsOf(asked.filter(({ answer }) => options.has(answer))) });
  }

  /**
   * @param {Set<string>} options
   * @param {Mention[]} asked
   * @returns {string | null}
   */
  function combined(options, asked) {
    if (options.size === 1) return [...options][0];
    if (isSet(options, "soc-1", "isae-3402")) return "soc-1";
    if (isSet(options, "soc-2", "soc-3")) {
      answers.public_summary = "yes";
      return "soc-2";
    }
    const both = ["soc-1-and-soc-2", "soc-1", "soc-2"];
    if (options.has("soc-1-and-soc-2") && [...options].every((option) => both.includes(option)))
      return "soc-1-and-soc-2";
    const pair = isSet(options, "soc-1", "soc-2") || isSet(options, "isae-3402", "soc-2");
    return pair && isBoth(asked) ? "soc-1-and-soc-2" : null;
  }

  /** @param {Mention[]} asked */
  function isBoth(asked) {
    const reports = asked.filter(({ answer }) => data.reports.includes(answer));
    for (let index = 1; index < reports.length; index += 1) {
      const [before, name] = [reports[index - 1], reports[index]];
      if (before.answer === name.answer) continue;
      const { text } = name.sentence;
      if (before.sentence === name.sentence) {
        const kind = kindOfLink(endOf(before), firstOf(name), text);
        if (kind === "both" || kind === "list") return true;
      } else if (finds(links.added, text) || STARTS_WITH_AND.test(text)) {
        return true;
      }
      if (before.sentence.part !== name.sentence.part) {
        const [first, second] = [readersIn(before.sentence.part), readersIn(name.sentence.part)];
        if (first.size && second.size) return !isSet(first, ...second);
      }
    }
    return new Set([...parts.keys()].flatMap((part) => [...readersIn(part)])).size > 1;
  }

  /**
   * @param {number} part
   * @returns {Set<string>}
   */
  function readersIn(part) {
    const here = (parts.get(part) ?? []).filter(({ status, answer }) => status === ASKED && answer);
    const strong = here.filter(({ weak }) => !weak);
    const counted = strong.length ? strong : asking.has(part) ? here : [];
    return new Set(counted.map(({ answer }) => answer));
  }

  /** @param {boolean} nobody */
  function settleReader(nobody) {
    const who = new Set(
      nobody ? ["nobody"] : [...parts.keys()].flatMap((part) => [...readersIn(part)]),
    );
    if (!who.size) return;
    answers.asked_by = who.size > 1 ? "both" : [...who][0];
    const shown = readers.filter(({ answer }) => who.has(answer));
    const strong = shown.filter(({ status, weak }) => status === ASKED && !weak);
    for (const item of strong.length ? strong : shown) find(item, item.answer);
  }

  function settleType() {
    const asked = types.filter(({ status, answer }) => status === ASKED && answer);
    const options = new Set(asked.map(({ answer }) => answer));
    if (options.size > 1) note("both_types", { phrases: wordsOf(asked) });
    else if (options.size) [answers.evidence] = options;
    for (const one of asked) find(one, one.answer);
  }

  function settleDeadline() {
    /** @type {[Mention, string][]} */
    const ranges = [];
    for (const item of mentions.deadline) {
      if (item.status !== ASKED) continue;
      let option = item.answer;
      if (option === "date") {
        const from = item.sentence.dated ?? today;
        const days = daysOf(item.sentence.text.slice(item.start, item.end), from, data);
        option = (days && rangeOfDays(days, from)) ?? "";
        if (!option) note("unclear_date", { phrase: original(item), today: from });
      }
      if (option) ranges.push([item, option]);
    }
    const options = new Set(ranges.map(([, option]) => option));
    if (options.size > 1) note("deadlines", { phrases: wordsOf(ranges.map(([item]) => item)) });
    else if (options.size) [answers.deadline] = options;
    for (const [item, option] of ranges) find(item, option);
  }

  function settlePublic() {
    const wishes = mentions.public_summary.filter(
      (item) => item.status === ASKED && !isSaidOfRefused(item),
    );
    const options = new Set(wishes.map(({ answer }) => answer));
    if (options.size === 1) [answers.public_summary] = options;
    for (const item of wishes) find(item, item.answer);
  }

  /**
   * Whether a wish only describes a report that is ruled out, or that somebody has.
   * @param {Mention} wish
   */
  function isSaidOfRefused({ sentence, start }) {
    const before = names.filter((name) => name.sentence === sentence && name.end <= start);
    const last = before[before.length - 1];
    if (!last || ![RULED_OUT, HELD].includes(last.status)) return false;
    return wordsIn(sentence.text.slice(last.end, start)) <= LISTED;
  }

  // What is said of it

  /**
   * @param {Mention} mention
   * @param {string} answer
   */
  function find(mention, answer) {
    const { question, why } = mention.phrase;
    const phrase = original(mention);
    const key = JSON.stringify([phrase, question, answer]);
    if (!found.has(key)) found.set(key, { phrase, question, answer, why });
  }

  /** @param {Mention} mention */
  function original({ sentence: { places }, start, end }) {
    return signs
      .slice(places[start], places[end - 1] + 1)
      .join("")
      .replace(/[ \t\r\n\u00a0]{1,9}/g, " ");
  }

  /** @param {Mention[]} items */
  function wordsOf(items) {
    return [...new Set(items.map(original))].map((word) => `“${word}”`).join(", ");
  }

  /**
   * @param {string} name
   * @param {Record<string, string>} words
   */
  function note(name, words) {
    let text = data.notes[name];
    for (const [key, value] of Object.entries(words))
      text = text.replaceAll(`{${key}}`, () => value);
    notes.add(text);
  }

  if (cut) note("cut", { limit: String(data.limit) });
  const grouped = Object.fromEntries(
    Object.entries(mentions).map(([name, items]) => [
      name,
      groupBy(items, ({ sentence }) => sentence.index),
    ]),
  );
  for (const sentence of sentences) weigh(sentence, grouped);
  resolveTypes();
  supersede();
  chooseFromLists();
  const nobody = isNobody();
  for (const { status, sentence } of [...names, ...types])
    if (status === ASKED) asking.add(sentence.part);
  noteNames(nobody);
  if (isRequest(nobody)) {
    settleNamed();
    settleReader(nobody);
    settleType();
    settleDeadline();
    settlePublic();
  }
  const order = Object.keys(data.options).filter((name) => name in answers);
  return {
    answers: Object.fromEntries(order.map((name) => [name, answers[name]])),
    found: [...found.values()],
    notes: [...notes],
  };
}

/**
 * @param {Mention[]} items
 * @param {(mention: Mention) => number} keyOf
 * @returns {Groups}
 */
function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(item);
  }
  return groups;
}

/**
 * @param {Set<string>} options
 * @param {string[]} expected
 */
function isSet(options, ...expected) {
  return options.size === expected.length && expected.every((option) => options.has(option));
}

/** @param {Mention} mention */
function firstOf({ start, types }) {
  return Math.min(start, ...types.map((one) => one.start));
}

/** @param {Mention} mention */
function endOf({ end, types }) {
  return Math.max(end, ...types.map((one) => one.end));
}

/**
 * Tell the name beside a type that the type is said of it; the name before comes first.
 * @param {Mention} one
 * @param {Mention[]} names
 */
function attach(one, names) {
  const before = names.filter((name) => name.end <= one.start).at(-1);
  const after = names.find((name) => name.start >= one.end);
  const { text } = one.sentence;
  if (before && BESIDE.test(text.slice(endOf(before), one.start))) before.types.push(one);
  else if (after && BESIDE.test(text.slice(one.end, after.start))) after.types.push(one);
}

/**
 * The name that a type is said of, or else the mention itself.
 * @param {Mention} mention
 * @param {Mention[]} asked
 */
function namedBy(mention, asked) {
  return asked.find((item) => item.types.includes(mention)) ?? mention;
}

/**
 * @param {Mention} mention
 * @param {string} effect
 * @param {Mention[]} asked
 */
function mark(mention, effect, asked) {
  const name = namedBy(mention, asked);
  if (effect === RULED_OUT && name.types.length) {
    name.status = WITH_TYPE;
    for (const one of name.types) one.status = RULED_OUT;
  } else {
    markAll(name, effect);
    mention.status = effect;
  }
}

/**
 * @param {Mention} mention
 * @param {string} status
 */
function markAll(mention, status) {
  mention.status = status;
  for (const one of mention.types) one.status = status;
}
