"""Command line: `python -m model check | decide | match | outcomes | schema`."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from model.decide import DecisionModel, UnknownAnswer
from model.load import DATA, Site, load
from model.match_command import explained
from model.outcomes import outcome_lines
from model.problems import DataProblems, annotations
from model.schema import write_schemas


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 fine, 1 bad data, 2 bad arguments."""
    parser = argparse.ArgumentParser(prog="python -m model", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="the data directory")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="check every data file")
    decide = commands.add_parser("decide", help="decide from answers such as asked_by=finance")
    decide.add_argument("answers", nargs="*", metavar="question=answer")
    matching = commands.add_parser("match", help="match firms to answers such as stage=ready")
    matching.add_argument("answers", nargs="*", metavar="question=answer")
    outcomes = commands.add_parser("outcomes", help="list every combination and its result")
    outcomes.add_argument("file", nargs="?", type=Path, help="write the list here")
    commands.add_parser("schema", help="write the JSON Schemas of the data files")
    options = parser.parse_args(arguments)
    if options.command == "schema":
        for path in write_schemas(options.data):
            print(path.relative_to(options.data.parent))
        return 0
    try:
        site = load(options.data.resolve())
    except DataProblems as error:
        print(error, file=sys.stderr)
        for line in annotations(error.problems, os.environ):
            print(line)
        return 1
    match options.command:
        case "decide":
            return _answered(lambda: _decided(site, options.answers))
        case "match":
            return _answered(lambda: explained(site, _answers(options.answers)))
        case "outcomes":
            return _outcomes(site, options.file)
        case _:
            return _checked(site)


def _checked(site: Site) -> int:
    print(
        f"data: {len(site.reports)} reports, {len(site.attributes)} rows, "
        f"{len(site.decisions)} decision tables, {len(site.sources)} sources: no problem found"
    )
    return 0


def _decided(site: Site, given: list[str]) -> dict[str, object]:
    model = DecisionModel(site.vocabulary, site.decisions)
    return model.decide(_answers(given)).as_json()


def _answered(work: Callable[[], dict[str, object]]) -> int:
    """Print one JSON object, or one line that names the answers that are allowed."""
    try:
        print(json.dumps(work(), ensure_ascii=False))
    except UnknownAnswer as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _outcomes(site: Site, file: Path | None) -> int:
    lines = outcome_lines(DecisionModel(site.vocabulary, site.decisions))
    text = "\n".join(lines) + "\n"
    if file:
        file.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 0


def _answers(given: list[str]) -> dict[str, str]:
    answers: dict[str, str] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UnknownAnswer(f"“{pair}” is not of the form question=answer")
        if name in answers:
            raise UnknownAnswer(f"{name} is answered twice")
        answers[name] = value
    return answers


if __name__ == "__main__":
    sys.exit(main())
