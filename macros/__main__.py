"""Command line: `python -m macros check | reviews`, without a build."""

import json
import os
import sys
from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

import click

from macros.checks import (
    check_project,
    due_reviews,
    find_excuses,
    find_uncited_sources,
    load_dataset,
)
from model.core.command_line import HELP, run_command
from model.core.problems import Problem, github_annotations
from model.dataset import ROOT, Dataset, data_folder
from model.matching import find_due_checks, to_problems

SHOWN = 10  # mistakes of one file


EPILOG = """\b
Examples:
  python -m macros check
  python -m macros check --excused
  python -m macros reviews --today 2027-01-31

\b
Exit codes:
  0  fine; a review that is due is no mistake
  1  mistakes, each named with file and line
  2  wrong arguments
"""
DOCS = click.option(
    "--docs",
    type=click.Path(path_type=Path),
    default=ROOT / "docs",
    metavar="FOLDER",
    help="The pages' folder.",
)


def _day(_: click.Context, __: click.Parameter, text: str | None) -> date:
    """Return the day that was given, or that of the clock."""
    try:
        return date.fromisoformat(text) if text else datetime.now(UTC).date()
    except ValueError:
        raise click.BadParameter(f"{text!r} is no day such as 2026-12-01") from None


TODAY = click.option(
    "--today", callback=_day, metavar="YYYY-MM-DD", help="The day to compare with."
)


JSON = click.option("--json", "as_json", is_flag=True, help="One JSON array, of what is wrong.")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 fine, 1 mistakes. A due review is no mistake."""
    return run_command(cli, arguments, "python -m macros")


@click.group(epilog=EPILOG, context_settings=HELP)
def cli() -> None:
    """Check data, pages and spelling, without a build."""


@cli.command("check")
@click.option("--excused", is_flag=True, help="List what own() lets off instead.")
@DOCS
@TODAY
@JSON
def _check(excused: bool, docs: Path, today: date, as_json: bool) -> int:
    """Check data, pages and spelling."""
    if excused:
        _print_excuses(docs)
        return 0
    dataset, found = load_dataset()
    in_project, in_drafts = check_project(dataset, docs.resolve())
    found = sorted({*found, *in_project})
    if as_json:
        _print_json(found)
        return 1 if found else 0
    uncited = find_uncited_sources(dataset, docs) if dataset else ()
    _report([*_due(dataset, docs, today), *uncited], "warning")
    _report_drafts(in_drafts)
    _report(found, "error")
    if not found:
        pages = len(list(docs.rglob("*.md")))
        print(f"data, {pages} pages and spelling: no problem found")
    return 1 if found else 0


@cli.command("reviews")
@DOCS
@TODAY
@JSON
def _reviews(docs: Path, today: date, as_json: bool) -> None:
    """List the pages and entries of firms whose review is due."""
    dataset, _ = load_dataset()
    due = _due(dataset, docs, today)
    if as_json:
        _print_json(due)
        return
    print("".join(f"- {one}\n" for one in due), end="")


def _print_json(problems: list[Problem]) -> None:
    print(json.dumps([asdict(each) for each in problems], ensure_ascii=False, indent=1))


def _due(dataset: Dataset | None, docs: Path, today: date) -> list[Problem]:
    """Return a line for each page and each entry of a firm that is to be looked at again."""
    due = [review.to_problem(today) for review in due_reviews(docs, today)]
    if dataset:
        due += to_problems(
            find_due_checks(dataset.firms, dataset.matching.recheck_days, today), data_folder()
        )
    return due


def _report_drafts(problems: list[Problem]) -> None:
    """Say of each draft that it is one, and how much is missing; the preview shows what."""
    for file, count in sorted(Counter(problem.file for problem in problems).items()):
        print(f"{file}: a draft, not published; {count} things are missing", file=sys.stderr)


def _print_excuses(docs: Path) -> None:
    """Print each paragraph that a page lets off from naming a source, and how many there are."""
    count, idle = 0, 0
    for page in sorted(docs.rglob("*.md")):
        name = page.relative_to(docs).as_posix()
        found = list(find_excuses(name, page.read_text(encoding="utf-8")))
        if found:
            reasons = Counter(excuse.reason for excuse in found)
            print(f"docs/{name}: {', '.join(f'{n} {why}' for why, n in sorted(reasons.items()))}")
        for excuse in found:
            what = excuse.start if excuse.needed else "own() is not needed here"
            print(f"docs/{name}:{excuse.line}: {excuse.reason}: {what}")
        count, idle = count + len(found), idle + sum(not excuse.needed for excuse in found)
    print(f"{count} calls of own(), {idle} of them not needed")


def _report(problems: list[Problem], level: str) -> None:
    """Print problems for people, and once more for GitHub where it runs the check.

    Of each file the first SHOWN are said in full and the rest is counted, in the order of lines.
    """
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        by_file.setdefault(problem.file, []).append(problem)
    for file, some in by_file.items():
        for problem in some[:SHOWN]:
            print(f"warning: {problem}" if level == "warning" else problem, file=sys.stderr)
        if rest := some[SHOWN:]:
            place = f"{file}:{rest[0].line}" if rest[0].line else file
            print(f"{place}: and {len(rest)} more in this file from here on", file=sys.stderr)
    for line in github_annotations(problems, os.environ, level):
        print(line)


if __name__ == "__main__":
    sys.exit(main())
