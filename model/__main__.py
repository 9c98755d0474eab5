"""`python -m model match`: the match for some answers, with every reason, as plain data."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from model.core.problems import InvalidDataError, github_annotations
from model.dataset import Dataset, data_folder, load
from model.decision import DecisionModel, UnknownAnswerError, is_day, read_old_answers
from model.exports import format_outcomes, write_outcomes, write_schemas
from model.launch import check_content, count_open, format_checks, silence
from model.matching import FirmMatch, match
from model.request_text import RequestReader, compile_phrases

ROTATION = "rotation"


def explain_match(dataset: Dataset, given: Mapping[str, str]) -> dict[str, object]:
    """Return the match as data for JSON; raises UnknownAnswerError.

    `given` may have `rotation` beside the answers; without it firms that are equally preferred
    stand in an order that is the same every time.
    """
    answers = {name: value for name, value in given.items() if name != ROTATION}
    allowed = _list_allowed_answers(dataset)
    for name, value in answers.items():
        if name not in allowed:
            known = ", ".join([*allowed, ROTATION])
            raise UnknownAnswerError(f"unknown question “{name}”: allowed are {known}")
        if value not in allowed[name]:
            known = ", ".join(allowed[name])
            raise UnknownAnswerError(f"unknown answer to {name} “{value}”: allowed are {known}")
    # Where nobody is listed yet, the samples show how it works.
    shown = dataset if dataset.listed_firms else replace(dataset, demonstration=True)
    found = match(answers, shown.firm_catalog, given.get(ROTATION, ""))
    return {
        "offered": [_match_as_json(item) for item in found.offered],
        "next": [item.firm.id for item in found.fitting[len(found.offered) :]],
        "others": [_match_as_json(item) for item in found.others],
        "why_fewer": found.why_fewer,
    }


def _list_allowed_answers(dataset: Dataset) -> dict[str, list[str]]:
    """Return the questions that matching looks at, in the form's order, with their answers."""
    asked = {name for item in dataset.matching.rules for name in item.questions}
    for item in dataset.matching.preferences:
        asked |= {*item.questions, *item.when}
    return {
        field.name: [option.value for option in field.options]
        for field in dataset.quote_form.fields
        if field.name in asked
    }


def _match_as_json(item: FirmMatch) -> dict[str, object]:
    return {
        "firm": item.firm.id,
        "name": item.firm.name,
        "sample": item.firm.sample,
        "score": item.score,
        "reasons": [vars(reason) for reason in item.reasons],
    }


def main(  # noqa: PLR0911 - one return for each command
    arguments: list[str] | None = None,
) -> int:
    """Run one command and return its exit code: 0 fine, 1 bad data, 2 bad arguments."""
    parser = argparse.ArgumentParser(prog="python -m model", description=__doc__)
    parser.add_argument("--data", type=Path, default=data_folder(), help="the data directory")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="check every data file")
    decide = commands.add_parser("decide", help="decide from answers such as asked_by=finance")
    decide.add_argument("answers", nargs="*", metavar="question=answer")
    decide.add_argument("--today", metavar="YYYY-MM-DD", help="the day that dates are seen from")
    matching = commands.add_parser("match", help="match firms to answers such as stage=ready")
    matching.add_argument("answers", nargs="*", metavar="question=answer")
    reading = commands.add_parser("read", help="read a request: a mail, a clause, a questionnaire")
    reading.add_argument("text", help="the text, or - to read it from standard input")
    reading.add_argument("--today", metavar="YYYY-MM-DD", help="the day from which dates count")
    outcomes = commands.add_parser("outcomes", help="list what each table gives")
    outcomes.add_argument("folder", nargs="?", type=Path, help="write one file a table here")
    launch = commands.add_parser("launch", help="name each placeholder in data, pages and settings")
    launch.add_argument("--static-host", action="store_true", help="for a host of files alone")
    commands.add_parser("schema", help="write the JSON Schemas of the data files")
    options = parser.parse_args(arguments)
    if options.command == "schema":
        for path in write_schemas(options.data):
            print(path.relative_to(options.data.parent))
        return 0
    try:
        dataset = load(options.data.resolve())
    except InvalidDataError as error:
        print(error, file=sys.stderr)
        for line in github_annotations(error.problems, os.environ):
            print(line)
        return 1
    match options.command:
        case "decide":
            return _print_json(lambda: _decide(dataset, options.answers, options.today))
        case "match":
            return _print_json(lambda: explain_match(dataset, _parse_answers(options.answers)))
        case "read":
            return _print_json(lambda: _read(dataset, options.text, options.today))
        case "outcomes":
            return _list_outcomes(dataset, options.folder)
        case "launch":
            return _launch(dataset, options.data.resolve().parent, static_host=options.static_host)
        case _:
            return _print_counts(dataset)


def _print_counts(dataset: Dataset) -> int:
    print(
        f"data: {len(dataset.reports)} reports, {len(dataset.attributes)} rows, "
        f"{len(dataset.decisions)} decision tables, {len(dataset.sources)} sources: "
        "no problem found"
    )
    return 0


def _launch(dataset: Dataset, root: Path, *, static_host: bool) -> int:
    found = check_content(dataset, root, os.environ, static_host=static_host)
    checks = list(silence(found, dataset.settings.silenced_checks))
    for line in format_checks(checks):
        print(line)
    return 1 if count_open(checks) else 0


def _decide(dataset: Dataset, given: list[str], today: str | None) -> dict[str, object]:
    """Return the result; `notices` says which answers were read as others."""
    model = DecisionModel(dataset.vocabulary, dataset.decisions, dataset.timeline)
    answers, notices = read_old_answers(_parse_answers(given), dataset.vocabulary)
    return {**model.decide(answers, _day(today)).as_json(), "notices": notices}


def _print_json(work: Callable[[], dict[str, object]]) -> int:
    """Print one JSON object, or one line that names the answers that are allowed."""
    try:
        print(json.dumps(work(), ensure_ascii=False))
    except UnknownAnswerError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _read(dataset: Dataset, text: str, today: str | None) -> dict[str, object]:
    reader = RequestReader(compile_phrases(dataset.phrases))
    if text == "-":  # no more than enough to see that it is too long
        given = sys.stdin.buffer.read(4 * reader.limit + 4)
        text = given.decode("utf-8", errors="replace")
    return reader.read(text, _day(today))


def _day(text: str | None) -> date:
    """Return the day of the clock, or the given one; raises UnknownAnswerError."""
    if text is not None and not is_day(text):
        raise UnknownAnswerError(f"“{text}” is not a day such as 2026-12-01")
    return date.fromisoformat(text) if text else datetime.now(UTC).date()


def _list_outcomes(dataset: Dataset, folder: Path | None) -> int:
    if folder:
        for path in write_outcomes(dataset.decisions, dataset.vocabulary, folder):
            print(path)
        return 0
    for table in dataset.decisions.values():
        print("\n".join([table.id, *format_outcomes(table, dataset.vocabulary), ""]))
    return 0


def _parse_answers(given: list[str]) -> dict[str, str]:
    answers: dict[str, str] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UnknownAnswerError(f"“{pair}” is not of the form question=answer")
        if name in answers:
            raise UnknownAnswerError(f"{name} is answered twice")
        answers[name] = value
    return answers


if __name__ == "__main__":
    sys.exit(main())
