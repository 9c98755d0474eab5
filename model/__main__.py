"""`python -m model`: check the data, decide, match firms, read requests; JSON for programs."""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path

import click

from model.core.command_line import HELP, JSON_OBJECT, print_result, run_command
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


EXAMPLES = """\b
Examples:
  python -m model check
  python -m model decide named=soc-2 customer_data=yes --today 2026-12-01
  python -m model match framework=soc-2 stage=ready
  python -m model read "Please send your SOC 2 Type 2 by March."

\b
Exit codes:
  0  fine
  1  the data has mistakes, each named with file and line
  2  wrong arguments, or an answer that is not allowed
"""
ANSWERS = click.argument("answers", nargs=-1, metavar="[QUESTION=ANSWER]...")
TODAY = click.option("--today", metavar="YYYY-MM-DD", help="The day from which dates are seen.")


@click.group(epilog=EXAMPLES, context_settings=HELP)
@click.option(
    "--data",
    "folder",
    type=click.Path(path_type=Path),
    default=data_folder,
    metavar="FOLDER",
    help="The data directory.",
)
@click.pass_context
def cli(context: click.Context, folder: Path) -> None:
    """Check the data, decide by its tables, match firms and read requests."""
    context.obj = folder


@cli.command("schema")
@JSON_OBJECT
@click.pass_obj
def _write_schemas(folder: Path, as_json: bool) -> None:
    """Write the JSON Schemas of the data files."""
    written = [str(path.relative_to(folder.parent)) for path in write_schemas(folder)]
    print_result("\n".join(written), as_json=as_json, written=written)


@cli.command("check")
@JSON_OBJECT
@click.pass_obj
def _check(folder: Path, as_json: bool) -> None:
    """Check every data file.

    Prints how much there is, or every mistake.
    """
    dataset = load(folder.resolve())
    counts = {
        "reports": len(dataset.reports),
        "rows": len(dataset.attributes),
        "decision_tables": len(dataset.decisions),
        "sources": len(dataset.sources),
    }
    said = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
    print_result(f"data: {said}: no problem found", as_json=as_json, **counts)


@cli.command("launch")
@click.option("--static-host", is_flag=True, help="For a host of files alone.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@click.pass_obj
def _launch(folder: Path, static_host: bool, as_json: bool) -> int:
    """Name each placeholder in data, pages and settings.

    Exits with 1 while there is one.
    """
    dataset = load(folder.resolve())
    found = check_content(dataset, folder.resolve().parent, os.environ, static_host=static_host)
    checks = list(silence(found, dataset.settings.silenced_checks))
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=1))
    for line in () if as_json else format_checks(checks):
        click.echo(line)
    return 1 if count_open(checks) else 0


@cli.command("decide")
@ANSWERS
@TODAY
@click.pass_obj
def _print_decision(folder: Path, answers: tuple[str, ...], today: str | None) -> None:
    """Decide from answers such as asked_by=finance.

    Prints one JSON object.
    """
    _print(_decide(load(folder.resolve()), answers, today))


@cli.command("match")
@ANSWERS
@click.pass_obj
def _print_match(folder: Path, answers: tuple[str, ...]) -> None:
    """Match firms to answers such as stage=ready.

    Prints one JSON object.
    """
    _print(explain_match(load(folder.resolve()), _parse_answers(answers)))


# A text may begin as an option does: “---- Forwarded message ----”.
@cli.command("read", context_settings={"ignore_unknown_options": True})
@click.argument("text")
@TODAY
@click.pass_obj
def _print_reading(folder: Path, text: str, today: str | None) -> None:
    """Read a request: a mail, a clause, a questionnaire.

    With - it reads standard input.
    """
    _print(_read(load(folder.resolve()), text, today))


@cli.command("outcomes")
@click.argument("target", required=False, type=click.Path(path_type=Path), metavar="[FOLDER]")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: lines by table.")
@click.pass_obj
def _list_outcomes(folder: Path, target: Path | None, as_json: bool) -> None:
    """List what each table gives.

    With FOLDER it writes one file a table there.
    """
    dataset = load(folder.resolve())
    if target:
        for path in write_outcomes(dataset.decisions, dataset.vocabulary, target):
            click.echo(path)
        return
    tables = dataset.decisions.values()
    lines = {table.id: format_outcomes(table, dataset.vocabulary) for table in tables}
    if as_json:
        _print(lines)
        return
    for name, found in lines.items():
        click.echo("\n".join([name, *found, ""]))


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 fine, 1 bad data, 2 bad arguments."""
    try:
        return run_command(cli, arguments, "python -m model")
    except UnknownAnswerError as error:
        click.echo(error, err=True)
        return 2
    except InvalidDataError as error:
        click.echo(error, err=True)
        for line in github_annotations(error.problems, os.environ):
            click.echo(line)
        return 1


def _print(found: Mapping[str, object]) -> None:
    """Print one JSON object."""
    click.echo(json.dumps(found, ensure_ascii=False))


def _decide(dataset: Dataset, given: Iterable[str], today: str | None) -> dict[str, object]:
    """Return the result; `notices` says which answers were read as others."""
    model = DecisionModel(dataset.vocabulary, dataset.decisions, dataset.timeline)
    answers, notices = read_old_answers(_parse_answers(given), dataset.vocabulary)
    return {**model.decide(answers, _day(today)).as_json(), "notices": notices}


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


def _parse_answers(given: Iterable[str]) -> dict[str, str]:
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
