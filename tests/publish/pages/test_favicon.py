"""The icon of the tab has the colours of the site, and every page names the same."""

from pathlib import Path

import pytest

from model.dataset import ROOT
from publish.pages import favicon
from publish.site import BuiltSite

PAGE = '<html><head><link rel="icon" href="{}"></head><body></body></html>'


@pytest.fixture
def site(tmp_path: Path) -> BuiltSite:
    (tmp_path / "index.html").write_text(PAGE.format("a/icon.svg"), encoding="utf-8")
    (tmp_path / "a").mkdir()
    return BuiltSite(tmp_path, "https://a.example/")


def drawn(site: BuiltSite, text: str) -> str:
    path = site.folder / "a/icon.svg"
    path.write_text(text, encoding="utf-8")
    favicon.write_favicon(site)
    return path.read_text(encoding="utf-8")


def test_a_colour_that_is_named_is_that_of_the_site(site, monkeypatch):
    monkeypatch.setitem(favicon.COLOURS_OF_SITE, "soc-1", "#123456")
    assert drawn(site, '<svg fill="var(--soc-1, #000)"/>') == '<svg fill="#123456"/>'


def test_a_colour_that_the_site_has_not_is_left(site):
    assert drawn(site, '<svg fill="var(--none, red)"/>') == '<svg fill="var(--none, red)"/>'


def test_the_icon_of_the_site_types_no_colour_of_its_own():
    text = (ROOT / "docs/assets/favicon.svg").read_text(encoding="utf-8")
    assert text.count("#") == text.count("var(--")
