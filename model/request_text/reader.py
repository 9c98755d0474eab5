"""Read a request: what its words settle, and nothing more.

The text is made plain, taken apart into messages and sentences, and searched for names, types,
readers, dates and wishes. Words around a name say whether it is asked for, ruled out, held by
somebody or one of several; then each question is settled, or left open with a note.
docs/assets/js/request-text/engine.mjs gives the same result for every text; a test compares them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from model.request_text.deadlines import days_of, range_of_days
from model.request_text.messages import Sentence, sentences_of
from model.request_text.normalize import normalize

ASKED, RULED_OUT, HELD, EITHER, STANDARD, UNRELATED = (
    "asked", "ruled-out", "held", "either", "standard", "unrelated",
)  # fmt: skip
WITH_TYPE = "ruled-out-with-type"  # until it is clear whether another type is asked for
CHAIN = 9  # words that may stand between two names of one choice
LISTED = 3  # words beside a comma or a slash
BESIDE = re.compile(
    r"[ ,()/'-]{0,3}(?:(?:reports?|audits?|attestations?|examinations?|berichts?|s?)"
    r" ?[,()/'-]{0,2} ?){0,2}",
    re.ASCII,
)
CHANGES = 20  # corrections and alternatives that are looked at; each concerns every name
STOPS = re.compile(r"[;:]")
COMMA = re.compile(r"[;:,]")
ANOTHER_SUBJECT = re.compile(r"(?:^|[ ,])(?:we|i|you|they|he|she|nobody) ?\Z", re.ASCII)
STARTS_WITH_AND = re.compile(r"(?:> ?)*(?:and|und|plus)(?![a-z])", re.ASCII)


@dataclass(eq=False)
class Mention:
    """Words of one phrase in one sentence; `start` and `end` are places in the sentence."""

    phrase: Mapping[str, Any]
    sentence: Sentence
    start: int
    end: int
    status: str = ASKED
    types: list["Mention"] = field(default_factory=list)  # the types said of this name
    weak: bool = False  # a reader who may only pass it on

    @property
    def answer(self) -> str | None:
        """The option that the words settle."""
        answer: str | None = self.phrase["answer"]
        return answer

    @property
    def words(self) -> str:
        """The words as they were read."""
        return self.sentence.text[self.start : self.end]


class RequestReader:
    """Reads requests by the compiled phrases; see model/request_text/phrases.py."""

    def __init__(self, compiled: Mapping[str, Any]) -> None:
        self.data = compiled
        self.limit: int = compiled["limit"]  # characters that are read; four bytes each at most
        self.phrases = {
            question: [item for item in compiled["phrases"] if item["question"] == question]
            for question in compiled["options"]
        }
        self.scanners = {
            question: scanner([item["pattern"] for item in items])
            for question, items in self.phrases.items()
        }
        self.cues = scanner([item["pattern"] for item in compiled["cues"]])
        self.ends = scanner([compiled["ends"]])
        self.topics = scanner([compiled["topics"]])
        self.reports = frozenset[str](compiled["reports"])
        self.links = {name: scanner([text]) for name, text in compiled["links"].items()}

    def read(self, text: str, today: date) -> dict[str, object]:
        """Return answers, what was found and notes, as plain data for JSON."""
        return _Reading(self, text[: self.limit], today).result(cut=len(text) > self.limit)


def scanner(patterns: Sequence[str]) -> re.Pattern[str]:
    """Return one pattern that finds whole words of any of the patterns, each in a group."""
    groups = "|".join(f"({pattern})" for pattern in patterns)
    return re.compile(f"(?:\\b(?=[a-z0-9])|(?=[(\\[&+]))(?:{groups})(?![a-z0-9])", re.ASCII)


class _Reading:
    """One text while it is read."""

    def __init__(self, reader: RequestReader, text: str, today: date) -> None:
        self.reader = reader
        self.data = reader.data
        self.text = text
        self.today = today
        self.notes: dict[str, None] = {}
        self.found: dict[tuple[str, str, str], dict[str, str]] = {}
        self.corrections: list[tuple[Sentence, int]] = []  # with the place of the cue
        self.alternatives: list[Mention] = []  # names that will do in place of others
        plain, places = normalize(text, self.data["spellings"])
        self.sentences = sentences_of(plain, places, text, self.data, today)
        self.mentions = {name: list(self._mentions(name)) for name in reader.scanners}
        self.names, self.types = self.mentions["named"], self.mentions["evidence"]
        self.answers: dict[str, str] = {}
        self.asking: set[int] = set()
        self.parts: dict[int, list[Mention]] = {}  # the readers in each message
        for item in self.mentions["asked_by"]:
            self.parts.setdefault(item.sentence.part, []).append(item)

    def _mentions(self, question: str) -> Iterator[Mention]:
        phrases = self.reader.phrases[question]
        for sentence in self.sentences:
            for match in self.reader.scanners[question].finditer(sentence.text):
                phrase = phrases[int(match.lastindex or 1) - 1]
                status = UNRELATED if phrase["unrelated"] else ASKED
                yield Mention(phrase, sentence, match.start(), match.end(), status)

    def result(self, *, cut: bool) -> dict[str, object]:
        if cut:
            self._note("cut", limit=str(self.data["limit"]))
        grouped = {name: _by_sentence(items) for name, items in self.mentions.items()}
        for sentence in self.sentences:
            self._weigh(sentence, grouped)
        self._resolve_types()
        self._supersede()
        self._choose_from_lists()
        nobody = self._is_nobody()
        self.asking = {  # the messages that ask for something
            item.sentence.part for item in [*self.names, *self.types] if item.status == ASKED
        }
        self._note_names(nobody=nobody)
        if self._is_request(nobody=nobody):
            self._settle_named()
            self._settle_reader(nobody=nobody)
            self._settle_type()
            self._settle_deadline()
            self._settle_public()
        order = [name for name in self.data["options"] if name in self.answers]
        answers = {name: self.answers[name] for name in order}
        return {"answers": answers, "found": list(self.found.values()), "notes": list(self.notes)}

    # What the words around a name say of it

    def _weigh(self, sentence: Sentence, grouped: Mapping[str, dict[int, list[Mention]]]) -> None:
        names, types, readers, dates = (
            grouped[name].get(sentence.index, [])
            for name in ("named", "evidence", "asked_by", "deadline")
        )
        for mention in [*names, *types, *readers, *dates]:
            below = sentence.kind == "footer"
            if below or (sentence.kind == "signature" and mention in [*names, *dates]):
                mention.status = HELD if mention.status == ASKED else mention.status
        for mention in readers:
            mention.weak = sentence.kind in ("from", "signature")
        for one in types:
            _attach(one, names)
        asked = sorted([*(n for n in names if n.status == ASKED), *types], key=_start)
        for match in self.reader.cues.finditer(sentence.text):
            cue = self.data["cues"][int(match.lastindex or 1) - 1]
            self._apply(sentence, cue, match.start(), match.end(), asked, readers, dates)
        self._find_choices(sentence, [name for name in names if name.status == ASKED])
        self._find_choices(sentence, [one for one in types if one.status == ASKED and one.answer])
        self._find_standards(sentence, names)

    def _apply(  # noqa: PLR0912, PLR0913, PLR0917
        self,
        sentence: Sentence,
        cue: Mapping[str, Any],
        start: int,
        end: int,
        asked: list[Mention],
        readers: list[Mention],
        dates: list[Mention],
    ) -> None:
        effect = cue["effect"]
        if effect == "correction":
            self.corrections.append((sentence, start))
        elif effect == "passes-on":
            for mention in self._targets(cue, start, end, readers):
                mention.weak = True
        elif effect == "other-event":
            for mention in self._targets(cue, start, end, dates, every=True):
                mention.status = HELD
        elif effect == RULED_OUT and cue["readers"]:
            for mention in self._targets(cue, start, end, readers):
                mention.status = RULED_OUT
        elif effect == "past":
            for mention in self._targets(cue, start, end, asked):
                for one in mention.types or ([mention] if mention in self.types else []):
                    one.status = HELD
        elif effect == "alternative":
            self.alternatives += [
                _named(mention, asked) for mention in self._targets(cue, start, end, asked)
            ]
        elif effect in (RULED_OUT, HELD):
            for mention in self._targets(cue, start, end, asked, every=effect == HELD):
                _mark(mention, effect, asked)

    def _targets(
        self,
        cue: Mapping[str, Any],
        start: int,
        end: int,
        mentions: list[Mention],
        *,
        every: bool = False,
    ) -> list[Mention]:
        """Return the mentions that a cue speaks of: the nearest, and those that it is linked to."""
        if cue["direction"] == "after":
            before = [mention for mention in mentions if mention.end <= start]
            if not before:
                return []
            nearest = max(before, key=lambda mention: mention.end)
            gap = nearest.sentence.text[nearest.end : start]
            fits = self._reaches(gap, cue["reach"], STOPS) and not ANOTHER_SUBJECT.search(gap)
            return [nearest] if fits else []
        found: list[Mention] = []
        at = end
        for mention in mentions:
            if mention.start < end:
                continue
            gap = mention.sentence.text[at : mention.start]
            reach = cue["reach"] if not found else LISTED
            if not self._reaches(gap, reach, COMMA):
                break
            if found and not every and not self._linked(gap) and not _beside(gap):
                break
            found.append(mention)
            at = mention.end
        return found

    def _reaches(self, gap: str, reach: int, stops: re.Pattern[str]) -> bool:
        return (
            not stops.search(gap) and len(gap.split()) <= reach and not self.reader.ends.search(gap)
        )

    def _linked(self, gap: str) -> bool:
        links = self.reader.links
        return bool(links["either"].search(gap) or links["both"].search(gap))

    def _find_choices(self, sentence: Sentence, mentions: list[Mention]) -> None:
        """Mark the mentions of a list from which one may be chosen."""
        chain: list[Mention] = mentions[:1]
        kinds: list[str] = []
        for before, mention in pairwise(mentions):
            kind = self._kind_of_link(_end(before), _first(mention), sentence.text)
            if kind is None:
                self._close(chain, kinds, sentence)
                chain, kinds = [], []
            else:
                kinds.append(kind)
            chain.append(mention)
        self._close(chain, kinds, sentence)

    def _kind_of_link(self, end: int, start: int, text: str) -> str | None:
        gap = self.reader.links["equivalent"].sub(" ", text[end:start])
        words = len(gap.split())
        if end > start or ";" in gap or words > CHAIN:
            return None
        if self.reader.links["either"].search(gap):
            return EITHER
        if self.reader.links["both"].search(gap) or self.reader.links["each"].search(gap):
            return "both"
        if words > LISTED:
            return None
        return "slash" if "/" in gap else "list" if "," in gap else None

    def _close(self, chain: list[Mention], kinds: list[str], sentence: Sentence) -> None:
        options = {mention.answer for mention in chain}
        if len(options) < 2:
            return
        rest = " ".join(sentence.text[_end(chain[-1]) :].split()[:4])
        listed = sentence.text[chain[0].start : _end(chain[-1])]
        closed = listed.count("(") <= listed.count(")")  # what follows is still of the list
        after = "list" in kinds and closed and self.reader.links["either"].search(rest)
        slash = "slash" in kinds and options != {"soc-1", "isae-3402"}
        if EITHER in kinds or slash or after:
            for mention in chain:
                _mark_all(mention, EITHER)

    def _find_standards(self, sentence: Sentence, names: list[Mention]) -> None:
        """A standard beside the name of a report is the standard of that report."""
        for one in names:
            if one.status != ASKED or not one.phrase["standard"]:
                continue
            for other in names:
                if other is one or other.phrase["standard"] or other.status != ASKED:
                    continue
                first, second = sorted([one, other], key=_start)
                gap = sentence.text[first.end : second.start]
                near = len(gap.split()) <= 5 and not STOPS.search(gap)
                if near and other.answer in self.reader.reports and not self._linked(gap):
                    one.status = STANDARD
                    other.types += one.types

    def _resolve_types(self) -> None:
        """A name whose type alone was ruled out stands if another type is asked for."""
        for name in self.names:
            if name.status == WITH_TYPE:
                refused = {one.answer for one in name.types}
                other = any(
                    one.status == ASKED and one.answer and one.answer not in refused
                    for one in self.types
                )
                name.status = ASKED if other else RULED_OUT

    def _supersede(self) -> None:
        """What a correction says takes the place of what was said elsewhere."""
        for sentence, start in self.corrections[:CHANGES]:
            if self.reader.links["added"].search(sentence.text):
                continue
            here = [
                name for name in self.names
                if name.sentence.part == sentence.part and name.status == ASKED
            ]  # fmt: skip
            after = [
                name for name in here
                if (name.sentence.index, name.start) >= (sentence.index, start)
            ]  # fmt: skip
            kept = set(after or [name for name in here if name.sentence is sentence])
            added = any(self.reader.links["added"].search(name.sentence.text) for name in kept)
            if kept and not added:
                for name in self.names:
                    if name.status == ASKED and name not in kept:
                        name.status = HELD

    def _choose_from_lists(self) -> None:
        """Names below "which of the following do you hold?" are a choice, as is "or X will do"."""
        seen: set[int] = set()
        for sentence in self.sentences:
            if sentence.part in seen or not self.reader.links["choice"].search(sentence.text):
                continue
            seen.add(sentence.part)
            listed = [
                name for name in self.names
                if name.status == ASKED and name.sentence.part == sentence.part
                and name.sentence.index >= sentence.index
            ]  # fmt: skip
            if len({name.answer for name in listed}) > 1:
                for name in listed:
                    _mark_all(name, EITHER)
        for last in self.alternatives[:CHANGES]:
            others = [
                name for name in self.names
                if name.sentence.part == last.sentence.part and name.status == ASKED
                and name.answer != last.answer
                and (name.sentence.index, name.start) < (last.sentence.index, last.start)
            ]  # fmt: skip
            if others and last.status == ASKED:
                for name in [*others, last]:
                    _mark_all(name, EITHER)

    # What the text as a whole settles

    def _is_nobody(self) -> bool:
        nobody = any(item.answer == "nobody" for item in self.mentions["asked_by"])
        for name in self.names if nobody else []:
            if name.status != UNRELATED:
                _mark_all(name, HELD)
        return nobody

    def _is_request(self, *, nobody: bool) -> bool:
        return (
            nobody
            or any(name.status != UNRELATED for name in self.names)
            or bool(self.types)
            or any(self.reader.topics.search(sentence.text) for sentence in self.sentences)
        )

    def _note_names(self, *, nobody: bool) -> None:
        if nobody:
            self._note("nobody")
        either = [name for name in self.names if name.status == EITHER or not name.answer]
        either = [name for name in either if name.status != UNRELATED]
        if either:
            self._note("either", phrases=self._words_of(either))
        for name in self.names:
            if name.status == UNRELATED:
                self._add_note(f"“{self._original(name)}”: {name.phrase['why']}")
            elif name.status in (RULED_OUT, STANDARD) or (name.status == HELD and not nobody):
                self._note(name.status.replace("-", "_"), phrase=self._original(name))

    def _settle_named(self) -> None:
        asked = [name for name in self.names if name.status == ASKED and name.answer]
        options = {str(name.answer) for name in asked}
        socs = options & self.reader.reports
        if socs:
            options = socs
        elif len(options) > 1:
            options -= {"questionnaire"}
        if len(options) > 1:
            options -= {"soc-unspecified"}
        choice = any(
            name.status == EITHER and name.answer in self.reader.reports for name in self.names
        )
        if choice:  # a questionnaire beside reports of which one may be chosen names no less
            options -= {"questionnaire"}
        settled = self._combined(options, asked)
        for name in asked:
            if name.answer in options or settled == "soc-1-and-soc-2":
                self._find(name, str(name.answer))
            elif name.answer != "soc-unspecified":  # “the report” is the one that was named
                self._note("also", phrase=self._original(name))
        if settled:
            self.answers["named"] = settled
        elif len(options) > 1:
            several = [name for name in asked if name.answer in options]
            self._note("several", phrases=self._words_of(several))

    def _combined(self, options: set[str], asked: list[Mention]) -> str | None:
        if len(options) == 1:
            return next(iter(options))
        if options == {"soc-1", "isae-3402"}:
            return "soc-1"
        if options == {"soc-2", "soc-3"}:
            self.answers["public_summary"] = "yes"
            return "soc-2"
        if "soc-1-and-soc-2" in options and options <= {"soc-1-and-soc-2", "soc-1", "soc-2"}:
            return "soc-1-and-soc-2"
        if options in ({"soc-1", "soc-2"}, {"isae-3402", "soc-2"}) and self._is_both(asked):
            return "soc-1-and-soc-2"
        return None

    def _is_both(self, asked: list[Mention]) -> bool:
        """Tell whether two reports are asked for, and not one of them by mistake."""
        reports = [name for name in asked if name.answer in self.reader.reports]
        for before, name in pairwise(reports):
            if before.answer == name.answer:
                continue
            text = name.sentence.text
            if before.sentence is name.sentence:
                if self._kind_of_link(_end(before), _first(name), text) in {"both", "list"}:
                    return True
            elif self.reader.links["added"].search(text) or STARTS_WITH_AND.match(text):
                return True
            readers = self._readers_of(before), self._readers_of(name)
            if before.sentence.part != name.sentence.part and all(readers):
                return readers[0] != readers[1]
        return len(set().union(*(self._readers_in(part) for part in self.parts))) > 1

    def _readers_of(self, name: Mention) -> set[str]:
        return self._readers_in(name.sentence.part)

    def _readers_in(self, part: int) -> set[str]:
        """Return who wants it by one message; the one who passes it on only if nobody else does."""
        readers = [
            item for item in self.parts.get(part, []) if item.status == ASKED and item.answer
        ]
        strong = [item for item in readers if not item.weak]
        counted = strong or (readers if part in self.asking else [])
        return {str(item.answer) for item in counted}

    def _settle_reader(self, *, nobody: bool) -> None:
        if nobody:
            readers = {"nobody"}
        else:
            readers = set().union(*(self._readers_in(part) for part in self.parts))
        if not readers:
            return
        self.answers["asked_by"] = "both" if len(readers) > 1 else next(iter(readers))
        shown = [item for item in self.mentions["asked_by"] if item.answer in readers]
        strong = [item for item in shown if item.status == ASKED and not item.weak]
        for item in strong or shown:
            self._find(item, str(item.answer))

    def _settle_type(self) -> None:
        asked = [one for one in self.types if one.status == ASKED and one.answer]
        options = {str(one.answer) for one in asked}
        if len(options) > 1:
            self._note("both_types", phrases=self._words_of(asked))
        elif options:
            self.answers["evidence"] = options.pop()
        for one in asked:
            self._find(one, str(one.answer))

    def _settle_deadline(self) -> None:
        ranges: list[tuple[Mention, str]] = []
        for item in self.mentions["deadline"]:
            if item.status != ASKED:
                continue
            option = item.answer
            if option == "date":
                today = item.sentence.dated or self.today
                days = days_of(item.words, today, self.data)
                option = range_of_days(days, today) if days else None
                if option is None:
                    phrase = self._original(item)
                    self._note("unclear_date", phrase=phrase, today=today.isoformat())
            if option:
                ranges.append((item, option))
        options = {option for _, option in ranges}
        if len(options) > 1:
            self._note("deadlines", phrases=self._words_of([item for item, _ in ranges]))
        elif options:
            self.answers["deadline"] = options.pop()
        for item, option in ranges:
            self._find(item, option)

    def _settle_public(self) -> None:
        wishes = [
            item for item in self.mentions["public_summary"]
            if item.status == ASKED and not self._is_said_of_refused(item)
        ]  # fmt: skip
        options = {str(item.answer) for item in wishes}
        if len(options) == 1:
            self.answers["public_summary"] = options.pop()
        for item in wishes:
            self._find(item, str(item.answer))

    def _is_said_of_refused(self, wish: Mention) -> bool:
        """Tell whether a wish only describes a report that is ruled out, or that somebody has."""
        before = [
            name for name in self.names
            if name.sentence is wish.sentence and name.end <= wish.start
        ]  # fmt: skip
        if not before or before[-1].status not in (RULED_OUT, HELD):
            return False
        return len(wish.sentence.text[before[-1].end : wish.start].split()) <= LISTED

    # What is said of it

    def _find(self, mention: Mention, answer: str) -> None:
        phrase = mention.phrase
        one = {
            "phrase": self._original(mention),
            "question": str(phrase["question"]),
            "answer": answer,
            "why": str(phrase["why"]),
        }
        self.found.setdefault((one["phrase"], one["question"], answer), one)

    def _original(self, mention: Mention) -> str:
        places = mention.sentence.places
        words = self.text[places[mention.start] : places[mention.end - 1] + 1]
        return re.sub(r"[ \t\r\n\u00a0]{1,9}", " ", words)

    def _words_of(self, mentions: list[Mention]) -> str:
        words = dict.fromkeys(self._original(mention) for mention in mentions)
        return ", ".join(f"“{word}”" for word in words)

    def _note(self, name: str, **words: str) -> None:
        note = self.data["notes"][name]
        for key, value in words.items():
            note = note.replace(f"{{{key}}}", value)
        self._add_note(note)

    def _add_note(self, note: str) -> None:
        self.notes.setdefault(note)


def _by_sentence(mentions: list[Mention]) -> dict[int, list[Mention]]:
    found: dict[int, list[Mention]] = {}
    for mention in mentions:
        found.setdefault(mention.sentence.index, []).append(mention)
    return found


def _start(mention: Mention) -> int:
    return mention.start


def _first(mention: Mention) -> int:
    return min([mention.start, *(one.start for one in mention.types)])


def _end(mention: Mention) -> int:
    return max([mention.end, *(one.end for one in mention.types)])


def _beside(gap: str) -> bool:
    return BESIDE.fullmatch(gap) is not None


def _attach(one: Mention, names: list[Mention]) -> None:
    """Tell the name beside a type that the type is said of it; the name before comes first."""
    before = [name for name in names if name.end <= one.start]
    after = [name for name in names if name.start >= one.end]
    text = one.sentence.text
    if before and _beside(text[_end(before[-1]) : one.start]):
        before[-1].types.append(one)
    elif after and _beside(text[one.end : after[0].start]):
        after[0].types.append(one)


def _named(mention: Mention, asked: list[Mention]) -> Mention:
    """Return the name that a type is said of, or else the mention itself."""
    return next((item for item in asked if mention in item.types), mention)


def _mark(mention: Mention, effect: str, asked: list[Mention]) -> None:
    """Mark a name with its types, or a type with the name that it is said of."""
    name = _named(mention, asked)
    if effect == RULED_OUT and name.types:
        name.status = WITH_TYPE
        for one in name.types:
            one.status = RULED_OUT
    else:
        _mark_all(name, effect)
        mention.status = effect


def _mark_all(mention: Mention, status: str) -> None:
    mention.status = status
    for one in mention.types:
        one.status = status
