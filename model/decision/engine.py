"""From answers to a report, a type, a plan, the reasons, and what would change them.

Answers may be left out. Each table is then looked at by itself, over every value that its inputs
can still have: a question that is not answered can have each of its options, an earlier decision
each outcome that its own table still allows. An outcome is settled once a single rule is left;
until then it is given as the one that the vocabulary names for it, and `open` names the questions
that can still make a difference. All questions together have far too many combinations to go
through.

docs/assets/js/decision/engine.mjs does the same in the browser; a test compares the two.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import combinations, product

from model.core.problems import suggest
from model.decision.table import DecisionTable, Rule
from model.decision.vocabulary import FITS, Question, Vocabulary
from model.timeline import TYPE_1, Plan, Timeline, is_type_1_sooner, plan

# What each input of a table can be.
Values = tuple[tuple[str, ...], ...]

# What a change is judged by: report, likely report, type, SOC 3, possible reports, open questions.
Conclusion = tuple[str, str | None, str, bool, list[str], list[str]]

# The table that weighs the plan; it takes what is known, also where that is not much.
PRIMARY_ACTION = "primary-action"
# The table that guesses; where somebody has asked there is nothing to guess, so that its reason
# would tell nothing.
LIKELY_REPORT = "likely-report"
UNKNOWN_FITS = "unknown"
UNSURE_STAGE = "unsure"


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
    likely_report: str | None
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
    likely_report: str | None
    type: str
    add_soc_3: bool
    plan: Plan | None
    rules: list[str]
    because: list[str]
    decided_by: dict[str, str]
    open: list[str]
    possible_reports: list[str]
    sources: list[str]
    next_steps: list[dict[str, str]]
    primary_action: str
    would_change_if: list[Change] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """Return plain data for JSON."""
        plain = dict(vars(self))
        plain["plan"] = self.plan and self.plan.as_json()
        plain["would_change_if"] = [
            {("from" if name == "from_" else name): value for name, value in vars(change).items()}
            for change in self.would_change_if
        ]
        return plain


@dataclass(frozen=True)
class Span:
    """What a table can still give: its rules, and the inputs that make a difference to them."""

    rules: tuple[Rule, ...]
    outcomes: tuple[str, ...]
    matter: frozenset[str]


@dataclass(frozen=True)
class Evaluation:
    """The tables evaluated with some answers, before the plan; `rules`: where one is left."""

    rules: dict[str, Rule]
    spans: dict[str, Span]
    outcomes: dict[str, str]
    matter: frozenset[str]


@dataclass(frozen=True)
class DecisionModel:
    """The decision tables, the words they are made of, and the model of time."""

    vocabulary: Vocabulary
    tables: dict[str, DecisionTable]
    timeline: Timeline

    def check(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Return the answers in the order of the questions; raises UnknownAnswerError."""
        for name, value in answers.items():
            if name not in self._questions:
                raise UnknownAnswerError(_explain_unknown("question", name, list(self._questions)))
            if not self._questions[name].accepts(value):
                allowed = self.vocabulary.choices(name)
                allowed += ["a date as YYYY-MM-DD"] if self._questions[name].takes_date else []
                raise UnknownAnswerError(_explain_unknown(f"answer to {name}", value, allowed))
        return {name: answers[name] for name in self._questions if name in answers}

    def compute_result(self, answers: Mapping[str, str], today: date) -> Result:
        """Return the result without what would change it; raises UnknownAnswerError."""
        return self._compute_result(self.check(answers), today)

    def decide(self, answers: Mapping[str, str], today: date | None = None) -> Result:
        """Return the result of complete or partial answers; raises UnknownAnswerError.

        A date among the answers is seen from `today`, by default the day of the clock.
        """
        given, day = self.check(answers), today or date.today()
        result = self._compute_result(given, day)
        return Result(**{**vars(result), "would_change_if": list(self._changes(result, day))})

    def evaluate_tables(self, answers: Mapping[str, str]) -> Evaluation:
        """Evaluate each table that does not weigh the plan; answers are checked, maybe partial."""
        known: dict[str, tuple[str, ...]] = {
            name: (answers[name],) for name in self._questions if name in answers
        }
        spans: dict[str, Span] = {}
        for name, table in self.tables.items():
            if name != PRIMARY_ACTION:
                values = tuple(known.get(item) or self._choices[item] for item in table.inputs)
                spans[name] = self.span(name, values)
                known[name] = spans[name].outcomes
        rules = {name: span.rules[0] for name, span in spans.items() if len(span.rules) == 1}
        outcomes = {item.id: item.unsettled for item in self.vocabulary.decisions}
        outcomes |= {name: rule.then for name, rule in rules.items()}
        matter = frozenset().union(*(span.matter for span in spans.values()))
        return Evaluation(rules, spans, outcomes, matter)

    def next_question(self, answers: Mapping[str, str]) -> Question | None:
        """Return the question to ask next before there is a result; None if there is one."""
        matter = self.evaluate_tables(answers).matter
        return next(
            (
                question
                for question in self.vocabulary.questions
                if question.id in matter and question.id not in answers and not question.on_result
            ),
            None,
        )

    def unsettled(self, decision: str) -> str:
        """Return the outcome of a decision that is not settled."""
        return next(item.unsettled for item in self.vocabulary.decisions if item.id == decision)

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {question.id: question for question in self.vocabulary.questions}

    @cached_property
    def _choices(self) -> dict[str, tuple[str, ...]]:
        return {name: tuple(self.vocabulary.choices(name)) for name in self.vocabulary.inputs()}

    @cached_property
    def _spans(self) -> dict[tuple[str, Values], Span]:
        return {}

    @cached_property
    def _planned(self) -> dict[tuple[object, ...], frozenset[str]]:
        return {}

    def span(self, name: str, values: Values) -> Span:
        """Return what a table can give; the same values are met often."""
        key = (name, values)
        if key not in self._spans:
            self._spans[key] = _reason(self.tables[name], values, self.vocabulary.choices(name))
        return self._spans[key]

    def _compute_result(self, given: dict[str, str], today: date) -> Result:
        evaluated = self.evaluate_tables(given)
        found = self._plan(evaluated.outcomes["type"], given, today)
        first = self._first(evaluated.outcomes["report"], given.get("stage"), found)
        outcome = evaluated.outcomes
        likely = _unless(outcome[LIKELY_REPORT], self.unsettled(LIKELY_REPORT))
        fired = dict(evaluated.rules)
        if {"report", "type"} <= fired.keys():  # before that it is no more than a guess
            fired[PRIMARY_ACTION] = first
        told = [rule for name, rule in fired.items() if likely or name != LIKELY_REPORT]
        return Result(
            model_version=self.vocabulary.model_version,
            answers=given,
            report=outcome["report"],
            likely_report=likely,
            type=outcome["type"],
            add_soc_3=outcome["add-soc-3"] == "yes",
            plan=found,
            rules=[rule.id for rule in fired.values()],
            because=[rule.because.text for rule in told],
            decided_by=self._decided_by(fired.values(), given),
            open=self._open(evaluated, given, today),
            possible_reports=self._possible_reports(evaluated),
            sources=_in_order(source for rule in told for source in rule.because.sources),
            next_steps=self._steps(given, fired.values(), found, outcome["type"]),
            primary_action=first.then,
        )

    def _plan(self, kind: str, given: Mapping[str, str], today: date) -> Plan | None:
        return plan(
            self.timeline,
            type=kind, stage=given.get("stage"), deadline=given.get("deadline"), today=today,
        )  # fmt: skip

    def _first(self, report: str, stage: str | None, found: Plan | None) -> Rule:
        """Return the rule for the first thing to do; what is not known yet counts as unsure."""
        return self.tables[PRIMARY_ACTION].rule_for({
            "report": report,
            "stage": stage or UNSURE_STAGE,
            FITS: found.fits if found else UNKNOWN_FITS,
        })  # fmt: skip

    def _decided_by(self, fired: Iterable[Rule], given: Mapping[str, str]) -> dict[str, str]:
        inputs = {name for rule in fired for name in rule.when}
        inputs |= {"deadline"} if FITS in inputs else set()
        return {name: given[name] for name in given if name in inputs}

    def _possible_reports(self, evaluated: Evaluation) -> list[str]:
        possible = evaluated.spans["report"].outcomes
        return [name for name in self._choices["report"] if name in possible]

    def _open(self, evaluated: Evaluation, given: Mapping[str, str], today: date) -> list[str]:
        """Return the questions left that can change a rule or the plan, in their order."""
        matter = evaluated.matter | self._planning(
            evaluated.spans["report"].outcomes,
            evaluated.spans["type"].outcomes,
            self._possible("stage", given),
            self._possible("deadline", given),
            today,
        )
        return [name for name in self._questions if name in matter and name not in given]

    def _planning(
        self,
        reports: tuple[str, ...],
        kinds: tuple[str, ...],
        stages: tuple[str, ...],
        deadlines: tuple[str, ...],
        today: date,
    ) -> frozenset[str]:
        """Return which of stage and deadline change the plan or the first thing to do."""
        key = (reports, kinds, stages, deadlines, today)
        if key not in self._planned:
            ends: dict[tuple[str, ...], object] = {}
            for kind, stage, deadline in product(kinds, stages, deadlines):
                found = self._plan(kind, {"stage": stage, "deadline": deadline}, today)
                for report in reports:
                    rule = self._first(report, stage, found)
                    ends[report, kind, stage, deadline] = (found, rule.id)
            names = ("report", "type", "stage", "deadline")
            self._planned[key] = _find_differences(names, ends) & {"stage", "deadline"}
        return self._planned[key]

    def _possible(self, question: str, given: Mapping[str, str]) -> tuple[str, ...]:
        return (given[question],) if question in given else self._choices[question]

    def _steps(
        self, given: Mapping[str, str], fired: Iterable[Rule], found: Plan | None, kind: str
    ) -> list[dict[str, str]]:
        """Return the steps of the rules, of the answers, and of what can be shown until then."""
        wanted = {step for rule in fired for step in rule.steps}
        for name, answer in given.items():
            for option in self._questions[name].options:
                wanted |= set(option.steps) if option.id == answer else set()
        shown = set[str](found.interim if found else ())
        if is_type_1_sooner(found, type=kind, stage=given.get("stage")):
            shown.add(TYPE_1)
        for item in self.vocabulary.interim:
            wanted |= set(item.steps) if item.id in shown else set()
        return [
            {"id": step.id, "text": step.text, "page": step.page or ""}
            for step in self.vocabulary.steps
            if step.id in wanted
        ]

    def _changes(self, result: Result, today: date) -> Iterator[Change]:
        """Yield each single answer that changes what is decided or what is open.

        What changes the plan alone is not among them: it stands beside the result.
        """
        now = self._conclude(result.answers, today)
        for question in self.vocabulary.questions:
            before = result.answers.get(question.id)
            for option in question.options:
                if option.id == before:
                    continue
                then = self._conclude({**result.answers, question.id: option.id}, today)
                if _without(then, question.id) != _without(now, question.id):
                    yield Change(question.id, before, option.id, *then)

    def _conclude(self, given: Mapping[str, str], today: date) -> Conclusion:
        evaluated = self.evaluate_tables(given)
        outcome = evaluated.outcomes
        return (
            outcome["report"],
            _unless(outcome[LIKELY_REPORT], self.unsettled(LIKELY_REPORT)),
            outcome["type"],
            outcome["add-soc-3"] == "yes",
            self._possible_reports(evaluated),
            self._open(evaluated, given, today),
        )


