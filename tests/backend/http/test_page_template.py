"""Pages that are cut once and filled as text: the same page, and next to no work."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from backend.config.settings import Settings
from backend.http.site_pages import SitePages
from model.form.definition import QuoteForm

# As large as the quotes page of a real site.
FILLER = '<p class="filler">Words between the fields, as every page has them.</p>' * 900
NASTY = "</textarea><script>alert(1)</script>\"'&"


@pytest.fixture
def pages(settings: Settings) -> SitePages:
    page = settings.site_dir / "quotes" / "index.html"
    page.write_text(page.read_text().replace("</main>", f"{FILLER}</main>"))
    return SitePages(settings.site_dir, settings.base_path, settings.form)


def fastest(work: Callable[[], object]) -> float:
    times = []
    for _ in range(5):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


def test_filling_the_form_takes_a_tenth_of_reading_the_page(
    pages: SitePages, settings: Settings, form: QuoteForm
) -> None:
    text = (settings.site_dir / "quotes" / "index.html").read_text()
    errors = {field.name: form.errors.prefix for field in form.fields}
    fill = lambda: pages.render_form({}, errors, None, "key")  # noqa: E731
    assert fill() is not None
    assert fastest(fill) < fastest(lambda: BeautifulSoup(text, "html.parser")) / 10


def test_what_somebody_typed_stays_text(pages: SitePages, form: QuoteForm) -> None:
    values = {field.name: NASTY for field in form.fields}
    html = pages.render_form(values, {"email": NASTY}, NASTY, NASTY, "a@example.com")
    assert html is not None
    page = BeautifulSoup(html, "html.parser")
    assert not page.select("script:not([src], [type])")
    assert page.select_one("#quote-email")["value"] == NASTY  # type: ignore[index]
    assert page.select_one("[name=notes]").get_text() == NASTY  # type: ignore[union-attr]
    first = page.select_one("[data-error-list] li")
    assert first is not None and first.get_text() == NASTY


def test_a_page_that_was_built_again_is_read_again(pages: SitePages, settings: Settings) -> None:
    assert "A new heading" not in str(pages.render_thanks())
    page = settings.site_dir / "quotes" / "thanks" / "index.html"
    replaced = page.with_name("new.html")
    replaced.write_text(page.read_text().replace("<h1>Thank you", "<h1>A new heading"))
    replaced.rename(page)
    assert "A new heading" in str(pages.render_thanks())


def test_a_page_that_is_not_built_is_none(form: QuoteForm, tmp_path: Path) -> None:
    pages = SitePages(tmp_path, "/", form)
    assert pages.render_form({}, {}, None, "key") is None
    assert pages.render_thanks() is None
    assert pages.render_private("Title", "<p>text</p>") is None
