"""Every way through the questions before a result, as pages for readers without a script.

Ways with the same questions ahead of them share a page, and ways to the same result share one, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from model.decision.engine import DecisionModel
from model.decision.vocabulary import Question

# What the reader is told at the end of a way: rule of the report, type, rule of the likely report.
End = tuple[str, str, str]


@dataclass(frozen=True)
class Way:
    """An answer, and the id of the question or the outcome that it leads to."""

    answer: str
    question: str | None
    outcome: str | None


@dataclass(frozen=True)
class QuestionPage:
    """A question with what is known where it is asked: answers of the first way that leads here.

    `number` counts the questions from 1. `before` is the id of the page that leads here, if one
    alone does.
    """

    id: str
    question: Question
    known: dict[str, str]
    number: int
    ways: list[Way]
    before: str | None


@dataclass(frozen=True)
class OutcomePage:
    """A result; `answers` has one whole set of answers for each way that leads here."""

    id: str
    report_rule: str
    answers: list[dict[str, str]]

    @property
    def common(self) -> dict[str, str]:
        """The answers that all ways have in common."""
        first, *others = self.answers
        return {
            name: value
            for name, value in first.items()
            if all(other.get(name) == value for other in others)
        }


@dataclass(frozen=True)
class Walk:
    """All questions, the first one first, and all outcomes, by id."""

    questions: dict[str, QuestionPage]
    outcomes: dict[str, OutcomePage]

    def question_at(self, answers: Mapping[str, str]) -> QuestionPage:
        """Return the last question that is met on the way of some answers."""
        page = next(iter(self.questions.values()))
        while page.question.id in answers:
            way = next(way for way in page.ways if way.answer == answers[page.question.id])
            if way.question is None:
                break
            page = self.questions[way.question]
        return page


# The questions that are left after some answers: their ids, nested, or the end.
Ahead = tuple[object, ...]


@dataclass
class _Walker:
    model: DecisionModel
    questions: dict[Ahead, QuestionPage] = field(default_factory=dict)
    outcomes: dict[End, OutcomePage] = field(default_factory=dict)

    def ahead(self, given: dict[str, str]) -> Ahead:
        """Return what lies ahead; two ways with the same ahead of them share their pages."""
        question = self.model.next_question(given)
        if question is None:
            return self.end(given)
        branches = (self.ahead({**given, question.id: item.id}) for item in question.options)
        return (question.id, *branches)

    def end(self, given: dict[str, str]) -> End:
        evaluated = self.model.evaluate_tables(given)
        likely = evaluated.rules["likely-report"]
        told = likely.id if likely.then != self.model.unsettled("likely-report") else ""
        return (evaluated.rules["report"].id, evaluated.outcomes["type"], told)

    def visit(self, given: dict[str, str]) -> Way:
        """Add the pages from here on, and return the way to the first of them."""
        answer = list(given.values())[-1] if given else ""
        ahead = self.ahead(given)
        question = self.model.next_question(given)
        if question is None:
            return Way(answer, None, self.reach(given))
        if ahead not in self.questions:
            name = "-".join(["ask", *given.values()]) if given else ""
            page = QuestionPage(name, question, given, len(given) + 1, [], None)
            self.questions[ahead] = page
            for option in question.options:
                page.ways.append(self.visit({**given, question.id: option.id}))
        else:
            for option in question.options:  # the other ways lead to the same outcomes
                self.visit({**given, question.id: option.id})
        return Way(answer, self.questions[ahead].id, None)

    def reach(self, given: dict[str, str]) -> str:
        rule, kind, likely = end = self.end(given)
        if end not in self.outcomes:
            evaluated = self.model.evaluate_tables(given)
            kinds = [] if kind == self.model.unsettled("type") else [kind]
            name = "-".join(["result", evaluated.outcomes["report"], *kinds, rule, likely]).strip(
                "-"
            )
            self.outcomes[end] = OutcomePage(name, rule, [])
        self.outcomes[end].answers.append(given)
        return self.outcomes[end].id


def walk(model: DecisionModel) -> Walk:
    """Return the pages of every way from the first question on."""
    walker = _Walker(model)
    walker.visit({})
    before: dict[str, set[str]] = {page.id: set() for page in walker.questions.values()}
    for page in walker.questions.values():
        for way in page.ways:
            if way.question is not None:
                before[way.question].add(page.id)
    return Walk(
        {
            page.id: replace(page, before=_only(before[page.id]))
            for page in walker.questions.values()
        },
        {page.id: page for page in walker.outcomes.values()},
    )


def _only(names: set[str]) -> str | None:
    return next(iter(names)) if len(names) == 1 else None
