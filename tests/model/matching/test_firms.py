"""Firms are kept as data: nothing paid, nothing ranked, and samples that nobody can mistake."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from model.core.problems import InvalidDataError
from model.matching.firms import select_listed
from tests.data import load_data

ALDER = "- id: sample-alder\n"
NAME = "name: Alder Sample CPAs\n"


def one(problems: list[str]) -> str:
    """The only problem, which must name file and line."""
    assert len(problems) == 1, problems
    assert re.match(r"data/(firms|matching)\.yml:\d+: ", problems[0])
    return problems[0]


@pytest.mark.parametrize("key", ["rank: 1", "payment: gold", "sponsored: true", "fee: 10"])
def test_a_field_for_payment_or_rank_is_refused_and_the_reason_given(spoiled, key):
    said = one(spoiled("firms.yml", ALDER, f"{ALDER}  {key}\n"))
    name = key.partition(":")[0]
    assert f"sample-alder.{name}: unknown key: a firm has no field for payment or rank" in said


def test_a_field_with_a_slip_is_reported_with_the_nearest_known_one(spoiled):
    problems = spoiled("firms.yml", "  languages: [en, es]", "  langages: [en, es]")
    assert any("langages: unknown key – did you mean “languages”?" in line for line in problems)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("offers: [soc-1.type-1,", "offers: [soc-3.type-1,", "unknown word “soc-3.type-1”"),
        ("offers: [soc-1.type-1,", "offers: ['soc-1.*',", "is not a report and its type"),
        ("categories: [security,", "categories: [securty,", "did you mean “security”?"),
        ("stages: [exploring,", "stages: [explored,", "did you mean “exploring”?"),
        ("company_sizes: ['1-10',", "company_sizes: ['1-9',", "unknown word “1-9”"),
        ("regions: [united-states,", "regions: [usa,", "unknown word “usa”"),
        ("languages: [en, es]", "languages: [en, en]", "“en” stands twice"),
        ("prices_from: [report,", "prices_from: [reports,", "did you mean “report”?"),
        ("usual_sizes: ['11-50',", "usual_sizes: [over-1000,", "is not among company_sizes"),
        ("site: https://alder", "site: http://alder", "“http://alder.example/” is not an https"),
        ("verify: https://board", "verify: http://board", "is not an https address"),
        ("accepted: '2025-06-30'", "accepted: '2925-06-30'", "“2925-06-30” is in the future"),
        ("introductions@alder.", "introductions@birch.", "is that of sample-alder already"),
    ],
)
def test_a_mistake_is_reported_with_file_and_line(spoiled, old, new, said):
    problem = next(iter(spoiled("firms.yml", old, new)))
    assert re.match(r"data/firms\.yml:\d+: ", problem)
    assert said in problem


def test_a_firm_cannot_be_listed_twice_to_be_offered_twice_as_often(spoiled):
    said = one(spoiled("firms.yml", "site: https://birch.example/", "site: https://alder.example/"))
    assert "sample-birch.site: “https://alder.example/” is that of sample-alder already" in said


def test_an_id_stands_once(spoiled):
    assert "stands twice" in one(spoiled("firms.yml", "- id: sample-birch", "- id: sample-alder"))


def test_a_check_of_tomorrow_is_refused_but_that_of_today_is_not(spoiled):
    now = datetime.now(UTC)
    checked = "    checked: '2026-11-20'\n  peer"
    assert spoiled("firms.yml", checked, f"    checked: '{now.date()}'\n  peer") == []
    later = (now + timedelta(days=2)).date()
    assert "in the future" in one(
        spoiled(
            "firms.yml", f"    checked: '{now.date()}'\n  peer", f"    checked: '{later}'\n  peer"
        )
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (NAME, "name: Alder CPAs\n", "the name of a sample must say “sample”"),
        ("  sample: true\n", "", "the name says “sample”"),
        ("site: https://alder.example/", "site: https://alder.com/", "site: the host must end in"),
        ("introductions@alder.example", "a@alder.com", "introductions: the host must end in"),
        ("https://board.example/alder", "https://board.org/a", "licences.verify: the host must"),
        ("https://reviews.example/al", "https://reviews.org/", "peer_review.verify: the host must"),
    ],
)
def test_a_sample_says_so_and_leads_nowhere(spoiled, old, new, said):
    assert said in one(spoiled("firms.yml", old, new))


def test_a_firm_that_is_no_sample_leads_somewhere(spoiled):
    spoiled("firms.yml", "  sample: true\n", "")
    said = one(spoiled("firms.yml", NAME, "name: Alder CPAs\n"))
    assert "the host cannot end in .example" in said


def test_no_firm_is_listed_before_the_site_says_how_it_is_paid(spoiled):
    spoiled("firms.yml", "  sample: true\n", "")
    spoiled("firms.yml", NAME, "name: Alder CPAs\n")
    for end in ("alder.example/", "board.example/alder", "reviews.example/al", "@alder.example"):
        said = spoiled("firms.yml", end, end.replace(".example", ".example.com"))
    assert [line.partition(": ")[2] for line in said] == [
        "funding_placeholder: sample-alder is listed, so `funding` must say how the site is paid"
    ]
    assert spoiled("site.yml", "funding_placeholder: true\n", "") == []


def test_samples_are_listed_in_a_demonstration_only(samples):
    real = samples[0].model_copy(update={"id": "real", "sample": False})
    firms = (*samples, real)
    assert select_listed(firms, demonstration=True) == samples
    assert select_listed(firms, demonstration=False) == (real,)


def test_the_environment_makes_a_demonstration(monkeypatch):
    assert [firm.name for firm in load_data().listed_firms if firm.sample] == []
    monkeypatch.setenv("SITE_DEMONSTRATION", "on")
    assert any(firm.sample for firm in load_data().listed_firms)


def test_a_word_that_is_neither_on_nor_off_is_refused(monkeypatch):
    monkeypatch.setenv("SITE_DEMONSTRATION", "yes")
    with pytest.raises(InvalidDataError, match=r"^SITE_DEMONSTRATION: “yes” in the environment"):
        load_data()
