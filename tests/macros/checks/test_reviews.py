"""Editors hear of reviews before they are due."""

from datetime import date
from pathlib import Path

import pytest

from macros.__main__ import main
from macros.checks.reviews import due_reviews
from model.dataset import ROOT

PAGE = "---\ntitle: x\nreviewed: '2026-11-22'\nnext_review: '{due}'\n---\n\n# x\n"


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    (folder / "deep").mkdir(parents=True)
    (folder / "later.md").write_text(PAGE.format(due="2027-05-22"))
    (folder / "deep" / "sooner.md").write_text(PAGE.format(due="2027-04-01"))
    (folder / "never.md").write_text("---\ntitle: x\n---\n# x\n")
    (folder / "broken.md").write_text(PAGE.format(due="soon"))
    return folder


def due_problems(docs: Path, today: str) -> list[str]:
    day = date.fromisoformat(today)
    return [str(review.to_problem(day)) for review in due_reviews(docs, day)]


def test_thirty_one_days_before_nothing_is_said(docs):
    assert due_problems(docs, "2027-03-01") == []


def test_thirty_days_before_the_page_and_its_line_are_named(docs):
    assert due_problems(docs, "2027-03-02") == [
        "docs/deep/sooner.md:4: next_review: the review is due on 2027-04-01, in 30 days"
    ]


def test_overdue_pages_come_first(docs):
    assert due_problems(docs, "2027-05-01") == [
        "docs/deep/sooner.md:4: next_review: the review is overdue since 2027-04-01",
        "docs/later.md:4: next_review: the review is due on 2027-05-22, in 21 days",
    ]


def test_the_check_warns_and_still_passes(capsys):
    assert main(["check", "--today", "2099-01-01"]) == 0
    said = capsys.readouterr().err
    assert "warning: docs/soc-1.md:" in said
    assert "overdue since" in said


def test_the_list_for_the_workflow_is_markdown_and_empty_where_nothing_is_due(docs, capsys):
    assert main(["reviews", "--docs", str(docs), "--today", "2027-05-01"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("- docs/deep/sooner.md:4: ")
    assert len(said.splitlines()) == 2
    assert main(["reviews", "--docs", str(docs), "--today", "2026-12-01"]) == 0
    assert capsys.readouterr().out == ""


def test_the_workflow_runs_the_command():
    workflow = (ROOT / ".github/workflows/reviews.yml").read_text()
    assert "python -m macros reviews" in workflow
