"""The other ten edits of CONTRIBUTING, planted in one copy as it shows them, and then looked at."""

import json
import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from model.dataset import ROOT
from tests.data import load_data, standing
from tests.site.test_search import find
from tests.test_five_edits import example, python

pytestmark = pytest.mark.nightly

# Two pages that no editor has removed yet.
PAGE, GONE = (
    path.rstrip("/") for path in standing(["both/", "compare-quotes/", "renewal/", "myths/"])[:2]
)
HEADLINE = "One headline that is new"
# A report with a page, and a headline that does not name it.
REPORT = next(one for one in load_data().reports.values() if standing([f"{one.id}/"]))
UNNAMED = "What they may have meant"
QUESTION = "What did they write to you?"
COLOUR = "#0b3d2e"
FOREIGN = "soc-2-bericht"


def sample(holds: str, language: str = "yaml") -> str:
    return example(language, holds)


def change(path: Path, pattern: str, new: str) -> None:
    text, times = re.subn(pattern, lambda _: new, path.read_text("utf-8"), count=1, flags=re.M)
    assert times == 1, f"{path.name} has no {pattern}"
    path.write_text(text, encoding="utf-8")


def change_headline(root: Path) -> None:
    change(root / f"docs/{PAGE}.md", r"^# .*", f"# {HEADLINE}")
    change(root / f"docs/{PAGE}.md", r"^title: .*", f"title: {HEADLINE}")


def name_report_page_anew(root: Path) -> None:
    change(root / f"docs/{REPORT.id}.md", r"^# .*", f"# {UNNAMED}")
    change(root / f"docs/{REPORT.id}.md", r"^title: .*", f"title: {UNNAMED}")
    change(root / "mkdocs.yml", rf"(?<=- )[^:\n]+(?=: {REPORT.id}\.md$)", UNNAMED)


def put_up_banner(root: Path) -> None:
    path = root / "data/site.yml"
    path.write_text(re.sub(r"^banner: .*\n", "", path.read_text("utf-8"), flags=re.M), "utf-8")
    change(root / "data/site.yml", r"^funding: ", f"{sample('banner: ')}funding: ")


def add_to_page(root: Path) -> None:
    """Add the picture, the video and the call to action at the end of a page."""
    Image.new("RGB", (800, 600), "white").save(root / "docs/assets/two-sheets.png")
    path = root / f"docs/{PAGE}.md"
    parts = [sample(holds, "markdown") for holds in ("two-sheets.png", "youtube", ".md-button")]
    path.write_text("\n".join([path.read_text("utf-8"), *parts]), encoding="utf-8")


def redirect(root: Path) -> None:
    change(root / "data/redirects.yml", r"^redirects:.*\n", sample("old: soc-4/"))


def remove_page(root: Path) -> None:
    (root / f"docs/{GONE}.md").unlink()
    change(root / "mkdocs.yml", rf"^ *- .*: {GONE}\.md\n", "")
    moved = sample("old: soc-4/").replace("soc-4/", f"{GONE}/").replace("redirects:\n", "")
    change(root / "data/redirects.yml", r"^redirects:\n", f"redirects:\n{moved}")


def change_price(root: Path) -> None:
    change(root / "data/prices.yml", r"^figures:\n", f"figures:\n{sample('id: example-type-2')}")


def change_question(root: Path) -> None:
    change(root / "data/vocabulary.yml", r"^  ask: .*", f"  ask: {QUESTION}")


def change_colour(root: Path) -> None:
    change(root / "docs/assets/css/tokens.css", r"--brand: #\w+", f"--brand: {COLOUR}")


def translate_page(root: Path) -> None:
    """Add a page in a second language, with a word that is none in the language of the site."""
    (root / f"docs/{FOREIGN}.md").write_text(
        "---\ntitle: Was ein SOC-2-Bericht ist\n"
        "description: Was ein SOC-2-Bericht sagt, wer ihn verlangt und wer ihn lesen darf.\n"
        "reviewed: '2026-11-22'\nnext_review: '2027-05-22'\nlanguage: de\n---\n\n"
        '# Was ist ein SOC-2-Bericht?\n\nEr wird auch als Nachweis verlangt. {{ cite("S08") }}\n',
        "utf-8",
    )
    change(root / "mkdocs.yml", r"^nav:\n", f"nav:\n  - SOC 2 auf Deutsch: {FOREIGN}.md\n")
    change(root / "data/redirects.yml", r"^published:\n", f"published:\n- {FOREIGN}/\n")


EDITS = (translate_page, change_headline, name_report_page_anew, put_up_banner, add_to_page,
         redirect, remove_page, change_price, change_question, change_colour)  # fmt: skip


