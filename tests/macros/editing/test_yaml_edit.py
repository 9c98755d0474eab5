"""One value changes in a file, and nothing else: comments, quotes, folds and order stay."""

import difflib
from pathlib import Path

import pytest

from macros.editing.yaml_edit import EditError, changes_only, replace_value
from model.core.yaml_loader import read_text
from model.dataset import ROOT

FILE = """\
# What this file is for.
name: Plain words
quoted: 'It''s quoted'   # why
date: '2026-11-22'
folded: >-
  The first line is long enough to stand alone here.
  The second line follows it.
  The third line ends it.
literal: |-
  one
  two
many: plain text that goes on
  in the next line
flow: {text: Inside., sources: [S01, F02]}
block:
- S01
- S02
count: 5
on: true
last: end
"""


def changed_lines(before: str, after: str) -> list[str]:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[:2] in {"- ", "+ "}]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("name",), "Other words"),
        (("name",), "With: a colon"),
        (("name",), "2026"),
        (("name",), "# no comment"),
        (("quoted",), "Don't"),
        (("date",), "2026-12-01"),
        (("flow", "text"), "Outside, with a comma."),
        (("flow", "sources"), ["S01", "F03"]),
        (("count",), 6),
        (("on",), False),
        (("last",), "true"),
    ],
)
def test_a_value_on_one_line_changes_one_line(path, value):
    after = replace_value(FILE, path, value)
    assert len(changed_lines(FILE, after)) == 2
    data = read_text(after, "").data
    for step in path:
        data = data[step]
    assert data == value


def test_a_change_inside_a_folded_text_leaves_the_lines_above_and_below():
    told = read_text(FILE, "").data["folded"].replace("follows it", "follows after it")
    after = replace_value(FILE, ("folded",), told)
    assert changed_lines(FILE, after) == [
        "-   The second line follows it.",
        "+   The second line follows after it.",
    ]


@pytest.mark.parametrize("name", ["folded", "literal", "many"])
def test_a_text_of_several_lines_can_be_written_anew(name):
    after = replace_value(FILE, (name,), "Short now")
    assert read_text(after, "").data[name] == "Short now"


def test_a_list_of_lines_stays_a_list_of_lines():
    after = replace_value(FILE, ("block",), ["S01", "F09", "S02"])
    assert changed_lines(FILE, after) == ["+ - F09"]


def test_a_text_that_has_become_long_is_folded():
    after = replace_value(FILE, ("name",), "word " * 40 + "end")
    assert "name: >-\n  word word" in after
    assert max(map(len, after.splitlines())) <= 100


@pytest.mark.parametrize("path", [("new",), ("flow", "new")])
@pytest.mark.parametrize("value", ["A text", "word " * 40 + "end", ["S01"], 7, True])
def test_a_key_that_is_not_there_yet_is_added(path, value):
    after = replace_value(FILE, path, value)
    data = read_text(after, "").data
    assert (data if len(path) == 1 else data["flow"])["new"] == value
    assert FILE.splitlines()[0] in after


def test_a_value_shared_with_another_place_is_refused():
    with pytest.raises(EditError, match="shared"):
        replace_value("a: &x {b: one}\nc: *x\n", ("a", "b"), "two")


def test_a_list_with_a_comment_inside_is_refused():
    with pytest.raises(EditError):
        replace_value("a:\n- S01\n# why\n- S02\n", ("a",), ["S01"])


@pytest.mark.parametrize(
    "after",
    ["a: 1\nb: 3\n", "a: '2'\nb: 2\n", "b: 2\na: 2\n", "# gone\na: 2\nb: 2\n", "a: 2\n"],
)
def test_a_change_of_anything_else_is_seen(after):
    assert not changes_only("a: 1\nb: 2\n", after, ("a",), 2)


def test_the_change_alone_passes():
    assert changes_only("# kept\na: 1\nb: 2\n", "# kept\na: 2\nb: 2\n", ("a",), 2)


@pytest.mark.parametrize(
    "path", [*sorted((ROOT / "data").glob("*.yml")), *sorted((ROOT / "data").glob("reports/*"))],
    ids=lambda path: path.name,
)  # fmt: skip
def test_the_first_and_last_text_of_each_file_of_ours_can_be_changed(path: Path):
    text = path.read_text("utf-8")
    texts = [*_texts(read_text(text, "").data, ())]
    for place, value in (texts[0], texts[-1]):
        after = replace_value(text, place, f"{value} anew: “so”")
        assert len(changed_lines(text, after)) <= 6


def _texts(data, path):
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, (*path, key))
    elif isinstance(data, list) and not all(isinstance(one, str) for one in data):
        for at, value in enumerate(data):
            yield from _texts(value, (*path, at))
