"""What is wrong with a file, said so that an editor can mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: where it stands and what it is.

    `file` is relative to the project, `line` counts from 1 (0: not in a file), `where` is the
    dotted name of the record and field (empty when the file as a whole is meant).
    """

    file: str
    line: int
    where: str
    what: str = field(compare=False)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.where}: {self.what}" if self.where else f"{place}: {self.what}"


class DataProblems(Exception):  # noqa: N818 - it carries problems, it is not one error
    """Raised when files cannot be used; `problems` holds every mistake that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return " – did you mean “x”?" for the nearest word, or the whole list if it is short."""
    names = sorted(known)
    near = get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f" – did you mean “{near[0]}”?"
    return f" – allowed: {', '.join(names)}" if 0 < len(names) <= 12 else ""


def annotations(problems: Iterable[Problem], environ: Mapping[str, str]) -> list[str]:
    """Return the problems as GitHub annotations when a GitHub workflow runs the check."""
    if environ.get("GITHUB_ACTIONS") != "true":
        return []
    return [
        f"::error file={problem.file},line={problem.line or 1}::{problem.where}: {problem.what}"
        for problem in problems
    ]
