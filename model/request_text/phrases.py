"""The records of data/phrases.yml."""

from collections.abc import Iterator
from typing import Literal, get_args

from pydantic import Field

from model.core.record import Id, Record, SourceId, Text
from model.core.yaml_loader import KeyPath
from model.request_text.normalize import CHARACTERS
from model.request_text.patterns import expand, line_pattern_problem, pattern_problem

Question = Literal["named", "asked_by", "evidence", "deadline", "public_summary"]
COUNTED = "date"  # a deadline that is counted from the date or the span in the phrase
LIMIT = 60_000  # characters that are read; the longest contract is shorter


class Phrase(Record):
    """Words of a request, and what they settle."""

    id: Id = Field(description="Short name.")
    question: Question = Field(description="The question that the words answer.")
    answer: Text | None = Field(
        default=None,
        description="The option they settle; `date` for a deadline that is counted. Left out: the "
        "words settle nothing, and no later phrase may claim them.",
    )
    patterns: list[Text] = Field(min_length=1, description="The words, any of them.")
    why: Text = Field(description="One sentence: why the words mean this.")
    sources: list[SourceId] | None = Field(
        default=None, description="Ids of data/sources.yml, where `why` states a fact."
    )
    unrelated: bool = Field(default=False, description="true: another meaning of SOC, so a note.")
    standard: bool = Field(
        default=False,
        description="true: beside a report's name it is only the standard of that report.",
    )

    def cites(self) -> list[str]:
        """Return the sources of `why`."""
        return self.sources or []


class Cue(Record):
    """Words that change what a name near them means."""

    id: Id = Field(description="Short name.")
    effect: Literal[
        "none", "ruled-out", "held", "past", "alternative", "passes-on", "other-event", "correction"
    ] = Field(
        description="What it does to the names; none: the words look like a cue and are none; "
        "past: the type is what there was; alternative: it will do in place of a name before it."
    )
    direction: Literal["before", "after"] = Field(
        description="Where it stands, seen from the name."
    )
    reach: int = Field(ge=0, le=12, description="How many words may stand between.")
    patterns: list[Text] = Field(min_length=1, description="The words, any of them.")
    readers: bool = Field(default=False, description="true: said of readers, not of reports.")


class Units(Record):
    """Words for spans of time, with their length."""

    days: dict[Text, int] = Field(description="Units that are counted in days.")
    months: dict[Text, int] = Field(description="Units that are counted in months.")


class MailMarks(Record):
    """Patterns for the lines that hold a mail together; they match from the start of a line."""

    parts: list[Text] = Field(description="A line above an older mail.")
    written: Text = Field(description="The line above a quotation; it may hold a date.")
    from_: Text = Field(alias="from", description="A header with the writer.")
    dated: Text = Field(description="A header with the day of the mail.")
    passed: Text = Field(description="A header that says nothing about the request.")
    subject: Text = Field(description="What stands before a subject.")
    signature: Text = Field(description="The line above a signature.")
    footer: Text = Field(description="How a paragraph begins that stands below every mail.")


class Links(Record):
    """Patterns for what stands between two names."""

    equivalent: Text = Field(description="Looks like an alternative and is none.")
    either: Text = Field(description="Either of the names will do.")
    both: Text = Field(description="Both names are meant.")
    each: Text = Field(description="A second demand, so that both names are meant.")
    added: Text = Field(description="Words by which a later sentence adds a name.")
    choice: Text = Field(description="Words above a list from which one may choose.")


class NoteWords(Record):
    """What is said of words that settle nothing; {phrase} or {phrases} is filled in."""

    several: Text = Field(description="Several reports, and no word on which.")
    both_types: Text = Field(description="Both types.")
    ruled_out: Text = Field(description="A name that is ruled out.")
    held: Text = Field(description="A name of what somebody has.")
    either: Text = Field(description="A choice.")
    also: Text = Field(description="Something else beside a SOC report.")
    standard: Text = Field(description="The standard of the report.")
    deadlines: Text = Field(description="Dates that differ.")
    unclear_date: Text = Field(description="A date that could be several, or is over.")
    nobody: Text = Field(description="Nobody has asked.")
    cut: Text = Field(description="The text was too long.")


class Phrases(Record):
    """The file data/phrases.yml."""

    fragments: dict[Text, Text] = Field(description="Parts of patterns, by a word in capitals.")
    spellings: list[Text] = Field(description="Words in which a slip of one letter is mended.")
    abbreviations: list[Text] = Field(description="Words whose full stop ends no sentence.")
    months: dict[Text, int] = Field(description="Names of months, with their number.")
    numbers: dict[Text, int] = Field(description="Numbers in words.")
    units: Units = Field(description="Words for spans of time.")
    mail: MailMarks = Field(description="How a mail is put together.")
    notes: NoteWords = Field(description="What is said of words that settle nothing.")
    topics: list[Text] = Field(description="Words of a request that names no report.")
    reports: list[Text] = Field(
        min_length=1,
        description="Options of `named` that are SOC reports, or their counterparts: beside one of "
        "them another standard settles nothing.",
    )
    cues: list[Cue] = Field(description="What changes the meaning of a name.")
    ends: Text = Field(description="Words that end the reach of a cue.")
    links: Links = Field(description="What stands between two names.")
    phrases: list[Phrase] = Field(min_length=1, description="The first that matches wins.")

    def problems(self) -> Iterator[tuple[KeyPath, str]]:
        """Yield (path, what is wrong) for each pattern and each answer that cannot be used."""
        yield from phrase_problems(self)


