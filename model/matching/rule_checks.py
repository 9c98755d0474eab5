"""Checks of data/matching.yml: its rules name fields, questions and answers that exist."""

from collections.abc import Iterator
from itertools import product

from model.core.problems import suggest
from model.core.yaml_loader import KeyPath
from model.form import CHOICES, QuoteForm
from model.matching.firms import Firm
from model.matching.reasons import DATE, resolve_wanted
from model.matching.rules import Criterion, Matching, Preference
from model.matching.tags import TagLabels

Found = Iterator[tuple[KeyPath, str]]
Answers = dict[str, list[str]]


def check_matching(matching: Matching, form: QuoteForm, words: TagLabels) -> Found:
    """Yield (path, what is wrong) for each rule, preference and reading that cannot work."""
    asked = {
        field.name: [option.value for option in field.options]
        for field in form.fields
        if field.kind in CHOICES
    }
    yield from _readings(matching, asked)
    for path, criterion in _criteria(matching):
        unknown = [name for name in criterion.questions if name not in asked]
        for name in unknown:
            yield (*path, "wants"), f"unknown question “{name}”{suggest(name, asked)}"
        if (found := _field(criterion, words)) is not None:
            yield (*path, "field"), found
        elif not unknown:
            yield from ((path, what) for what in _wanted(criterion, matching, asked, words))
        if isinstance(criterion, Preference):
            yield from _answers((*path, "when"), criterion.when, asked)
    yield from _repeated(matching)


def _criteria(matching: Matching) -> Iterator[tuple[KeyPath, Criterion]]:
    for index, rule in enumerate(matching.rules):
        yield ("rules", index), rule
    for index, preference in enumerate(matching.preferences):
        yield ("preferences", index), preference


def _repeated(matching: Matching) -> Found:
    """An id in both lists would make a reason ambiguous; within one list it is found elsewhere."""
    rules = {rule.id for rule in matching.rules}
    for path, criterion in _criteria(matching):
        if criterion.id == DATE:
            yield (*path, "id"), f"“{DATE}” is what is said of the buyer's date"
    for index, preference in enumerate(matching.preferences):
        if preference.id in rules:
            yield ("preferences", index, "id"), f"“{preference.id}” is a rule already"


def _readings(matching: Matching, asked: Answers) -> Found:
    for name, readings in matching.readings.items():
        yield from _answers(("readings",), {name: list(readings)}, asked, keys=True)


def _answers(path: KeyPath, given: Answers, asked: Answers, *, keys: bool = False) -> Found:
    for name, answers in given.items():
        if name not in asked:
            yield (*path, name), f"unknown question “{name}”{suggest(name, asked)}"
            continue
        for index, answer in enumerate(answers):
            if answer not in asked[name]:
                step = answer if keys else index
                what = f"unknown answer “{answer}”{suggest(answer, asked[name])}"
                yield (*path, name, step), what


def _field(criterion: Criterion, words: TagLabels) -> str | None:
    """Return what is wrong with the field, or None."""
    kinds = {name: field.annotation for name, field in Firm.model_fields.items()}
    match criterion.compare:
        case "contains":
            known = [name for name in kinds if name in words]
        case "at-most":
            known = [name for name, kind in kinds.items() if kind is int]
        case _:
            known = [name for name, kind in kinds.items() if kind is bool and name != "sample"]
    if criterion.field in known:
        return None
    near = suggest(criterion.field, known)
    return f"“{criterion.field}” is no field that “{criterion.compare}” can look at{near}"


def _wanted(
    criterion: Criterion, matching: Matching, asked: Answers, words: TagLabels
) -> Iterator[str]:
    """Try every answer to the questions: what each wants must be something that a firm can have.

    Two answers may exclude each other, as a report of one type and the other type do; each of them
    must go with some other answer.
    """
    options = [[*asked[name], ""] for name in criterion.questions]
    said: set[str] = set()
    usable: set[tuple[str, str]] = set()
    excluded: list[tuple[str, dict[str, str]]] = []
    for combination in product(*options):
        answers = dict(zip(criterion.questions, combination, strict=True))
        values, known = resolve_wanted(criterion, matching, answers)
        wanted = values if known else []
        if criterion.compare == "at-most":
            for value in wanted:
                if not value.isdecimal():
                    said.add(f"“{value}” is not a whole number; add a reading for the answer")
        elif unknown := [value for value in wanted if value not in words[criterion.field]]:
            excluded += [(value, answers) for value in unknown]
        else:
            usable.update(answers.items())
    for value, answers in excluded:
        if not usable.issuperset(answers.items()):
            near = suggest(value, words[criterion.field])
            said.add(f"no firm can have “{value}” in {criterion.field}{near}")
    yield from sorted(said)
