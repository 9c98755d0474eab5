"""Each myth stands in a section, and its correction rests on more than vendors."""

import re

import pytest

from model.dataset import Dataset
from tests.model.conftest import LEAST, Spoil


def test_every_section_has_myths_in_it(dataset: Dataset) -> None:
    assert {myth.group for myth in dataset.myths.values()} == set(dataset.myth_groups)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("group: name\n", "group: nam\n", "group: unknown group “nam” – did you mean “name”?"),
        (re.compile(r"sources: \[.+?\]"), f"sources: [{LEAST}]", "only tier 3 sources"),
        ("- id: soc-ii\n", "- id: certified\n", "“certified” stands twice"),
        ("  myth: ", "  mith: ", "did you mean “myth”?"),
    ],
)
def test_a_planted_mistake_is_named(
    spoiled: Spoil, old: str | re.Pattern[str], new: str, said: str
) -> None:
    problems = spoiled("myths.yml", old, new)
    assert any(said in line for line in problems), problems
    assert all(line.startswith("data/myths.yml:") for line in problems)
