"""Words of pages, data and guides that codespell takes for mistakes."""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from model.core.problems import Problem, deduplicate

GUIDES = ("README.md", "CONTRIBUTING.md", "HACKING.md", "EDITORIAL.md")
# As codespell prints it: docs/soc-1.md:12: sorces ==> sources
FOUND = re.compile(r"(.+?):(\d+): (.+?) ==> (.+)")
ADVICE = "If it is right, add it to ignore-words-list in pyproject.toml"


def check_spelling(paths: Iterable[Path], root: Path) -> list[Problem]:
    """Return a problem for each word; words to be let through stand in `root`/pyproject.toml."""
    asked = [str(path) for path in paths if path.exists()]
    done = subprocess.run(  # noqa: S603 - the program that we installed, on our own files
        [sys.executable, "-m", "codespell_lib", *asked],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    rows = [(row, FOUND.match(row)) for row in done.stdout.splitlines()]
    found = [_problem(match, root) for _, match in rows if match]
    unread = [row for row, match in rows if not match]
    if done.returncode and not found:  # codespell itself has failed
        said = " ".join([*unread, *done.stderr.splitlines()[-1:]])
        found.append(Problem("codespell", 0, "", said))
    return deduplicate(found)


def _problem(match: re.Match[str], root: Path) -> Problem:
    path = Path(match[1])
    file = path.relative_to(root).as_posix() if path.is_relative_to(root) else match[1]
    meant = " or ".join(f"“{word.strip()}”" for word in match[4].split(","))
    what = f"“{match[3]}” may be misspelt – did you mean {meant}?"
    return Problem(file, int(match[2]), "", f"{what} {ADVICE}")
