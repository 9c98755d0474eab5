"""Every page of the built site: headings, titles, links, anchors, and nothing unwanted."""

import re
from itertools import pairwise
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from model.exports.open_data import OPEN_DATA_FILES
from tests.conftest import ADDRESS
from tests.data import standing
from tests.site.conftest import build

PAGES = standing([
    "", "soc-1-vs-soc-2/", "soc-1/", "soc-2/", "soc-3/", "soc-2-vs-soc-3/", "type-1-vs-type-2/",
    "renewal/", "both/", "which-report/", "scenarios/", "cost-and-time/", "choosing-a-firm/",
    "myths/", "glossary/", "quotes/", "quotes/thanks/", "sources/", "about/", "privacy/", "data/",
    "accessibility/",
])  # fmt: skip
SENDS = "button:not([type=button], [type=reset]), input:is([type=submit], [type=image])"
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)


def test_every_page_of_the_contract_is_built(built):
    assert set(PAGES) <= set(built.pages)


def test_the_build_printed_no_warning(built):
    assert not re.search(r"\b(WARNING|ERROR)\b", built.printed), built.printed


def test_each_page_has_one_main_heading(built):
    for path, page in built.pages.items():
        assert len(page.select("h1")) == 1, path


def test_headings_skip_no_level(built):
    for path, page in built.pages.items():
        levels = [int(head.name[1]) for head in page.select("article :is(h1,h2,h3,h4,h5,h6)")]
        for before, after in pairwise(levels):
            assert after <= before + 1, f"{path}: h{before} is followed by h{after}"


@pytest.mark.parametrize("name", ["title", "description"])
def test_titles_and_descriptions_are_there_and_unique(built, name):
    seen: dict[str, str] = {}
    for path in PAGES:
        page = built.page(path)
        text = (page.title.get_text() if name == "title"
                else page.select_one('meta[name="description"]')["content"])  # fmt: skip
        assert text.strip(), path
        if name == "description":
            assert 50 <= len(text) <= 160, f"{path}: {len(text)} characters"
        assert text not in seen, f"{path} and {seen.get(text)}"
        seen[text] = path


def test_the_site_name_and_address_come_from_the_data(dataset, built):
    for path in PAGES:
        page = built.page(path)
        assert page.title.get_text().endswith(f" – {dataset.settings.name}")
        assert page.select_one('link[rel="canonical"]')["href"] == dataset.settings.address + path


def test_every_form_has_a_button_that_sends_it(built):
    """Controls that act at once are no form. In templates scripts make the buttons."""
    forms = [
        (path, form)
        for path, page in built.pages.items()
        for form in page.select("form")
        if not form.find_parent("template")
    ]
    assert forms
    assert [(path, form.attrs) for path, form in forms if not form.select(SENDS)] == []


def test_no_id_stands_twice_on_a_page(built):
    for path, page in built.pages.items():
        ids = [tag["id"] for tag in page.select("[id]")]
        assert len(ids) == len(set(ids)), (path, {name for name in ids if ids.count(name) > 1})


def test_no_template_code_and_no_traceback_is_published(built):
    traces = ("{{", "}}", "{%", "{#", "Traceback", "Macro Rendering Error", "UndefinedErr")
    for path, text in built.texts.items():
        shown = SCRIPT.sub("", text)  # the theme's own scripts, with braces of their own
        for trace in traces:
            assert trace not in shown, f"{path}: {trace}"


def test_every_link_and_anchor_leads_to_something(built):
    links = 0
    for path, page in built.pages.items():
        for tag in page.select("[href], [src], form[action]"):
            target = tag.get("href") or tag.get("src") or tag.get("action") or ""
            # 404.html is shown at any address, so MkDocs writes its links from the root.
            address = urlsplit(urljoin(ADDRESS + path, target))
            if f"{address.scheme}://{address.netloc}/" != ADDRESS:
                continue
            links += 1
            assert_resolves(built, path, target, address.path, unquote(address.fragment))
    assert links > 500


def assert_resolves(built, path: str, target: str, address: str, fragment: str) -> None:
    where = f"{path}: {target}"
    name = unquote(address).removeprefix("/")
    if name.startswith("api/"):
        assert name in {"api/quotes", "api/firms"}, where
        return
    if name in {file.path for file in OPEN_DATA_FILES}:
        return  # `python -m publish` writes them, and tests/publish proves that they are there
    if name in built.pages:
        if fragment and not fragment.startswith("__"):
            assert fragment in built.ids(name), f"{where} has no such anchor"
    else:
        assert (built.folder / name).is_file(), f"{where} leads nowhere"


def test_every_source_mark_leads_to_its_source(dataset, built):
    seen = 0
    for path, page in built.pages.items():
        for mark in page.select("a.src__mark"):
            seen += 1
            name = mark.get_text()
            assert name in dataset.sources, f"{path}: {name}"
            assert mark["href"] == f"/sources/#{name.lower()}"
            assert name.lower() in built.ids("sources/")
            assert name in mark["aria-label"]
    assert seen > 300


def test_every_image_has_an_alternative_text(built):
    for path, page in built.pages.items():
        for image in page.select("img"):
            assert "alt" in image.attrs, f"{path}: {image}"


def test_no_page_asks_anything_of_a_third_party(built):
    for path, page in built.pages.items():
        for tag in page.select(
            "script[src], link[rel=stylesheet], img[src], iframe, source, object"
        ):
            target = tag.get("src") or tag.get("href")
            assert not urlsplit(target).netloc, f"{path}: {target}"
    for style in built.folder.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not re.search(r"url\(['\"]?(https?:)?//|@import", text), style


def test_pages_of_ours_carry_no_inline_style_and_no_event_handler(built):
    for path, page in built.pages.items():
        for tag in page.select("article *"):
            assert "style" not in tag.attrs, f"{path}: {tag.name}"
            assert not [name for name in tag.attrs if name.startswith("on")], f"{path}: {tag.name}"


@pytest.mark.nightly
def test_the_site_can_be_published_below_a_path(tmp_path, dataset):
    done = build(tmp_path / "site", SITE_ADDRESS="https://example.com/soc")
    assert done.returncode == 0, done.stderr
    page = BeautifulSoup((tmp_path / "site" / "quotes" / "index.html").read_text(), "html.parser")
    assert (
        page.select_one("form[data-module=quote-form], [data-module=quote-form] form")["action"]
        == "/soc/api/quotes"
    )
    assert {mark["href"].split("#")[0] for mark in page.select("a.src__mark")} <= {"/soc/sources/"}
    assert page.select_one('link[rel="canonical"]')["href"] == "https://example.com/soc/quotes/"
