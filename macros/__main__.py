"""Command line: `python -m macros check | reviews`, without a build."""

import argparse
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from mkdocs.config import load_config

from macros import data_links, macros_of, pages
from macros.render import Links
from macros.reviews import due_reviews
from model.firm_checks import due_checks, said
from model.load import DATA, ROOT, load
from model.problems import DataProblems, Problem, annotations


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 fine, 1 mistakes. A due review is no mistake."""
    parser = argparse.ArgumentParser(prog="python -m macros", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="check every page")
    reviews = commands.add_parser("reviews", help="list the pages whose review is due")
    for command in (check, reviews):
        command.add_argument("--docs", type=Path, default=ROOT / "docs", help="the pages' folder")
        command.add_argument("--today", type=date.fromisoformat, default=datetime.now(UTC).date(),
                             help="the day to compare with, as YYYY-MM-DD")  # fmt: skip
    options = parser.parse_args(arguments)
    due = [review.said(options.today) for review in due_reviews(options.docs, options.today)]
    due += _due_firms(options.today)
    if options.command == "reviews":
        print("".join(f"- {line}\n" for line in due), end="")
        return 0
    for line in due:
        print(f"warning: {line}", file=sys.stderr)
    return _check(options.docs.resolve())


def _due_firms(today: date) -> list[str]:
    """Return a line for each entry of a firm that is to be checked again; none of broken data."""
    try:
        site = load()
    except DataProblems:
        return []
    return list(said(due_checks(site.firms, site.matching.recheck_days, today), DATA))


def _check(docs: Path) -> int:
    try:
        site = load()
    except DataProblems as error:
        return _report(error.problems)
    config = load_config(str(ROOT / "mkdocs.yml"), docs_dir=str(docs))
    macros = macros_of(site, Links())
    found = pages.problems(docs, macros, ROOT, config, site.terms.values())
    if not found:  # ids are known only of pages that can be rendered
        found = data_links.problems(site, docs, ROOT, pages.ids(pages.read(docs), macros, config))
    if not found:
        print(f"pages: {len(list(docs.rglob('*.md')))} pages: no problem found")
    return _report(found)


def _report(problems: list[Problem]) -> int:
    for problem in problems:
        print(problem, file=sys.stderr)
    for line in annotations(problems, os.environ):
        print(line)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
