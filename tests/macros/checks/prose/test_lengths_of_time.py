"""Weeks and months typed in a page are named with their line and with what to write instead."""

import pytest

from macros.checks.prose.lengths_of_time import check_lengths_of_time
from macros.views.planning.prices import fact_of_time


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("It takes six weeks.", "six weeks"),
        ("It takes 4 to 13 weeks.", "4 to 13 weeks"),
        ("It takes four-to-six months.", "four-to-six months"),
        ("It takes 4–6 months.", "4–6 months"),
        ("A six-month period.", "six-month"),
        ("Twelve\u00a0months of it.", "Twelve\u00a0months"),
        ("### A Type 2 over 3 months", "3 months"),
        ("[In 3 months](soc-1.md)", "3 months"),
        ("Several weeks.", "Several weeks"),
    ],
)
def test_a_typed_length_is_refused_with_the_macro_to_write(text: str, typed: str) -> None:
    [(line, _, what)] = check_lengths_of_time(f"---\na: b\n---\n\n{text}\n")
    assert line == 5
    assert f"“{typed}” is typed: write {{{{ weeks(" in what
    assert f'fact_of_time("{typed}"' in what


@pytest.mark.parametrize(
    "text",
    [
        'It takes {{ weeks("type-1", "ready") }}.',
        'It takes {{ retention("months") }} months.',
        'A floor of {{ fact_of_time("six months", "a myth") }}.',
        "### A short period { #six-months }",
        "[More](type-1-vs-type-2.md#six-months)",
        "`six months`",
        "It takes a few months, or weeks.",
        "Once a month.",
        "The 27 November 2026.",
    ],
)
def test_a_length_from_a_macro_and_a_word_without_a_number_are_let_be(text: str) -> None:
    assert not list(check_lengths_of_time(f"{text}\n"))


def test_a_fact_of_another_kind_needs_its_reason() -> None:
    assert fact_of_time("six months", "what the myth says") == "six months"
    with pytest.raises(ValueError, match="needs a reason"):
        fact_of_time("six months", " ")
