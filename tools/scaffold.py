"""Start a page, a source or a report: a few questions, and the files stand where they belong.

`python -m tools.scaffold page | source | report`. What still has to be written says TODO. Each TODO
is named at the end, and by `make check` until it is gone.
"""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from macros.checks.mkdocs_config import read_config
from macros.checks.pages import problems
from macros.views.registry import macros_of
from macros.views.render import Links
from model.core.problems import DataProblems
from model.dataset import ROOT, load
from tools.new_files import Ask, Unusable, new_page, new_report, new_source


def asker(given: dict[str, str]) -> Ask:
    """Return a function that takes an answer from the command line, or asks for it."""

    def ask(name: str, question: str, pattern: str = r".+", meant: str = "an answer") -> str:
        while True:
            answer = (given.pop(name, "") or input(f"{question}: ")).strip()
            if re.fullmatch(pattern, answer):
                return answer
            if not sys.stdin.isatty():
                raise Unusable(f"{name}: “{answer}” is not {meant}")
            print(f"“{answer}” is not {meant}. Try again, or press Ctrl+C to stop.")

    return ask


KINDS: dict[str, Callable[[Path, Ask], list[Path]]] = {
    "page": new_page,
    "source": new_source,
    "report": new_report,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns 0, or 1 with a line that says what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.scaffold", description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("answers", nargs="*", metavar="name=answer", help="asked for if left out")
    parser.add_argument("--root", type=Path, default=ROOT, help="the project's folder")
    options = parser.parse_intermixed_args(arguments)
    given = dict(answer.split("=", 1) for answer in options.answers if "=" in answer)
    try:
        changed = KINDS[options.kind](options.root, asker(given))
    except (Unusable, DataProblems) as error:
        print(error, file=sys.stderr)
        return 1
    except (EOFError, KeyboardInterrupt):
        print("an answer is missing", file=sys.stderr)
        return 1
    for path in changed:
        print(f"wrote {path.relative_to(options.root)}")
    for line in left_to_do(options.root, changed):
        print(line)
    return 0


def left_to_do(root: Path, changed: Sequence[Path]) -> list[str]:
    """Check the project and return what is wrong with the files that were written."""
    _, found = read_config(root / "mkdocs.yml", root / "docs")
    try:
        site = load(root / "data")
        found += problems(root / "docs", macros_of(site, Links()), root, terms=site.terms.values())
    except DataProblems as error:
        found += error.problems
    names = {path.relative_to(root).as_posix() for path in changed}
    return [str(problem) for problem in found if problem.file in names]


if __name__ == "__main__":
    sys.exit(main())
