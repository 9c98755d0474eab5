"""Command line: `python -m macros check` checks the pages without building them."""

import argparse
import os
import sys
from pathlib import Path

from mkdocs.config import load_config

from macros import data_links, macros_of, pages
from macros.render import Links
from model.load import ROOT, load
from model.problems import DataProblems, Problem, annotations


def main(arguments: list[str] | None = None) -> int:
    """Run the check and return its exit code: 0 fine, 1 mistakes."""
    parser = argparse.ArgumentParser(prog="python -m macros", description=__doc__)
    commands = parser.add_subparsers(required=True)
    check = commands.add_parser("check", help="check every page")
    check.add_argument("--docs", type=Path, default=ROOT / "docs", help="the pages' directory")
    options = parser.parse_args(arguments)
    try:
        site = load()
    except DataProblems as error:
        return _report(error.problems)
    docs = options.docs.resolve()
    config = load_config(str(ROOT / "mkdocs.yml"), docs_dir=str(docs))
    macros = macros_of(site, Links())
    found = pages.problems(docs, macros, ROOT, config)
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
