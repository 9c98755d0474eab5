"""The reply to the customer, made from the answers and what they lead to.

docs/assets/js/decision/texts.mjs writes the same; a test compares the two.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from model.decision.engine import Result
from model.decision.vocabulary import FITS, Condition, ReplyLine, ReplyPart, Vocabulary
from model.timeline import TYPE_1, is_type_1_sooner

# Beside questions and decisions: what can be shown until the report is ready, and what would be
# late as well, but by less.
INTERIM = "interim"
SOONER = "sooner"

Known = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Reply:
    """A mail; `body` has blank lines between its parts."""

    subject: str
    body: str


def write_reply(vocabulary: Vocabulary, result: Result, ways: Iterable[Result] = ()) -> Reply:
    """Return the reply that fits a result; `ways`: several that lead to it.

    What all ways call for is written, too, where they do so by different answers.
    """
    words = vocabulary.tool.reply
    known = known_values(result)
    others = [known_values(way) for way in ways]
    labels = {
        "{report}": vocabulary.outcome("report", result.report).label,
        "{type}": vocabulary.outcome("type", result.type).label,
    }
    parts = [_write(part, known, others, labels) for part in words.parts]
    return Reply(words.subject, "\n\n".join([words.greeting, *(part for part in parts if part)]))


def known_values(result: Result) -> Known:
    """Return what conditions can ask for: answers, outcomes, whether the date can be met."""
    outcomes = {
        "report": result.report,
        "type": result.type,
        "add-soc-3": "yes" if result.add_soc_3 else "no",
        "primary-action": result.primary_action,
    }
    if result.likely_report:
        outcomes["likely-report"] = result.likely_report
    if result.plan:
        outcomes[FITS] = result.plan.fits
    known = {name: frozenset([value]) for name, value in {**result.answers, **outcomes}.items()}
    sooner = is_type_1_sooner(result.plan, type=result.type, stage=result.answers.get("stage"))
    return {
        **known,
        INTERIM: frozenset(result.plan.interim if result.plan else ()),
        SOONER: frozenset({TYPE_1} if sooner else ()),
    }


def is_written(line: ReplyLine, known: Known) -> bool:
    """Tell whether a line belongs to the reply."""
    return all(_holds(line.when, known)) and not any(_holds(line.unless, known))


def _holds(condition: Condition, known: Known) -> list[bool]:
    return [bool(known.get(name, frozenset()) & set(values)) for name, values in condition.items()]


def _write(
    part: ReplyPart, known: Known, others: Sequence[Known], labels: Mapping[str, str]
) -> str:
    lines = [
        line.text
        for line in part.lines
        if is_written(line, known) or (others and all(is_written(line, each) for each in others))
    ]
    for word, label in labels.items():
        lines = [line.replace(word, label) for line in lines]
    match part.style:
        case "bullets":
            text = "\n".join(f"- {line}" for line in lines)
        case "numbers":
            text = "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
        case _:
            text = " ".join(lines)
    return f"{part.lead}\n\n{text}" if text and part.lead else text
