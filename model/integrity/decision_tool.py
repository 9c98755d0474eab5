"""What ties the words of the decision tool to the questions and to the quote form."""

from collections.abc import Iterator

from model.core.problems import Problem, suggest
from model.core.yaml_loader import KeyPath
from model.decision import Condition, HandOver, Vocabulary
from model.form import QuoteForm
from model.integrity.files import DataFile

Mistake = tuple[KeyPath, str, str, list[str]]


def check_decision_tool(
    vocabulary: DataFile[Vocabulary], form: DataFile[QuoteForm]
) -> Iterator[Problem]:
    """Yield every reference of the tool that leads nowhere."""
    words = vocabulary.record
    if words is None:
        return
    mistakes = [*_check_outcomes(words), *_check_email(words)]
    if form.record:
        for number, field in enumerate(words.tool.quote_fields):
            mistakes += _check_field(("tool", "quote_fields", number), field, words, form.record)
    for path, kind, word, known in mistakes:
        yield vocabulary.problem(path, f"unknown {kind} “{word}”{suggest(word, known)}")


def _check_outcomes(vocabulary: Vocabulary) -> Iterator[Mistake]:
    for number, decision in enumerate(vocabulary.decisions):
        known = [outcome.id for outcome in decision.outcomes]
        if decision.unsettled not in known:
            path: KeyPath = ("decisions", number, "unsettled")
            yield path, "outcome", decision.unsettled, known


def _check_email(vocabulary: Vocabulary) -> Iterator[Mistake]:
    email, path = vocabulary.tool.email, ("tool", "email")
    yield from _check_condition((*path, "unasked_when"), email.unasked_when, vocabulary)
    for number, fact in enumerate(email.facts):
        yield from _check_condition((*path, "facts", number, "when"), fact.when, vocabulary)
    for number, item in enumerate(email.questions):
        yield from _check_condition(
            (*path, "questions", number, "known_by"), item.known_by, vocabulary
        )


def _check_condition(
    path: KeyPath, condition: Condition, vocabulary: Vocabulary
) -> Iterator[Mistake]:
    known = [question.id for question in vocabulary.questions]
    for name, answers in condition.items():
        if name not in known:
            yield (*path, name), "question", name, known
            continue
        choices = vocabulary.choices(name)
        for number, answer in enumerate(answers):
            if answer not in choices:
                yield (*path, name, number), "answer", answer, choices


def _check_field(
    path: KeyPath, field: HandOver, vocabulary: Vocabulary, form: QuoteForm
) -> Iterator[Mistake]:
    fields = {
        item.name: item
        for fieldset in form.fieldsets
        for item in fieldset.fields
        if item.prefill or item.kind == "textarea"
    }
    if field.id not in fields:
        yield (*path, "id"), "field that may be filled in", field.id, list(fields)
        return
    if field.source not in vocabulary.inputs():
        yield (*path, "source"), "question or decision", field.source, vocabulary.inputs()
        return
    choices = vocabulary.choices(field.source)
    options = [option.value for option in fields[field.id].options]
    for answer, value in field.values.items():
        if answer not in choices:
            yield (*path, "values", answer), "answer", answer, choices
        if options and value not in options:
            yield (*path, "values", answer), "option of the form", value, options
