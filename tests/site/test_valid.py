"""HTML and CSS as the standards have them, says the Nu checker.

Docstrings: see tests/browser/access/test_pages.py.
"""

import re
from pathlib import Path

import pytest

from model.dataset import ROOT
from tools.testenv import nu

pytestmark = pytest.mark.nightly

# What Material brings, each thing with the start tag that it stands in.
FROM_THE_THEME = {
    r"“autocomplete” is only allowed when": r'<input class="md-toggle" data-md-toggle="',
}
# Parts of CSS that are younger than the checker.
YOUNG_CSS = {
    *("“paint-order”", "“@container”", "“container-type”"),
    *("“position-area”", "“position-try-fallbacks”"),
}
# A file has no origin, so that 'self' fits nothing, and the checker takes data for a script. What
# the policies let through, tests/browser asks Chromium.
POLICY = "violates Content Security Policy"


def from_the_theme(said: nu.Violation) -> str | None:
    for what, where in FROM_THE_THEME.items():
        if re.search(what, said.says) and where in said.extract:
            return what
    return None


def beyond_the_checker(said: nu.Violation) -> bool:
    return POLICY in said.says or any(name in said.says for name in YOUNG_CSS)


@pytest.fixture(scope="module")
def complaints(published) -> list[nu.Violation]:
    """What is said of the pages, and of the styles within them."""
    return [said for said in nu.validate(published) if not beyond_the_checker(said)]


def test_the_html_of_every_page_is_valid(complaints):
    """The HTML of every page follows the standard, but for what the theme brings."""
    assert [said for said in complaints if not from_the_theme(said)] == []


def test_nothing_is_allowed_that_the_theme_no_longer_brings(complaints):
    """Each exception for the theme is still needed."""
    assert {from_the_theme(said) for said in complaints} == set(FROM_THE_THEME)


def test_our_styles_are_valid():
    """The styles follow the standard."""
    files = sorted((ROOT / "docs" / "assets" / "css").glob("*.css"))
    assert [said for said in nu.validate(*files, kind="css") if not beyond_the_checker(said)] == []


@pytest.mark.parametrize(
    ("suffix", "planted"), [("html", "<p><ul></ul><blink>x</blink>"), ("css", "a { colour: red }")]
)
def test_the_checker_finds_a_planted_mistake(tmp_path: Path, suffix, planted):
    """The checker of HTML and styles finds mistakes that we plant."""
    head = "<!doctype html><html lang=en><title>x</title>" if suffix == "html" else ""
    file = tmp_path / f"planted.{suffix}"
    file.write_text(head + planted, encoding="utf-8")
    assert nu.validate(file, kind=suffix)
