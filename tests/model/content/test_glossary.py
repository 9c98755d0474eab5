"""The glossary: every name leads to one term, and pages use the links as they should."""

import re

import pytest

from macros.views.citations import UnknownNameError
from macros.views.reference.glossary import find_term, term
from macros.views.render import Links
from model.dataset import Dataset
from tests.data import load_data
from tests.model.conftest import LEAST, Spoil

TERMS = list(load_data().terms.values())


@pytest.mark.parametrize("name", ["user entity", "User Entity", "CUEC", "gap letter"])
def test_a_term_is_found_by_each_of_its_names(name: str) -> None:
    assert name.casefold() in {known.casefold() for known in find_term(TERMS, name).names}


def test_a_term_is_a_link_to_its_definition_with_the_words_of_the_page(dataset: Dataset) -> None:
    markup = term(dataset, Links("/soc/"), "CUEC", "CUECs & more")
    assert markup == '<a class="soc-term" href="/soc/glossary/#cuec">CUECs &amp; more</a>'


def test_an_unknown_term_is_refused_with_the_nearest(dataset: Dataset) -> None:
    with pytest.raises(
        UnknownNameError, match="unknown term “user entiti” – did you mean “user entity”"
    ):
        term(dataset, Links(), "user entiti")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  short: CUEC\n", "  short: CSOC\n", "“CSOC” is a name of “csoc” already"),
        (re.compile(r"  see: \[[\w-]+"), "  see: [user-entiti",
         "unknown term “user-entiti” – did you mean “user-entity”?"),
        (re.compile(r"(- id: (.+)\n(?:  .*\n)*?  see: \[)[\w-]+"), r"\1\2",
         "a term does not refer to itself"),
        (re.compile(r"sources: \[.+?\]"), f"sources: [{LEAST}]", "only tier 3 sources"),
    ],
)  # fmt: skip
def test_a_planted_mistake_is_named(
    spoiled: Spoil, old: str | re.Pattern[str], new: str, said: str
) -> None:
    problems = spoiled("glossary.yml", old, new)
    assert any(said in line for line in problems), problems
    assert all(line.startswith("data/glossary.yml:") for line in problems)
