"""Command line: `python -m macros check` checks the pages without building them."""

import argparse
import sys
from pathlib import Path

from macros import macros_of, pages
from macros.render import Links
from model.load import ROOT, load
from model.problems import DataProblems


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
        print(error, file=sys.stderr)
        return 1
    found = pages.problems(options.docs.resolve(), macros_of(site, Links()), ROOT)
    for problem in found:
        print(problem, file=sys.stderr)
    if not found:
        print(f"pages: {len(list(options.docs.rglob('*.md')))} pages: no problem found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
