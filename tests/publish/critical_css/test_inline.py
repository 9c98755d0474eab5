"""Each page carries its style; the theme's files wait; a theme that has changed stops the step."""

import ast
import re
import shutil
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import pytest

from model.dataset import ROOT
from publish.assets import fingerprint
from publish.critical_css.inline import collapse_lists, collapse_whitespace, inline_styles
from publish.critical_css.purge import parse
from publish.critical_css.theme import RESTYLED
from publish.security.csp import DATA_TYPES
from publish.site import BuiltSite, PublishError
from tests.conftest import ADDRESS

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def themed(pages):
    return {path: page for path, page in pages.items() if page.select_one("template#late")}


def test_every_page_of_the_theme_has_one_style_and_links_none_that_a_paint_waits_for(pages):
    found = themed(pages)
    assert found
    for path, page in found.items():
        assert len(page.select("style")) == 1, path
        links = [
            link for link in page.select("link[rel=stylesheet]") if not link.find_parent("template")
        ]
        assert all(link.find_parent("noscript") for link in links), path
        later = page.select_one("head template[data-after-load]").select("link[rel=stylesheet]")
        assert [link["href"] for link in later] == [link["href"] for link in links], path


def test_the_sheet_that_all_pages_share_has_the_rules_of_what_opens_and_of_paper(pages, published):
    page = pages["soc-1/"]
    linked = page.select_one("head template[data-after-load]").link["href"].removeprefix("../")
    shared = (published / linked).read_text(encoding="utf-8")
    for rule in ("@media print", ".soc-notes__tier{"):
        assert rule in shared
        assert rule not in page.style.string


def test_every_page_names_the_fonts_and_the_shared_sheet_does_not_name_them_anew(pages, published):
    (shared,) = (published / "assets/css").glob("shared.*.css")
    assert "@font-face" not in shared.read_text(encoding="utf-8")
    for path, page in themed(pages).items():
        assert "@font-face" in page.style.string, path


def test_nothing_but_modules_is_loaded_before_it_is_needed(pages):
    for path, page in themed(pages).items():
        waiting = page.select_one("template#late")
        assert len(waiting.select("link[rel=stylesheet], script[src]")) == 2, path
        loaded = [
            script for script in page.select("script[src]") if not script.find_parent("template")
        ]
        assert all(script.get("type") == "module" for script in loaded), path


def test_no_script_stops_a_page_between_its_header_and_its_answer(pages):
    for path, page in themed(pages).items():
        header = page.select_one("header")
        stops = [
            script
            for script in header.find_all_next("script")
            if script.get("type") not in ("module", *DATA_TYPES)
            and not script.find_parent("template")
        ]
        answer = page.select_one("[data-answer]")
        assert not stops or (answer and answer not in stops[0].find_all_next()), path


@pytest.mark.parametrize(
    ("path", "scripts"),
    [
        ("soc-1-vs-soc-2/", ["comparison/short", "comparison/controls"]),
        ("can-i-make-the-date/", ["planner"]),
        ("quotes/", ["quotes/prefill", "quotes/form"]),
    ],
)
def test_scripts_that_the_first_screen_can_do_without_wait(pages, published, path, scripts):
    files = [next(published.glob(f"assets/js/{script}.*js")) for script in ["header", *scripts]]
    addresses = [f"/{file.relative_to(published).as_posix()}" for file in files]
    waiting = pages[path].select("body template[data-after-load]")
    found = [urljoin(f"/{path}", one.script["src"]) for one in waiting]
    assert found == addresses
    assert not pages[path].select("script[data-after-load]")  # outside of the templates


def test_what_waits_exists_and_holds_every_rule(pages, published):
    (whole,) = (published / "assets/css").glob("whole.*.css")
    (late,) = (published / "assets/javascripts").glob("late.*.js")
    text = whole.read_text(encoding="utf-8")
    for style in [
        *published.glob("assets/stylesheets/*.css"),
        *published.glob("assets/css/t*.css"),
    ]:
        assert style.read_text(encoding="utf-8")[-300:-60] in text, style.name
    (bundle,) = (published / "assets/javascripts").glob("bundle.*.js")
    assert bundle.read_text(encoding="utf-8") in late.read_text(encoding="utf-8")
    waiting = pages["soc-1/"].select_one("template#late")
    assert waiting.link["href"] == f"../assets/css/{whole.name}"
    assert waiting.script["src"] == f"../assets/javascripts/{late.name}"


def test_what_waits_leaves_out_the_rules_that_every_page_leaves_out(published):
    (whole,) = (published / "assets/css").glob("whole.*.css")
    text = whole.read_text(encoding="utf-8")
    left_out = [
        rule.text()
        for style in published.glob("assets/stylesheets/*.css")
        for rule in parse(style.name, style.read_text(encoding="utf-8"))
        if rule.selectors and all(RESTYLED.search(one.text) for one in rule.selectors)
    ]
    assert left_out
    assert [rule for rule in left_out if rule in text] == []


