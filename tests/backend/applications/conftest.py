"""A site with the form for firms, and an application that says all it can."""

from dataclasses import replace
from pathlib import Path

import pytest

from backend.config.settings import Settings
from macros.views import Links
from macros.views.quotes.forms import firm_form
from model.form import ApplicationForm
from tests.backend.conftest import SHELL
from tests.data import load_data

TEXTS = {
    "name": "Żółć & Partners, LLP",
    "site": "https://partners.test/",
    "licence_where": "Board of Accountancy",
    "licence_verify": "https://board.test/look-up",
    "review_accepted": "2025-06-30",
    "review_verify": "https://reviews.test/partners",
    "readiness": "yes",
    "weeks_to_start": "3",
    "introductions": "introductions@partners.org",
    "contact": "Ada Lovelace",
    "email": "ada@partners.org",
    "notes": "Two lines:\nthe second",
}


@pytest.fixture
def application_form() -> ApplicationForm:
    return load_data().application_form


@pytest.fixture
def pairs(application_form: ApplicationForm) -> list[tuple[str, str]]:
    """Names and values as a browser sends them: each box that is ticked is one pair."""
    ticked = [
        (field.name, option.value)
        for field in application_form.form.fields
        if field.kind == "checkboxes"
        for option in field.options
    ]
    return [*TEXTS.items(), *ticked, (application_form.form.honeypot.name, "")]


@pytest.fixture
def settings(settings: Settings, site_dir: Path, application_form: ApplicationForm) -> Settings:
    """The site of the other tests, with the page for firms."""
    (site_dir / "for-firms").mkdir()
    page = SHELL.format(
        title="For firms", content=firm_form(load_data(), Links("/", "http://site/"))
    )
    (site_dir / "for-firms" / "index.html").write_text(page, encoding="utf-8")
    return replace(settings, applications=application_form)


def without(pairs: list[tuple[str, str]], name: str, *values: str) -> list[tuple[str, str]]:
    return [pair for pair in pairs if pair[0] != name] + [(name, value) for value in values]