def _reason(table: DecisionTable, values: Values, outcomes: Sequence[str]) -> Span:
    """Return what a table can give for some values of its inputs.

    Exactly one rule applies to each combination of inputs, so that each rule which allows one of
    the values of each input applies to some of them.
    """
    left: list[tuple[Rule, list[frozenset[str]]]] = []
    for rule in table.rules:
        allowed = [
            frozenset(have) & frozenset(rule.when.get(name, have))
            for name, have in zip(table.inputs, values, strict=True)
        ]
        if all(allowed):
            left.append((rule, allowed))
    possible = {rule.then for rule, _ in left}
    return Span(
        tuple(rule for rule, _ in left),
        tuple(outcome for outcome in outcomes if outcome in possible),
        frozenset(
            name
            for place, name in enumerate(table.inputs)
            if _is_decided_by(place, [allowed for _, allowed in left])
        ),
    )


def _is_decided_by(place: int, rules: Sequence[Sequence[frozenset[str]]]) -> bool:
    """Tell whether two rules have combinations that differ in the input at `place` alone."""
    return any(
        all(index == place or one[index] & other[index] for index in range(len(one)))
        for one, other in combinations(rules, 2)
    )


def _find_differences(
    names: Sequence[str], ends: Mapping[tuple[str, ...], object]
) -> frozenset[str]:
    """Return the names whose value, changed alone, leads to another end."""
    found = set()
    for place, name in enumerate(names):
        seen: dict[tuple[str, ...], object] = {}
        for row, end in ends.items():
            if seen.setdefault(row[:place] + row[place + 1 :], end) != end:
                found.add(name)
                break
    return frozenset(found)


def _without(conclusion: Conclusion, flipped: str) -> Conclusion:
    """Return what counts as a change. That the flipped question itself is answered does not."""
    *rest, still_open = conclusion
    return (*rest, [name for name in still_open if name != flipped])  # type: ignore[return-value]


def _unless(value: str, unsettled: str) -> str | None:
    return None if value == unsettled else value


def _in_order(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))


def _explain_unknown(what: str, word: str, known: list[str]) -> str:
    near = suggest(word, known) if len(known) > 12 else ""
    return f"unknown {what} “{word}”: allowed are {', '.join(known)}{near}"
