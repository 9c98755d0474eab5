"""A text taken apart: messages of a thread, lines of a mail, sentences. No part is dropped."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from model.request_text.deadlines import days_of

QUOTED = re.compile(r"(?:> ?)*")
SPACES = re.compile(r" *")
FULL_STOP = re.compile(r"[.!?]{1,9}(?=[ )]|$)")
LAST_WORD = re.compile(r"[a-z0-9.]{1,20}$", re.ASCII)
NEXT_WORD = re.compile(r" ?([a-z]{1,12})", re.ASCII)
OPEN_END = re.compile(
    r"(?:^| )(?:soc|type|typ|iso|iec|ssae|isae|a|an|the|your|our|and|or|by|for|of|to|in|with|no)$"
)
BULLET = re.compile(r"[*-] |\[ ?[a-z]?\]|[0-9]{1,2}[.)] |[a-z][.)] ")
WRAPPED = 45  # characters: a line that long goes on in the next one
PARAGRAPH = 4_000  # characters: no paragraph of a mail is longer
MAX_SENTENCE = (
    2_000  # characters: no sentence is longer; what is gets cut, so that reading stays quick
)
HEADER = 100  # characters: a longer line is no header with a date


@dataclass(eq=False)
class Sentence:
    """A sentence, where its signs stand in the original, and where it was said."""

    text: str
    places: list[int]
    index: int
    part: int
    kind: str  # body, subject, from or signature
    dated: date | None  # the day of its message, where the text names it


@dataclass
class _Line:
    text: str
    places: list[int]
    part: int
    kind: str
    fresh: bool  # begins something of its own


def sentences_of(
    plain: str, places: list[int], original: str, data: Mapping[str, Any], today: date
) -> list[Sentence]:
    """Return the sentences of a normalized text, in order."""
    messages = _Messages(data, today)
    at = 0
    rows = plain.split("\n")
    for index, row in enumerate(rows):
        following = rows[index + 1] if index + 1 < len(rows) else ""
        messages.add(row, places[at : at + len(row)], following)
        at += len(row) + 1
    found: list[Sentence] = []
    for line in _joined(messages.lines, original):
        for start, end in _cuts(line.text, data):
            dated = messages.dates.get(line.part)
            text, kept = line.text[start:end], line.places[start:end]
            found.append(Sentence(text, kept, len(found), line.part, line.kind, dated))
    return found


class _Messages:
    def __init__(self, data: Mapping[str, Any], today: date) -> None:
        marks = data["mail"]
        self.data = data
        self.today = today
        self.parts = [re.compile(pattern) for pattern in marks["parts"]]
        self.marks = {
            name: re.compile(marks[name])
            for name in ("written", "from", "dated", "passed", "subject", "signature", "footer")
        }
        self.lines: list[_Line] = []
        self.dates: dict[int, date] = {}
        self.part = 0
        self.depth = 0
        self.kind = "body"
        self.empty = True  # the message has no line yet
        self.fresh = True

    def add(self, row: str, places: list[int], following: str) -> None:
        quoted = QUOTED.match(row)
        start = quoted.end() if quoted else 0
        depth = row[:start].count(">")
        if depth != self.depth and row[start:]:
            self._next_message()
            self.depth = depth
        text, kept = row[start:], places[start:]
        if not text:
            self.fresh = True
            self.kind = "body" if self.kind == "footer" else self.kind
            return
        if self._is_mark(text, following):
            return
        kind = self.kind
        begins = 0
        if self.kind == "body":
            if match := self.marks["from"].match(text):
                if not self.empty:
                    self._next_message()
                kind, begins = "from", match.end()
            elif match := self.marks["subject"].match(text):
                kind, begins = "subject", match.end()
        line = _Line(text[begins:], kept[begins:], self.part, kind, self.fresh or kind != "body")
        self.fresh = kind not in ("body", "signature", "footer")
        self.empty = False
        if line.text:
            self.lines.append(line)

    def _is_mark(self, text: str, following: str) -> bool:
        """Take in a line that is no words of the request; its date counts for its message."""
        if any(pattern.match(text) for pattern in self.parts):
            self._next_message()
            return True
        quoted = self.marks["written"].match(text)
        wrapped = self.marks["written"].match(f"{text} {following}") if following else None
        if (quoted or wrapped) and (day := self._day(text)):
            self._next_message()
            self.dates[self.part] = day
            return True
        is_signature = self.marks["signature"].fullmatch(text)
        if is_signature or self.marks["footer"].match(text):
            self.kind, self.fresh = "signature" if is_signature else "footer", True
            return True
        if self.marks["passed"].match(text) and ("@" in text or ":" in text[:9]):
            return True
        header = self.marks["dated"].match(text)
        rest = text[header.end() if header else 0 :]
        whole = len(text) <= HEADER and (header or len(text.split()) <= 4)
        if whole and (day := self._day(rest)) and (header or not re.search("[a-z]{10,}", rest)):
            self.dates[self.part] = day
            return True
        return False

    def _day(self, text: str) -> date | None:
        if not re.search(r"20[0-9][0-9]", text):
            return None
        days = days_of(re.sub(r"[0-9]{1,2}:[0-9]{2}", "", text), self.today, self.data)
        return days[0] if days and days[0] == days[1] else None

    def _next_message(self) -> None:
        if not self.empty or self.dates.get(self.part):
            self.part += 1
        self.kind, self.fresh, self.empty = "body", True, True


def _joined(lines: list[_Line], original: str) -> list[_Line]:
    """Put together the lines that a mail program has broken."""
    found: list[_Line] = []
    width = 0  # of the last line
    for line in lines:
        last = found[-1] if found else None
        if last and _goes_on(last, line, width, original):
            last.text += f" {line.text}"
            last.places += [line.places[0], *line.places]
        else:
            found.append(_Line(line.text, list(line.places), line.part, line.kind, line.fresh))
        width = len(line.text)
    return found


def _goes_on(last: _Line, line: _Line, width: int, original: str) -> bool:
    if len(last.text) > PARAGRAPH:
        return False
    if line.fresh or line.part != last.part or line.kind != last.kind or BULLET.match(line.text):
        return False
    small = "a" <= original[line.places[0]] <= "z"
    if OPEN_END.search(last.text[-12:]):
        return True
    return last.text[-1:] not in ".:;?!" and (small or width >= WRAPPED)


def _cuts(text: str, data: Mapping[str, Any]) -> list[tuple[int, int]]:
    """Return where each sentence of a paragraph begins and ends."""
    found: list[tuple[int, int]] = []
    start = 0
    for stop in FULL_STOP.finditer(text):
        if stop[0] == "." and _goes_past(text, stop.start(), data):
            continue
        found.append((start, stop.start()))
        start = stop.end()
    found.append((start, len(text)))
    cuts = [cut for first, end in found for cut in _short(text, first, end)]
    return [(first, end) for first, end in cuts if text[first:end].strip(" ")]


def _short(text: str, first: int, end: int) -> Iterator[tuple[int, int]]:
    while end - first > MAX_SENTENCE:
        space = text.rfind(" ", first + 1, first + MAX_SENTENCE)
        cut = space if space > 0 else first + MAX_SENTENCE
        yield first, cut
        first = cut
    yield first, end


def _goes_past(text: str, at: int, data: Mapping[str, Any]) -> bool:
    last = LAST_WORD.search(text[max(0, at - 20) : at])
    if last is None:
        return False
    if last[0] in data["abbreviations"]:
        return True
    following = NEXT_WORD.match(text, at + 1)
    return last[0].isdigit() and following is not None and following[1] in data["months"]
