"""What is wrong with a file, said so that an editor can mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

MAX_PLACES = 2  # of the same mistake, and no more lines for it
MAX_NAMED = 6  # of the other places, on the line of the first


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: where it stands and what it is.

    `file` is relative to the project, `line` counts from 1 (0: not in a file), `where` is the
    dotted name of the record and field (empty when the file as a whole is meant).
    """

    file: str
    line: int
    where: str
    what: str

    @property
    def place(self) -> str:
        """File and line, as editors open them."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        said = f"{self.where}: {self.what}" if self.where else self.what
        return f"{self.place}: {said}"


class InvalidDataError(Exception):
    """Raised when files cannot be used; `problems` holds every mistake that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = deduplicate(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def deduplicate(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems in order; one mistake that shows in many places is said once.

    A renamed source or answer makes every place that names it wrong. The first place is shown, with
    the number of the others and the nearest of them.
    """
    same: dict[str, list[Problem]] = {}
    for problem in sorted(set(problems)):
        # only a sentence that names something has a cause in common
        key = problem.what if "“" in problem.what else f"{len(same)}"
        same.setdefault(key, []).append(problem)
    return sorted(one for alike in same.values() for one in _summarize(alike))


def _summarize(alike: list[Problem]) -> list[Problem]:
    if len(alike) <= MAX_PLACES:
        return alike
    first, others = alike[0], alike[1:]
    named = ", ".join(list(dict.fromkeys(problem.place for problem in others))[:MAX_NAMED])
    rest = "" if len(others) <= MAX_NAMED else " and so on"
    return [replace(first, what=f"{first.what} – and in {len(others)} more places: {named}{rest}")]


def suggest(word: str, known: Iterable[str]) -> str:
    """Return " – did you mean “x”?" for the nearest word, or the whole list if it is short."""
    names = sorted(known)
    near = get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f" – did you mean “{near[0]}”?"
    return f" – allowed: {', '.join(names)}" if 0 < len(names) <= 12 else ""


def github_annotations(
    problems: Iterable[Problem], environ: Mapping[str, str], level: str = "error"
) -> list[str]:
    """Return the problems as GitHub annotations when a GitHub workflow runs the check.

    `level` is error or warning.
    """
    if environ.get("GITHUB_ACTIONS") != "true":
        return []
    return [
        f"::{level} file={problem.file},line={problem.line or 1}::{_message(problem)}"
        for problem in problems
    ]


def _message(problem: Problem) -> str:
    """Return the words of a problem as an annotation takes them, which is one escaped line."""
    words = f"{problem.where}: {problem.what}" if problem.where else problem.what
    return words.replace("%", "%25").replace("\n", "%0A")