def test_a_page_has_no_rules_for_what_stands_on_others(pages):
    tool, home = pages["which-report/"].style.string, pages[""].style.string
    assert ".soc-decision-tool__option" in tool
    assert ".soc-decision-tool__option" not in home
    assert len(home) < 45_000 < len(pages["quotes/thanks/"].style.string)


def test_the_page_that_the_backend_fills_in_has_the_rules_of_all_others(pages):
    filled = pages["quotes/thanks/"].style.string
    for path, page in themed(pages).items():
        for rule in (".soc-decision-tool__option", ".soc-table__table", ".soc-trust__list"):
            assert rule not in page.style.string or rule in filled, (path, rule)


@pytest.fixture(scope="module")
def stamped(tmp_path_factory, rendered):
    """A copy of the built site whose files have their names, and these names."""
    folder = shutil.copytree(rendered, tmp_path_factory.mktemp("inline") / "site")
    site = BuiltSite(folder, ADDRESS)
    return site, fingerprint(site)


@contextmanager
def broken(site, old: str, new: str, path: str = "soc-1/"):
    """Replace markup of a page, and put it back."""
    page = site.pages[path]
    before = page.html
    assert old in before
    page.write(before.replace(old, new))
    yield
    page.write(before)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("javascripts/bundle.", "javascripts/main.", "soc-1/: loads 0 scripts of the theme"),
        ('<link rel="stylesheet" href', '<link href rel="stylesheet" data-x', "does not link"),
        ('"../assets/stylesheets/main', '"../assets/main', "soc-1/: does not link the styles"),
    ],
    ids=["a renamed bundle", "a link written otherwise", "moved styles"],
)
def test_a_theme_that_has_changed_stops_the_step_and_leaves_the_pages(stamped, old, new, said):
    site, names = stamped
    with broken(site, old, new):
        before = {path: page.html for path, page in site.pages.items()}
        with pytest.raises(PublishError, match=said):
            inline_styles(site, names)
        assert {path: page.html for path, page in site.pages.items()} == before


def test_a_first_page_without_the_theme_is_named(stamped):
    site, names = stamped
    lost = pytest.raises(PublishError, match="home: has no “script#__config”")
    with broken(site, 'id="__config"', 'id="__settings"', ""), lost:
        inline_styles(site, names)


def test_a_style_that_the_parser_does_not_know_is_named(stamped):
    site, names = stamped
    (style,) = site.folder.glob("assets/stylesheets/main.*.css")
    before = style.read_text()
    style.write_text(before + "@unknown x{}")
    with pytest.raises(PublishError, match=r"main\..*: @unknown is not known"):
        inline_styles(site, names)
    style.write_text(before)


def test_lists_in_custom_properties_lose_white_space_outside_of_strings():
    styles = 'a{--x:"b, c",\n  d;content:"e, f"}'
    assert collapse_lists(styles) == 'a{--x:"b, c",d;content:"e, f"}'


def test_white_space_that_counts_is_kept():
    page = "<p>before</p>\n\n<pre>a\n\n  b</pre>\n\n  <p>c</p>"
    assert collapse_whitespace(page) == "<p>before</p>\n<pre>a\n\n  b</pre>\n<p>c</p>"


TEMPLATES = sorted((ROOT / "backend").rglob("*.html.j2"))
CLASS = re.compile(r'\bclass="([^"]*)"')
# `(?P<name>` is the name of a group in a pattern.
MARKUP = re.compile(r"(?<!\(\?P)<[a-z]+(?:\s[a-z-]+=|>)|\bclass=")


def strings_of(file: Path) -> list[str]:
    """The texts of a module that are no docstrings."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


def test_the_page_that_the_backend_fills_in_has_every_rule_for_its_templates(published, pages):
    whole = next(published.glob("assets/css/whole.*.css")).read_text(encoding="utf-8")
    style = pages["quotes/thanks/"].select_one("style").string
    texts = [file.read_text(encoding="utf-8") for file in TEMPLATES]
    names = {name for text in texts for row in CLASS.findall(text) for name in row.split()}
    styled = {name for name in names if re.search(rf"\.{re.escape(name)}(?![\w-])", whole)}
    assert styled
    assert {
        name for name in styled if not re.search(rf"\.{re.escape(name)}(?![\w-])", style)
    } == set()


def test_the_backend_names_each_class_in_a_template_where_it_is_found():
    for file in TEMPLATES:
        for names in CLASS.findall(file.read_text(encoding="utf-8")):
            assert "{" not in names, file


def test_no_markup_of_the_backend_stands_in_its_python():
    for file in sorted((ROOT / "backend").rglob("*.py")):
        assert [text for text in strings_of(file) if MARKUP.search(text)] == [], file
