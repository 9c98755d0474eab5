"""Kinds of business, and which report published sources say each usually needs."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from model.core.problems import suggest
from model.core.record import Id, Record, Statement, Text
from model.core.yaml_loader import KeyPath
from model.decision import QuestionId, Vocabulary

SHORT_WORDS = 10  # what a line of a scenario holds on a phone


def _few_words(text: str) -> str:
    if (count := len(text.split())) > SHORT_WORDS:
        raise ValueError(f"at most {SHORT_WORDS} words, not {count}")
    return text


class Reason(Statement):
    """Why a business usually needs what it needs."""

    short: Annotated[Text, AfterValidator(_few_words)] = Field(
        description=f"The same in at most {SHORT_WORDS} words, for the closed line."
    )

    reported: bool = Field(
        default=False,
        description="True if only sources of tier 3 say so. The page then names them before the "
        "text, as in “IntelliTrans says:”.",
    )

    @property
    def is_claim(self) -> bool:
        """Whether we say it, not only sources of tier 3."""
        return not self.reported


class Scenario(Record):
    """A kind of business, in a situation that a published source describes."""

    id: Id = Field(description="Short name; the anchor on the page. Do not change it later.")
    title: Text = Field(description="Heading: the kind of business in a few words.")
    business: Text = Field(description="One sentence: what it does for its customers.")
    usual: Id = Field(description="The report that the source names: an outcome of the decision.")
    type: Id | None = Field(default=None, description="The type, if the source names one.")
    add_soc_3: bool = Field(default=False, description="True if the source adds a SOC 3.")
    also: list[Id] = Field(
        default=[], description="Other outcomes that the disagreement makes acceptable."
    )
    why: Reason = Field(description="Why, and who says so.")
    disagreement: Statement | None = Field(
        default=None, description="What other sources say instead."
    )
    answers: dict[QuestionId, Id] = Field(
        min_length=1, description="Answers in the decision tool, all of them or some."
    )
    inferred: list[QuestionId] = Field(
        default=[], description="The answers that the source does not state: we assumed them."
    )


class FilterWords(Record):
    """What the filter of the page says; braces are filled in."""

    shown: Text = Field(description="How many scenarios are shown: {count} of {total}.")
    none: Text = Field(description="Said where none is.")
    unknown_result: Text = Field(description="Said where a link names an unknown {result}.")


class Scenarios(Record):
    """The file data/scenarios.yml."""

    filter: FilterWords = Field(description="What the filter of the page says.")
    scenarios: list[Scenario] = Field(min_length=1, description="In the order shown.")


def check_scenarios(
    scenarios: Scenarios, vocabulary: Vocabulary, tiers: Mapping[str, int]
) -> Iterator[tuple[KeyPath, str]]:
    """Yield (path, what is wrong) for each word that the vocabulary does not have, and the like.

    `tiers` gives the tier of each registered source.
    """
    for index, scenario in enumerate(scenarios.scenarios):
        for path, what in _check_outcomes(scenario, vocabulary):
            yield ("scenarios", index, *path), what
        for path, what in _check_answers(scenario, vocabulary):
            yield ("scenarios", index, *path), what
        if scenario.why.reported and any(tiers.get(name, 3) < 3 for name in scenario.why.sources):
            what = "not needed: one of the sources is of tier 1 or 2"
            yield ("scenarios", index, "why", "reported"), what


def _check_outcomes(scenario: Scenario, vocabulary: Vocabulary) -> Iterator[tuple[KeyPath, str]]:
    named: list[tuple[KeyPath, str, str]] = [(("usual",), "report", scenario.usual)]
    named += [(("also", index), "report", word) for index, word in enumerate(scenario.also)]
    if scenario.type:
        named.append((("type",), "type", scenario.type))
    for path, decision, word in named:
        known = vocabulary.choices(decision)
        if word not in known:
            yield path, f"unknown outcome “{word}”{suggest(word, known)}"
    if scenario.also and not scenario.disagreement:
        yield ("also",), "needs a disagreement that says who sees it so"


def _check_answers(scenario: Scenario, vocabulary: Vocabulary) -> Iterator[tuple[KeyPath, str]]:
    questions = [question.id for question in vocabulary.questions]
    for name, answer in scenario.answers.items():
        if name not in questions:
            yield ("answers", name), f"unknown question “{name}”{suggest(name, questions)}"
        elif answer not in (known := vocabulary.choices(name)):
            yield ("answers", name), f"unknown answer “{answer}”{suggest(answer, known)}"
    for index, name in enumerate(scenario.inferred):
        if name not in scenario.answers:
            yield ("inferred", index), f"“{name}” is not among the answers"
