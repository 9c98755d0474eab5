"""From answers to a report, a type, the reasons, and what would change them.

Answers may be left out. The tables are then looked at over every way of completing the answers: an
outcome is decided once a single rule applies to all of them. An outcome that is not decided yet is
given as the one that the vocabulary names for it, and `open` names the questions left.

docs/assets/js/decision/engine.mjs does the same in the browser; a test compares the two.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import product

from model.core.problems import suggest
from model.decision.table import DecisionTable, Rule
from model.decision.vocabulary import Vocabulary

# A complete set of answers in the order of the questions, and the rule that fires in each table.
Row = tuple[tuple[str, ...], tuple[Rule, ...]]


class UnknownAnswerError(ValueError):
    """A question or an answer that the vocabulary does not have."""


@dataclass(frozen=True)
class Change:
    """One answer that, given differently, changes the result. `from_` is None if unanswered.

    The rest says what the result would be. Where `open` names questions, they come next, and the
    report is one of `possible_reports`.
    """

    question: str
    from_: str | None
    to: str
    report: str
    type: str
    add_soc_3: bool
    possible_reports: list[str]
    open: list[str]


@dataclass(frozen=True)
class Result:
    """What the answers lead to; `as_json` is the contract of `python -m model decide`."""

    model_version: int
    answers: dict[str, str]
    report: str
    type: str
    add_soc_3: bool
    timing: str
    rules: list[str]
    because: list[str]
    decided_by: dict[str, str]
    open: list[str]
    possible_reports: list[str]
    sources: list[str]
    next_steps: list[dict[str, str]]
    would_change_if: list[Change] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """Return plain data for JSON."""
        plain = asdict(self)
        for change in plain["would_change_if"]:
            change["from"] = change.pop("from_")
        return plain


@dataclass(frozen=True)
class DecisionModel:
    """The decision tables, and every complete set of answers with the rules that fire for it."""

    vocabulary: Vocabulary
    tables: dict[str, DecisionTable]

    def check(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Return the answers in the order of the questions; raises UnknownAnswerError."""
        questions = {question.id: question for question in self.vocabulary.questions}
        for name, value in answers.items():
            if name not in questions:
                raise UnknownAnswerError(_explain_unknown("question", name, list(questions)))
            allowed = [option.id for option in questions[name].options]
            if value not in allowed:
                raise UnknownAnswerError(_explain_unknown(f"answer to {name}", value, allowed))
        return {name: answers[name] for name in questions if name in answers}

    def fire(self, answers: Mapping[str, str]) -> dict[str, Rule]:
        """Return the rule that applies in each table to a complete set of answers."""
        known, fired = dict(answers), {}
        for name, table in self.tables.items():
            fired[name] = table.rule_for(known)
            known[name] = fired[name].then
        return fired

    def completions(self, answers: Mapping[str, str]) -> Iterator[dict[str, str]]:
        """Yield every complete set of answers that agrees with the given ones."""
        for values in product(*self._choices(answers)):
            yield dict(zip(self._names, values, strict=True))

    def decide(self, answers: Mapping[str, str]) -> Result:
        """Return the result of complete or partial answers; raises UnknownAnswerError."""
        result = self._result(self.check(answers))
        return Result(**{**vars(result), "would_change_if": list(self._changes(result))})

    @cached_property
    def _names(self) -> list[str]:
        return [question.id for question in self.vocabulary.questions]

    @cached_property
    def _fired(self) -> dict[tuple[str, ...], tuple[Rule, ...]]:
        return {
            tuple(full.values()): tuple(self.fire(full).values()) for full in self.completions({})
        }

    @cached_property
    def _results(self) -> dict[tuple[str | None, ...], Result]:
        return {}

    def _choices(self, answers: Mapping[str, str]) -> list[list[str]]:
        return [
            [answers[name]] if name in answers else self.vocabulary.choices(name)
            for name in self._names
        ]

    def _result(self, given: dict[str, str]) -> Result:
        """Return the result without what would change it; each set of answers is met often."""
        key = tuple(given.get(name) for name in self._names)
        if key not in self._results:
            self._results[key] = self._work_out(given)
        return self._results[key]

    def _work_out(self, given: dict[str, str]) -> Result:
        rows = [(values, self._fired[values]) for values in product(*self._choices(given))]
        settled = dict(self._settled(rows))
        outcome = {item.id: item.unsettled for item in self.vocabulary.decisions}
        outcome |= {name: rule.then for name, rule in settled.items()}
        inputs = {name for rule in settled.values() for name in rule.when}
        steps = {step for rule in settled.values() for step in rule.steps}
        report = list(self.tables).index("report")
        possible = {rules[report].then for _, rules in rows}
        return Result(
            model_version=self.vocabulary.model_version,
            answers=given,
            report=outcome["report"],
            type=outcome["type"],
            add_soc_3=outcome["add-soc-3"] == "yes",
            timing=outcome["timing"],
            rules=[rule.id for rule in settled.values()],
            because=[rule.because.text for rule in settled.values()],
            decided_by={name: given[name] for name in given if name in inputs},
            open=[
                name
                for index, name in enumerate(self._names)
                if name not in given and _matters(index, rows)
            ],
            possible_reports=[
                name for name in self.vocabulary.choices("report") if name in possible
            ],
            sources=_in_order(
                source for rule in settled.values() for source in rule.because.sources
            ),
            next_steps=[
                {"id": step.id, "text": step.text, "page": step.page or ""}
                for step in self.vocabulary.steps
                if step.id in steps
            ],
        )

    def _settled(self, rows: list[Row]) -> Iterator[tuple[str, Rule]]:
        """Yield each table in which one rule fires for every row, with that rule."""
        for index, name in enumerate(self.tables):
            if len({rules[index].id for _, rules in rows}) == 1:
                yield name, rows[0][1][index]

    def _changes(self, result: Result) -> Iterator[Change]:
        """Yield each single answer that changes what is decided or what is open."""
        for question in self.vocabulary.questions:
            before = result.answers.get(question.id)
            now = _decided(result, question.id)
            for option in question.options:
                if option.id != before:
                    other = self._result(self.check({**result.answers, question.id: option.id}))
                    then = _decided(other, question.id)
                    if then != now:
                        yield Change(question.id, before, option.id, *then)


def _decided(result: Result, flipped: str) -> tuple[str, str, bool, list[str], list[str]]:
    """Return what counts as a change. That the flipped question itself is answered does not."""
    still_open = [name for name in result.open if name != flipped]
    return result.report, result.type, result.add_soc_3, result.possible_reports, still_open


def _matters(index: int, rows: list[Row]) -> bool:
    """Tell whether the answer at `index` makes a difference to any rule that fires."""
    seen: dict[tuple[str, ...], tuple[str, ...]] = {}
    for values, rules in rows:
        ids = tuple(rule.id for rule in rules)
        if seen.setdefault(values[:index] + values[index + 1 :], ids) != ids:
            return True
    return False


def _in_order(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))


def _explain_unknown(what: str, word: str, known: list[str]) -> str:
    near = suggest(word, known) if len(known) > 12 else ""
    return f"unknown {what} “{word}”: allowed are {', '.join(known)}{near}"
