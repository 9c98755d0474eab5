"""A page keeps the rules that it can show in any state, and loses the others."""

import pytest
import tinycss2

from publish.critical_css.purge import parse, purge, write
from publish.critical_css.selectors import parse_selectors
from publish.critical_css.usage import UsageIndex, index_usage
from publish.site import BuiltSite, PublishError

PAGE = """<!doctype html><html class="no-js"><head><title>x</title></head>
<body data-md-color-scheme="default">
<button class="option" data-palette="slate"></button>
<dl class="answers"><div><dt>a</dt></div></dl><p class="soc-lead"><a href="#">x</a></p>
<template><details class="more"></details></template>
<script type="module" src="assets/js/tool.mjs"></script></body></html>"""
SCRIPT = """import "./part.mjs"; root.dataset.screen = "1"; el("li"); box.classList.add("late");
document.createElement("hr"); root.querySelector("td"); find(root, "th"); box.closest("table");"""


@pytest.fixture(scope="module")
def usage(tmp_path_factory) -> UsageIndex:
    folder = tmp_path_factory.mktemp("site")
    (folder / "index.html").write_text(PAGE)
    (folder / "assets/js").mkdir(parents=True)
    (folder / "assets/js/tool.mjs").write_text(SCRIPT)
    (folder / "assets/js/part.mjs").write_text('const name = "imported";')
    site = BuiltSite(folder, "https://example.com/")
    return index_usage(site, site.pages.values())


def trimmed(css: str, usage: UsageIndex) -> str:
    return write(purge(parse("x.css", css), usage))


@pytest.mark.parametrize(
    "selector",
    [
        ".soc-lead",
        "p.soc-lead>a",
        ".soc-lead a:not(.button):hover",
        ".soc-lead::before",
        "p[hidden]",
        "a:focus-visible",
        "[data-md-color-scheme=slate] .soc-lead",
        ":is(.answers,.gone) dt",  # the page's parser gets this wrong
        ".gone,.soc-lead",
        ".js .soc-lead",
        ".soc-lead.late",  # a class that a script adds
        "p.late",
        "[data-screen] a",  # an attribute that a script sets
        "p li",  # an element that a script makes, wherever it puts that
        "p hr",
        ".soc-lead .imported",
        "details.more",
        "dl:has(dt)",
        "body:has(.answers, .gone)",
        "body:has(> .late)",
    ],
)
def test_what_a_page_can_show_is_kept(usage, selector):
    assert trimmed(f"{selector}{{color:red}}", usage).endswith("{color:red}")


@pytest.mark.parametrize(
    "selector",
    [".gone", "p.gone", "table", ".soc-lead>p", "#nowhere", "[dir=rtl] p", "a~p",
     ".soc-lead .gone:hover",
     "[data-md-color-scheme=ocean] p", ":is(.gone,.lost) p", ".answers>dt",
     "body:has(.gone)", "p:has(> .gone a)",
     "p td", "p th", "p table"],  # elements that a script only looks for
)  # fmt: skip
def test_what_a_page_cannot_show_is_left_out(usage, selector):
    assert trimmed(f"{selector}{{color:red}}", usage) == ""


def test_one_of_several_selectors_can_go_alone(usage):
    assert trimmed(".gone,.soc-lead,#no{color:red}", usage) == ".soc-lead{color:red}"


def test_conditions_are_kept_around_what_fits(usage):
    css = "@media print{.soc-lead{a:b}.gone{a:b}}@supports (x:y){.gone{a:b}}@container(w){p{a:b}}"
    assert trimmed(css, usage) == "@media print{.soc-lead{a:b}}@container(w){p{a:b}}"


def test_custom_properties_that_nothing_uses_go_with_those_that_only_they_use(usage):
    css = "p{--used:1;--for-other:2;--other:var(--for-other);width:var(--used,var(--x))}"
    assert trimmed(css, usage) == "p{--used:1;width:var(--used,var(--x))}"


def test_custom_properties_that_are_set_again_for_the_same_selectors_go(usage):
    css = "p,a{--x:1;--y:1}@media print{p{--x:2}}p{--x:3}a{--x:4}p{width:var(--x,var(--y))}"
    assert trimmed(css, usage) == "p,a{--y:1}p{--x:3}a{--x:4}p{width:var(--x,var(--y))}"
    css = "p{--x:1}@media print{p{--x:2}}p{width:var(--x)}"
    assert trimmed(css, usage) == css


def test_a_custom_property_with_one_value_everywhere_is_written_out(usage):
    css = ":root{--x:1rem}p{margin:var(--x)0 var(--x)}@media print{p{padding:var(--x)}}"
    written = "p{margin:1rem 0 1rem}@media print{p{padding:1rem}}"
    assert trimmed(css, usage) == written


@pytest.mark.parametrize(
    "css",
    [
        ":root{--x:1}@media print{:root{--x:2}}p{a:var(--x)}",
        ":root{--x:1}p{--x:2;a:var(--x)}",
        ":root,[data-md-color-scheme=slate]{--x:1}p{a:var(--x)}",
        "@media print{:root{--x:1}}p{a:var(--x)}",
        "p{--y:1}:root{--x:var(--y)}p{a:var(--x)}",
        ':root{--x:"a list of fonts, and more"}p{a:var(--x)}',
    ],
)
def test_a_custom_property_that_may_change_or_is_long_keeps_its_name(usage, css):
    assert trimmed(css, usage) == css


def test_animations_that_nothing_uses_go(usage):
    css = "@keyframes a{to{x:y}}@keyframes b{to{x:y}}p{animation:1s a}"
    assert trimmed(css, usage) == "@keyframes a{to{x:y}}p{animation:1s a}"


def test_important_and_escaped_names_survive(usage):
    assert trimmed("p{color:red!important}", usage) == "p{color:red!important}"
    assert trimmed(".a\\:b,p{x:y}", usage) == "p{x:y}"


@pytest.mark.parametrize(
    ("css", "said"),
    [("p{color:red;}}", "x.css:1: cannot be read"), ("p{color}", "cannot be read"),
     ("@import url(a.css);", "@import is not known")],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused(css, said):
    with pytest.raises(PublishError, match=said):
        parse("x.css", css)


@pytest.mark.parametrize(
    ("selector", "choices"),
    [
        (":is(a,.b c) p", ["a p", ".b c p"]),
        ("a:is(.x,y)", ["a.x", "a"]),
        (".m>:where(h1,h2):hover", [".m > h1", ".m > h2"]),
        (":root>*", ["* > *"]),
        ("td>:first-child::after", ["td > *"]),
        ("table:not([class]) td", ["table:not([class]) td"]),
    ],
)
def test_a_selector_becomes_one_that_asks_no_more(selector, choices):
    (found,) = parse_selectors(tinycss2.parse_component_value_list(selector))
    assert [choice.relaxed for choice in found.choices] == choices
