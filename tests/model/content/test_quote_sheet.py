"""The sheet for quotes: its rows, its warning signs, and what the check refuses."""

import re

import pytest

from model.dataset import Dataset
from model.exports import compile_quote_sheet
from tests.model.conftest import Spoil


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  group: money\n", "  group: mony\n", "unknown group “mony”"),
        ("  group: people\n", "  group: job\n", "in the order of their groups"),
        ("  row: signer\n", "  row: signers\n", "unknown row “signers”"),
        ("  when: ['yes']\n", "  when: ['maybe']\n", "“maybe” is no answer of"),
        ("  kind: amount\n  payee: firm\n", "  kind: amount\n", "an amount has a payee"),
        ("  kind: list\n", "  kind: choice\n", "a choice has options"),
        (
            re.compile(r"(label: )(.+)(\}\n  - \{id: .*, label: ).+\}"),
            r"\1\2\3\2}",
            "two options have the same label",
        ),
        (re.compile(r"  ask: \w+"), "  ask: Is $20,000", "a figure needs a `basis`"),
        ("fewest: 2\n", "fewest: 6\n", "more than `most`"),
        (re.compile(r"    sources: \[\w+"), "    sources: [F999", "unknown source “F999”"),
        ("- id: travel\n", "- id: retests\n", "“retests” stands twice"),
    ],
)
def test_a_planted_mistake_is_named(
    spoiled: Spoil, old: str | re.Pattern[str], new: str, said: str
) -> None:
    problems = spoiled("quote_sheet.yml", old, new)
    assert any(said in line for line in problems), problems
    assert all(line.startswith("data/quote_sheet.yml:") for line in problems)


def test_names_of_reports_and_types_are_no_figures(spoiled: Spoil) -> None:
    old = re.compile(r"  ask: .*\?")
    assert spoiled("quote_sheet.yml", old, "  ask: Is a SOC 2 Type 2 in your fee?") == []


def test_a_row_that_the_firm_fills_in_has_a_question(dataset: Dataset) -> None:
    """What must match, and what is paid, can be asked for."""
    for row in dataset.quote_sheet.rows:
        assert row.ask or not (row.must_match or row.payee), row.id


def test_the_document_for_the_browser_has_every_row_and_no_source(dataset: Dataset) -> None:
    rows = compile_quote_sheet(dataset)["rows"]
    assert [row["id"] for row in rows] == [row.id for row in dataset.quote_sheet.rows]
    assert all("basis" not in row and row["short"] for row in rows)
