"""A slip in YAML is told on the line on which to mend it, and with its cure."""

import itertools
import re
from collections.abc import Iterable

import pytest

from model.core import yaml_loader
from model.dataset import DATA

ALONE = "a: 1\nb: {}\nc: d\n"


def yaml_error(text: str) -> str:
    found = yaml_loader.read_text(text, "x.yml").problems
    assert len(found) == 1, found
    return str(found[0])


@pytest.mark.parametrize(
    ("value", "line", "what"),
    [
        ('"SOC 2" is a report', 2, "goes on after its closing quote"),
        ("'SOC 2' is a report", 2, "goes on after its closing quote"),
        ("*SOC 2* is a report", 2, "starts with “*” must stand in quotes"),
        ("**SOC 2** is a report", 2, "starts with “*” must stand in quotes"),
        ("@SOC", 2, "starts with “@” must stand in quotes"),
        ("`SOC`", 2, "starts with “`” must stand in quotes"),
        ("%5", 2, "starts with “%” must stand in quotes"),
        ("> 5 firms", 2, "starts with “>” must stand in quotes"),
        ("[SOC] is a report", 2, "starts with “[” must stand in quotes"),
        ("{SOC} is a report", 2, "starts with “{” must stand in quotes"),
        ("[S10, S11", 2, "the “[” here is not closed"),
        ("SOC 2: a report", 2, "a colon in plain text: put the whole text in quotes"),
        ("“SOC 2: a report”", 2, "curly quotes are letters to YAML"),
        ('"SOC 2', 2, "the quote that opens here is not closed"),
        ('"C:\\x"', 2, "use single quotes"),
        ("x\nd", 3, "a colon and a space are missing after the key"),
        ("x\nd:e", 3, "a space is missing after the colon"),
        ("x\n\td: e", 3, "a tab: indent with spaces"),
        ("x\n<<<<<<< HEAD\nc: e\n=======\nc: f\n>>>>>>> other", 3, "a merge was not finished"),
        ("x\n d: e", 3, "begins in column 2, and in column 1 in the line above"),
        ('\n  - "d": e\n      - f g: h', 4, "begins in column 9, and in column 5"),
        (
            "\n  - d: e\n    f: g\n   h: i",
            5,
            "begins in column 4, and in column 5 in the line above",
        ),
        ("\n  d: e\n    goes on\n   f: g", 5, "begins in column 4, and in column 5"),
        ("\n  - d: e\n     f: g", 4, "begins in column 6, and in column 5 in the line above"),
    ],
)
def test_a_slip_is_told_with_its_line_and_its_cure(value, line, what):
    told = yaml_error(ALONE.replace("{}", value))
    assert told.startswith(f"x.yml:{line}: not valid YAML: ")
    assert what in told


def planted(file: str, pattern: str, new: str) -> tuple[str, int]:
    """What is said of a real file with a slip in it, and the line of the slip."""
    text = (DATA / file).read_text(encoding="utf-8")
    found = re.search(pattern, text, re.M)
    assert found
    told = yaml_error(text[: found.start()] + new + text[found.end() :])
    return told, text.count("\n", 0, found.start()) + 1


@pytest.mark.parametrize(
    ("file", "pattern", "new", "what"),
    [
        ("glossary.yml", r"^  name:", "   name:", "the indentation does not match"),
        ("sources.yml", r"^  publisher:", "   publisher:", "the indentation does not match"),
        ("reports/soc-1.yml", r"(?<=text: )(?=\w)", '"', "the quote that opens here is not closed"),
        ("reports/soc-2.yml", r"(?<=text: )(?=\w)", "'", "the quote that opens here is not closed"),
    ],
)
def test_a_slip_in_a_long_file_is_told_where_it_is(file, pattern, new, what):
    told, line = planted(file, pattern, new)
    assert told.startswith(f"x.yml:{line}: ")
    assert what in told


ODD = ['"', "'", ":", "[", "]", "{", "}", "*", "&", "\t", "-", "?", "|"]
FILE = (DATA / "types.yml").read_text(encoding="utf-8")
# After a colon, where a line begins, in its indentation, and in the middle of a word.
PLACES = [
    match.end()
    for place in (": ", "\n", "  ", "s")
    for match in re.finditer(re.escape(place), FILE)
]


def unclear_problems(typed: Iterable[tuple[str, int]]) -> list[str]:
    """What is told of signs typed at places in more than a line, or of a line that is not there."""
    return [
        f"{odd!r} at {at}: {problem}"
        for odd, at in typed
        for problem in yaml_loader.read_text(FILE[:at] + odd + FILE[at:], "types.yml").problems
        if "\n" in problem.what or not 1 <= problem.line <= FILE.count("\n") + 2
    ]


def test_a_sign_typed_anywhere_in_a_file_is_one_sentence():
    assert unclear_problems(zip(itertools.cycle(ODD), PLACES, strict=False)) == []


@pytest.mark.nightly
def test_whatever_is_typed_into_a_file_is_one_sentence():
    assert unclear_problems(itertools.product(ODD, PLACES)) == []
