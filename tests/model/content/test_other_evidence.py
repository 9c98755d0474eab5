"""What is asked for in place of a SOC report: complete, sourced, and answered by a question."""

import re

import pytest

from model.dataset import DATA, Dataset
from tests.model.conftest import LEAST, Spoil


def test_every_table_has_rows_and_stays_short(dataset: Dataset) -> None:
    groups = [item.group for item in dataset.other_evidence.values()]
    assert set(groups) == set(dataset.evidence_groups)
    assert max(groups.count(group) for group in groups) <= 6


def test_no_mail_promises_a_date_or_calls_a_report_a_certificate(dataset: Dataset) -> None:
    for reply in dataset.replies.values():
        text = f"{reply.subject} {reply.body}".casefold()
        assert "week" not in text, reply.id
        assert "we are certified" not in text, reply.id
        assert "compliant" not in text, reply.id


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  group: own\n", "  group: owm\n", "group: unknown group “owm” – did you mean “own”?"),
        (re.compile(r"sources: \[.+?\]"), f"sources: [{LEAST}]", "only tier 3 sources"),
        ("- id: pci-dss\n", "- id: hitrust\n", "“hitrust” stands twice"),
        (re.compile(r"(  ask: .*)\?"), r"\1.", "must be a question"),
    ],
)
def test_a_planted_mistake_is_named(
    spoiled: Spoil, old: str | re.Pattern[str], new: str, said: str
) -> None:
    problems = spoiled("other_evidence.yml", old, new)
    assert any(said in line for line in problems), problems
    assert all(line.startswith("data/other_evidence.yml:") for line in problems)


def test_two_mails_with_one_name_are_refused(spoiled: Spoil) -> None:
    problems = spoiled("replies.yml", "- id: scope\n", "- id: renewal\n")
    assert any("“renewal” stands twice" in line for line in problems), problems


@pytest.mark.parametrize("key", ["publisher", "url"])
def test_a_source_that_could_be_taken_for_this_site_is_refused(
    spoiled: Spoil, dataset: Dataset, key: str
) -> None:
    name = dataset.settings.name
    host = re.sub(r"\W+", "-", name.lower())
    given = {"publisher": f"{name.title()}.org", "url": f"https://www.{host}.example/a"}
    sources = (DATA / "sources.yml").read_text("utf-8")
    old = re.search(rf"^  {key}: .*\n", sources, re.M)
    assert old
    problems = spoiled("sources.yml", old[0], f"  {key}: {given[key]}\n")
    assert any("could be taken for this site" in line for line in problems), problems
