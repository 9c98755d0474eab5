"""A colour that cannot be read on its ground is refused, with a near one that can."""

import re

import pytest

from macros.checks.files.colours import TOKENS, check_colours, contrast, find_near
from model.dataset import ROOT

STYLES = (ROOT / "docs" / TOKENS).read_text(encoding="utf-8")
BLACK, WHITE, GREY = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (0.5, 0.5, 0.5)


def change(name: str, value: str, scheme: int = 0) -> str:
    """The styles with a colour of the light (0) or dark (1) scheme replaced."""
    found = list(re.finditer(rf"{name}: (#\w+);", STYLES))[scheme]
    return f"{STYLES[: found.start(1)]}{value}{STYLES[found.end(1) :]}"


def test_the_colours_of_the_site_can_be_read():
    assert list(check_colours(STYLES)) == []


def test_the_contrast_is_that_of_wcag():
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast(WHITE, WHITE) == pytest.approx(1)
    assert contrast((0x76 / 255,) * 3, WHITE) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    ("scheme", "value", "word"), [(0, "#6d8fb8", "light"), (1, "#314a6b", "dark")]
)
def test_a_brand_colour_that_fails_is_named_with_a_near_one_that_passes(scheme, value, word):
    styles = change("--brand", value, scheme)
    found = list(check_colours(styles))
    line, name, what = found[0]
    assert styles.splitlines()[line - 1].strip() == f"--brand: {value};"
    assert name == "--brand"
    assert f"in the {word} scheme" in what
    near = re.search(r"“(#\w{6})” is near and passes", what)
    assert near
    assert list(check_colours(change("--brand", near[1], scheme))) == []


def test_the_near_colour_is_no_farther_than_it_must_be():
    near = find_near((0.55, 0.55, 0.55), [(WHITE, 4.5)])
    assert near
    assert 4.5 <= contrast(tuple(int(near[i : i + 2], 16) / 255 for i in (1, 3, 5)), WHITE) < 4.8


def test_where_no_colour_passes_on_both_grounds_both_are_to_be_changed():
    assert find_near(GREY, [(WHITE, 7.0), (BLACK, 7.0)]) is None
