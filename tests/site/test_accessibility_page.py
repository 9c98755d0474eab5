"""The accessibility page says what the tests of today cover."""

from datetime import date
from xml.etree import ElementTree

import pytest

from tests.data import load_data
from tools.accessibility import describe_coverage, write
from tools.browser_states import list_paths
from tools.testenv.axe import AXE
from tools.testenv.nu import NU

STALE = "the last recorded run covers something else: run `make accessibility`"
RUN = load_data().accessibility


@pytest.mark.parametrize("what", describe_coverage())
def test_the_recorded_run_covers_what_the_tests_cover(what):
    assert getattr(RUN, what) == describe_coverage()[what], STALE


def test_the_recorded_run_saw_no_more_pages_than_there_are(published):
    """The page tells of the pages of that day. An editor who adds one needs no new run for it.

    That page is tested all the same: the checks of access run over all pages in every `make test`.
    """
    assert RUN.pages <= len(list_paths(published)), STALE


def test_the_recorded_run_used_the_pinned_programs():
    assert (RUN.versions.axe_core, RUN.versions.nu) == (AXE.version, NU.version), STALE


@pytest.mark.of_page("accessibility/")
def test_the_page_shows_the_run(built):
    article = built.page("accessibility/").select_one("article")
    text = article.get_text(" ")
    assert article.select_one("dl time")["datetime"] == RUN.date
    for said in (
        f"{RUN.pages}: all that there were on that day",
        f"{RUN.runs} tests",
        RUN.versions.chromium,
    ):
        assert said in text
    assert [item.get_text() for item in article.select("ul.soc-open-data li")] == RUN.checks


def test_a_run_is_written_from_its_report(tmp_path):
    report = ElementTree.fromstring(
        "<suite><testcase><properties><property name='pages' value='7'/></properties></testcase>"
        "<testcase><properties><property name='chromium' value='1.2'/></properties></testcase>"
        "</suite>"
    )
    write(tmp_path / "run.yml", report, date(2026, 1, 2))
    text = (tmp_path / "run.yml").read_text(encoding="utf-8")
    assert "date: '2026-01-02'" in text
    assert "pages: 7\n" in text
    assert "runs: 2\n" in text
