"""A page carries the rules of what it shows at first, and no others."""

import pytest

from publish.critical_css.above_the_fold import keep_above_the_fold
from publish.critical_css.purge import parse, write

PAGE = """<!doctype html><html><head><title>x</title></head><body><p class="seen">A</p>
<details><summary>B</summary><p class="folded seen">C</p></details>
<details open><summary>D</summary><p class="open">E</p></details>
<div popover class="note"><b class="noted">F</b></div></body></html>"""


def kept(css: str) -> str:
    return write(keep_above_the_fold(parse("x.css", css), PAGE))


@pytest.mark.parametrize(
    "selector",
    [".seen", "summary", "details", ".open", ".note", ".made-by-script",
     ".seen:focus-within", ".seen:not(:target)"],
)  # fmt: skip
def test_what_is_seen_at_first_keeps_its_rules(selector):
    assert kept(f"{selector}{{color:red}}") == f"{selector}{{color:red}}"


@pytest.mark.parametrize(
    "selector",
    [".folded", "details p.folded", ".noted", ".note b",
     ".seen:hover", ".seen:focus", ".seen:focus-visible", ".seen:target"],
)  # fmt: skip
def test_what_opens_later_has_its_rules_elsewhere(selector):
    assert kept(f"{selector}{{color:red}}") == ""


def test_a_choice_keeps_the_selectors_of_what_is_seen():
    assert kept(".folded,.seen{color:red}") == ".seen{color:red}"


def test_motion_comes_later():
    assert kept(".seen{top:0;transition:top 1s}") == ".seen{top:0}"


def test_conditions_keep_what_is_seen_and_paper_keeps_nothing():
    assert kept("@media(min-width:1em){.seen{top:0}.folded{top:0}}") == (
        "@media(min-width:1em){.seen{top:0}}"
    )
    for condition in ("print", "(scripting:none)", "(prefers-reduced-motion:reduce)"):
        assert kept(f"@media {condition}{{.seen{{top:0}}}}") == ""
    assert kept("@page{margin:1cm}") == ""
