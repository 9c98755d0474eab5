"""A page links each term of the glossary where its prose uses it first, and only there."""

import pytest

from macros.checks.prose.glossary_links import (
    NEVER_LINKED,
    abbreviations,
    check_first_uses,
    check_repeated_links,
)
from tests.data import load_data

TERMS = list(load_data().terms.values())


def first_uses(text: str) -> list[str]:
    return [what.split("”")[0].removeprefix("“") for _, _, what in check_first_uses(text, TERMS)]


def test_a_term_linked_twice_is_named_with_both_lines() -> None:
    text = 'a {{ term("CUEC") }}\n\nb {{ term("NDA") }} {{ term("Cuec") }}'
    assert [(line, what[:40]) for line, _, what in check_repeated_links(text, TERMS)] == [
        (3, "“Cuec” is linked on line 1 already: link")
    ]


def test_a_first_use_without_a_link_is_named_with_its_line_and_the_call_to_write() -> None:
    text = "---\ntitle: x\n---\n\n# x\n\nNo term.\nTwo *bridge letters* came.\n"
    assert list(check_first_uses(text, TERMS)) == [
        (8, "term", "“bridge letters” is in the glossary, and its first use is no link: "
                    '{{ term("bridge letter", "bridge letters") }}')
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Ask a CPA.", ["CPA"]),
        ("Ask a certified public accountant.", ["certified public accountant"]),
        ('Ask a certified public accountant ({{ term("CPA") }}). The CPA signs.', []),
        ('The {{ term("CPA", "accountants") }} sign. A CPA.', []),
        ('A CPA.\n\nThe {{ term("CPA") }}.', ["CPA"]),
        ("HIPAA, COSO and ISO 27001.", ["HIPAA", "COSO", "ISO 27001"]),
        ("Sarbanes-Oxley, or SOX.", ["Sarbanes-Oxley"]),
        ("The user\nentities and a User Entity.", ["user entities"]),
        ("An SSAE No. 21.", ["SSAE No. 21"]),
        ("A SOC report.", ["SOC"]),
        ("## AICPA rules\n\n[AICPA rules](x.md) say `AICPA`.\n\n| AICPA |\n", []),
        ("```\nAICPA\n```\n", []),
        ("Nothing in CPAverify, SSAE-like words or {{ site('AICPA') }}.", []),
        ("A SOC 1 Type 2 and a SOC 3 on each control of the period.", []),
        ("A CPA.\n\n{{ glossary() }}", []),
    ],
)  # fmt: skip
def test_a_term_is_linked_where_it_comes_first(text: str, missing: list[str]) -> None:
    assert first_uses(text) == missing


@pytest.mark.parametrize("name", ["Q x", "(Z) rule", "x/y test", "Été"])
@pytest.mark.parametrize("text", ["A {}.", "“{}” is", "{}"])
def test_a_name_of_any_shape_is_found(name: str, text: str) -> None:
    terms = [TERMS[0].model_copy(update={"id": "odd", "name": name, "short": None, "also": []})]
    assert [where for _, where, _ in check_first_uses(text.format(name), terms)] == ["term"]


def test_an_unknown_term_hides_no_other_finding() -> None:
    assert first_uses('{{ term("no such") }} A CPA.') == ["CPA"]


def test_what_needs_no_link_is_in_the_glossary() -> None:
    assert {term.id for term in TERMS} >= NEVER_LINKED


def test_the_abbreviations_are_those_of_the_glossary() -> None:
    assert {"CPA", "HIPAA", "SOX", "COSO", "NDA", "AT-C"} <= set(abbreviations(TERMS))
    assert "Type 1" not in abbreviations(TERMS)
