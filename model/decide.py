"""From answers to a report, a type, the reasons, and what would change them.

Answers may be left out. The tables are then looked at over every way of completing the answers: an
outcome is decided once a single rule applies to all of them. An outcome that is not decided yet is
given as the weakest one ("ask", "undecided", no SOC 3), and `open` names the questions left.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import product

from model.decision_table import DecisionTable, Rule
from model.problems import did_you_mean
from model.vocabulary import Vocabulary

# What the result says of a decision that the answers do not settle yet.
NOT_YET = {"report": "ask", "type": "undecided", "add-soc-3": "no", "timing": "undecided"}


class UnknownAnswer(ValueError):  # noqa: N818 - said to a person
    """A question or an answer that the vocabulary does not have."""


@dataclass(frozen=True)
class Change:
    """One answer that, given differently, changes the result. `from_` is None if unanswered."""

    question: str
    from_: str | None
    to: str
    report: str
    type: str
    add_soc_3: bool


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
    """The compiled tables: for each complete set of answers, the rule that fires in each table."""

    vocabulary: Vocabulary
    tables: dict[str, DecisionTable]

    def check(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Return the answers in the order of the questions; raises UnknownAnswer."""
        questions = {question.id: question for question in self.vocabulary.questions}
        for name, value in answers.items():
            if name not in questions:
                raise UnknownAnswer(_unknown("question", name, list(questions)))
            allowed = [option.id for option in questions[name].options]
            if value not in allowed:
                raise UnknownAnswer(_unknown(f"answer to {name}", value, allowed))
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
        choices = [
            [answers[question.id]]
            if question.id in answers
            else [option.id for option in question.options]
            for question in self.vocabulary.questions
        ]
        names = [question.id for question in self.vocabulary.questions]
        for values in product(*choices):
            yield dict(zip(names, values, strict=True))

    def decide(self, answers: Mapping[str, str]) -> Result:
        """Return the result of complete or partial answers; raises UnknownAnswer."""
        given = self.check(answers)
        result = self._result(given)
        return Result(**{**vars(result), "would_change_if": list(self._changes(result))})

    def _result(self, given: dict[str, str]) -> Result:
        fired = [(full, self.fire(full)) for full in self.completions(given)]
        hits = {name: {rules[name].id: rules[name] for _, rules in fired} for name in self.tables}
        settled = {name: next(iter(hit.values())) for name, hit in hits.items() if len(hit) == 1}
        outcome = {
            name: settled[name].then if name in settled else NOT_YET[name] for name in self.tables
        }
        inputs = {name for rule in settled.values() for name in rule.when}
        steps = {step for rule in settled.values() for step in rule.steps}
        possible = {rules["report"].then for _, rules in fired}
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
            open=[name for name in self._unanswered(given) if _matters(name, fired)],
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

    def _unanswered(self, given: dict[str, str]) -> list[str]:
        return [question.id for question in self.vocabulary.questions if question.id not in given]

    def _changes(self, result: Result) -> Iterator[Change]:
        """Yield each single answer that leads to another report, type or SOC 3."""
        now = (result.report, result.type, result.add_soc_3)
        for question in self.vocabulary.questions:
            before = result.answers.get(question.id)
            for option in question.options:
                if option.id != before:
                    other = self._result({**result.answers, question.id: option.id})
                    then = (other.report, other.type, other.add_soc_3)
                    if then != now:
                        yield Change(question.id, before, option.id, *then)


def _matters(name: str, fired: list[tuple[dict[str, str], dict[str, Rule]]]) -> bool:
    """Tell whether the answer to `name` makes a difference to any rule that fires."""
    seen: dict[tuple[str, ...], tuple[str, ...]] = {}
    for full, rules in fired:
        others = tuple(value for key, value in full.items() if key != name)
        ids = tuple(rule.id for rule in rules.values())
        if seen.setdefault(others, ids) != ids:
            return True
    return False


def _in_order(items: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(items))


def _unknown(what: str, word: str, known: list[str]) -> str:
    near = did_you_mean(word, known) if len(known) > 12 else ""
    return f"unknown {what} “{word}”: allowed are {', '.join(known)}{near}"