def copy(root: Path) -> Path:
    for name in ("backend", "data", "docs", "macros", "model", "overrides", "publish", "tools"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in [ROOT / "mkdocs.yml", ROOT / "pyproject.toml", *ROOT.glob("*.md")]:
        shutil.copy(path, root)
    return root


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy with all ten edits; links that led to the page that was removed are mended."""
    root = copy(tmp_path_factory.mktemp("edited"))
    for edit in EDITS:
        edit(root)
    return root


@pytest.fixture(scope="module")
def checked(edited: Path) -> list[str]:
    """What the check says first: the links to the page that is gone, to be mended as it says."""
    return python(edited, "macros", "check").stderr.splitlines()


@pytest.fixture(scope="module")
def built(edited: Path, checked: list[str]) -> Path:
    """The pages of the copy, once these links are mended."""
    places = re.compile(rf"^((?:docs|data)/[\w/.-]+):(\d+): .*{GONE}")
    for said in checked:
        if found := places.match(said):
            path, number = edited / found[1], int(found[2]) - 1
            lines = path.read_text("utf-8").split("\n")
            lines[number] = re.sub(rf"\b{GONE}(\.md|/)[#\w-]*", r"about\1", lines[number])
            path.write_text("\n".join(lines), encoding="utf-8")
    again = python(edited, "macros", "check")
    assert again.returncode == 0, again.stderr
    done = python(edited, "mkdocs", "build", "--strict")
    assert done.returncode == 0, done.stderr
    return edited / "site"


def page(built: Path, path: str) -> BeautifulSoup:
    return BeautifulSoup((built / path / "index.html").read_text("utf-8"), "html.parser")


def test_the_check_names_nothing_but_links_to_the_page_that_is_gone(checked):
    assert checked
    assert [line for line in checked if GONE not in line] == []


def test_a_headline_shows_on_the_page_and_in_the_tab(built):
    shown = page(built, PAGE)
    assert shown.h1.get_text().startswith(HEADLINE)
    assert shown.title.text.startswith(HEADLINE)


def test_the_name_of_a_report_finds_its_page_first_whatever_its_headline_says(built):
    docs = json.loads((built / "search" / "search_index.json").read_text("utf-8"))["docs"]
    (hits,) = find(docs, REPORT.name)
    (entry,) = (one for one in docs if one["location"] == hits[0])
    assert (hits[0], entry["title"]) == (f"{REPORT.id}/", UNNAMED)


def test_a_banner_stands_above_every_page(built):
    words = sample("banner: ").partition(": ")[2].strip()
    for path in ("", PAGE, "quotes"):
        assert page(built, path).select_one(".soc-banner").text == words


def test_no_banner_leaves_nothing_behind(published):
    shown = page(published, PAGE).select(".soc-banner, .md-banner")
    assert bool(shown) == bool(load_data().settings.banner)


def test_a_call_to_action_is_a_button(built):
    assert page(built, PAGE).select("a.md-button[href*='cost-and-time']")


def test_a_picture_has_its_words_and_its_caption(built):
    shown = page(built, PAGE)
    assert shown.select_one("img[src*='two-sheets']")["alt"]
    assert shown.select_one("figcaption").text.strip()


def test_a_video_is_a_link(built):
    assert page(built, PAGE).select("a[href^='https://www.youtube.com/']")
    assert not page(built, PAGE).select("iframe, video")


def test_a_page_that_is_gone_is_in_no_navigation(built):
    assert not (built / GONE).exists()
    assert not page(built, "").select(f"nav a[href*='{GONE}']")


def test_a_price_stands_in_chart_and_table(built):
    assert "20,000" in page(built, "cost-and-time").main.text


def test_a_question_of_the_tool_has_the_new_words(built):
    assert QUESTION in page(built, "which-report").text
    assert QUESTION in page(built, "").text


def test_a_colour_is_in_the_style_of_the_site(built):
    assert COLOUR in (built / "assets/css/tokens.css").read_text("utf-8")


def test_a_page_in_another_language_says_so_and_what_is_around_it_is_in_that_of_the_site(built):
    shown = page(built, FOREIGN)
    site = page(built, "").html["lang"]
    assert (shown.html["lang"], site) == ("de", "en")
    around = shown.select(".soc-header, .soc-footer, .soc-menu, .soc-checked, .soc-trust")
    assert {part["lang"] for part in around} == {site}
    assert shown.h1.find_parent(lang=True) is shown.html
    assert (
        shown.select_one(".soc-search__input")["placeholder"]
        == page(built, "").select_one(".soc-search__input")["placeholder"]
    )