def all_fragments(record: Phrases) -> dict[str, str]:
    """Return the fragments, with those that follow from the months, numbers and units."""
    units = [*record.units.days, *record.units.months]
    month = f"(?:{_any(record.months)})\\.?"
    day = "(?:3[01]|[12][0-9]|0?[1-9])(?![0-9])"
    year = "20[0-9][0-9](?![0-9])"
    number = f"(?:[0-9]{{1,3}}|{_any(record.numbers)})"
    forms = [
        f"{month} {day}(?: ?(?:st|nd|rd|th))?(?:,? {year})?",
        f"{day}(?: ?(?:st|nd|rd|th)|\\.)?(?: of)? {month}(?:,? {year})?",
        "20[0-9][0-9][ /.][01]?[0-9][ /.][0-3]?[0-9](?![0-9])",
        "[0-3]?[0-9][/.][0-3]?[0-9][/.](?:20)?[0-9][0-9](?![0-9])",
        f"{month}(?:,? {year})?",
        f"(?:q|quarter) ?[1-4](?: of)?(?: {year})?",
        f"{year}",
    ]
    unit = f"(?:{_any(units)})(?![a-z])"
    return {
        **record.fragments,
        "MONTH": month,
        "YEAR": year,
        "DATE": f"(?:{'|'.join(forms)})",
        "DURATION": f"{number}(?: \\({number}\\))?(?: (?:business|calendar|working|full))? {unit}",
    }


def _any(words: dict[str, int] | list[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


def phrase_problems(record: Phrases) -> Iterator[tuple[KeyPath, str]]:
    """Yield (path, what is wrong) for each pattern and each answer that cannot be used."""
    fragments = all_fragments(record)
    broken = False
    for name, text in record.fragments.items():
        if what := pattern_problem(text, fragments, fragment=True):
            broken = True
            yield ("fragments", name), what
    if broken:
        return  # each pattern that uses it would only repeat it
    for path, pattern in _patterns(record):
        if what := pattern_problem(pattern, fragments):
            yield path, what
    marks = record.mail
    lines = {
        name: text for name, text in marks.model_dump(by_alias=True).items() if name != "parts"
    }
    for name, pattern in lines.items():
        if what := line_pattern_problem(pattern):
            yield ("mail", name), what
    for index, pattern in enumerate(marks.parts):
        if what := line_pattern_problem(pattern):
            yield ("mail", "parts", index), what


def _patterns(record: Phrases) -> Iterator[tuple[KeyPath, str]]:
    for index, pattern in enumerate(record.topics):
        yield ("topics", index), pattern
    yield ("ends",), record.ends
    for name in Links.model_fields:
        yield ("links", name), getattr(record.links, name)
    for index, cue in enumerate(record.cues):
        for place, pattern in enumerate(cue.patterns):
            yield ("cues", index, "patterns", place), pattern
    for index, phrase in enumerate(record.phrases):
        for place, pattern in enumerate(phrase.patterns):
            yield ("phrases", index, "patterns", place), pattern


def compile_phrases(record: Phrases) -> dict[str, object]:
    """Return what both engines run on: plain data for JSON, with every fragment put in."""
    fragments = all_fragments(record)

    def joined(patterns: list[str]) -> str:
        return "|".join(expand(pattern, fragments) for pattern in patterns)

    return {
        "limit": LIMIT,
        "characters": CHARACTERS,
        "spellings": _slips(record.spellings),
        "abbreviations": record.abbreviations,
        "months": record.months,
        "numbers": record.numbers,
        "units": record.units.model_dump(),
        "mail": record.mail.model_dump(by_alias=True),
        "notes": record.notes.model_dump(),
        "topics": joined(record.topics),
        "reports": record.reports,
        "ends": joined([record.ends]),
        "links": {name: joined([getattr(record.links, name)]) for name in Links.model_fields},
        "cues": [
            {**cue.model_dump(exclude={"patterns"}), "pattern": joined(cue.patterns)}
            for cue in record.cues
        ],
        "phrases": [
            {
                **phrase.model_dump(include={"id", "question", "answer", "why"}),
                "unrelated": phrase.unrelated,
                "standard": phrase.standard,
                "pattern": joined(phrase.patterns),
            }
            for phrase in record.phrases
        ],
        "options": {question: _answers(record, question) for question in get_args(Question)},
    }


def _answers(record: Phrases, question: str) -> list[str]:
    """Return what words can settle of a question; a deadline that is counted has no words."""
    found = (phrase.answer for phrase in record.phrases if phrase.question == question)
    return [answer for answer in dict.fromkeys(found) if answer not in (None, COUNTED)]


def _slips(words: list[str]) -> dict[str, str]:
    """Return the word that is meant, by each way to slip on one letter of it.

    One letter left out, doubled, or changed places with the next; never the first letter. What
    could be two words, or is a word itself, is not mended.
    """
    meant: dict[str, set[str]] = {}
    for word in words:
        for at in range(1, len(word)):
            slips = [word[:at] + word[at + 1 :], word[: at + 1] + word[at:]]
            if at + 1 < len(word):
                slips.append(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
            for slip in slips:
                meant.setdefault(slip, set()).add(word)
    return {
        slip: min(found)
        for slip, found in sorted(meant.items())
        if slip not in words and len(found) == 1 and len(slip) >= MENDED
    }


MENDED = 5  # letters: a shorter word with a slip in it is too often another word
