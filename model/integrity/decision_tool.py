"""What ties the words of the decision tool to the questions and to the quote form."""

from collections.abc import Iterator, Mapping
from typing import get_args

from model.core.problems import Problem, suggest
from model.core.yaml_loader import KeyPath
from model.decision import INTERIM, SOONER, Condition, FormPrefill, Vocabulary
from model.form import QuoteForm
from model.integrity.files import DataFile
from model.timeline import TYPE_1, Interim

UnknownName = tuple[KeyPath, str, str, list[str]]


def check_decision_tool(
    vocabulary: DataFile[Vocabulary], form: DataFile[QuoteForm]
) -> Iterator[Problem]:
    """Yield every reference of the tool that leads nowhere."""
    words = vocabulary.record
    if words is None:
        return
    unknown = [
        *_check_outcomes(words),
        *_check_reply(words),
        *_check_interim(words),
        *_check_old_answers(words),
        *_check_option_steps(words),
    ]
    if form.record:
        for number, field in enumerate(words.tool.quote_fields):
            unknown += _check_field(("tool", "quote_fields", number), field, words, form.record)
    for path, kind, word, known in unknown:
        yield vocabulary.problem(path, f"unknown {kind} “{word}”{suggest(word, known)}")


def _check_outcomes(vocabulary: Vocabulary) -> Iterator[UnknownName]:
    for number, decision in enumerate(vocabulary.decisions):
        known = [outcome.id for outcome in decision.outcomes]
        if decision.unsettled not in known:
            path: KeyPath = ("decisions", number, "unsettled")
            yield path, "outcome", decision.unsettled, known


def _check_reply(vocabulary: Vocabulary) -> Iterator[UnknownName]:
    known = {name: vocabulary.choices(name) for name in vocabulary.inputs()}
    known[INTERIM] = [item.id for item in vocabulary.interim]
    known[SOONER] = [TYPE_1]
    for number, part in enumerate(vocabulary.tool.reply.parts):
        for place, line in enumerate(part.lines):
            path: KeyPath = ("tool", "reply", "parts", number, "lines", place)
            yield from _check_condition((*path, "when"), line.when, known)
            yield from _check_condition((*path, "unless"), line.unless, known)


def _check_condition(
    path: KeyPath, condition: Condition, known: Mapping[str, list[str]]
) -> Iterator[UnknownName]:
    for name, answers in condition.items():
        if name not in known:
            yield (*path, name), "question or decision", name, list(known)
            continue
        for number, answer in enumerate(answers):
            if answer not in known[name]:
                yield (*path, name, number), "answer", answer, known[name]


def _check_interim(vocabulary: Vocabulary) -> Iterator[UnknownName]:
    steps = [step.id for step in vocabulary.steps]
    named = [item.id for item in vocabulary.interim]
    for number, item in enumerate(vocabulary.interim):
        path: KeyPath = ("interim", number)
        if item.id not in get_args(Interim):
            yield (*path, "id"), "word of the model of time", item.id, list(get_args(Interim))
        for place, step in enumerate(item.steps):
            if step not in steps:
                yield (*path, "steps", place), "step", step, steps
    for word in get_args(Interim):
        if word not in named:
            yield ("interim",), "text: none says what is meant by", word, named


def _check_option_steps(vocabulary: Vocabulary) -> Iterator[UnknownName]:
    steps = [step.id for step in vocabulary.steps]
    for number, question in enumerate(vocabulary.questions):
        for at, option in enumerate(question.options):
            for place, step in enumerate(option.steps):
                if step not in steps:
                    yield ("questions", number, "options", at, "steps", place), "step", step, steps


def _check_old_answers(vocabulary: Vocabulary) -> Iterator[UnknownName]:
    questions = {question.id: vocabulary.choices(question.id) for question in vocabulary.questions}
    for number, item in enumerate(vocabulary.old_answers):
        path: KeyPath = ("old_answers", number)
        if item.question not in questions:
            yield (*path, "question"), "question", item.question, list(questions)
        elif item.now not in questions[item.question]:
            yield (*path, "now"), "answer", item.now, questions[item.question]
        yield from _check_condition((*path, "when"), item.when, questions)


def _check_field(
    path: KeyPath, field: FormPrefill, vocabulary: Vocabulary, form: QuoteForm
) -> Iterator[UnknownName]:
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
