"""The site says the corrected form of common claims, with sources, and shows where sources differ.

tests/cases/corrections.yml holds what must be said on which page, and what must be said nowhere.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import pytest
import yaml
from bs4 import BeautifulSoup, NavigableString, PageElement, Tag

from model.dataset import DATA, ROOT
from tests.data import is_removed, load_data

CASES = yaml.safe_load((ROOT / "tests/cases/corrections.yml").read_text("utf-8"))
ALL = [*CASES["claims"], *CASES["conflicts"], *CASES["mended"]]
MUST = [
    (case.get("claim") or case["conflict"], must)
    for case in ALL
    for must in case["must"]
    if not is_removed(must["page"])
]
NEVER = [pattern for case in ALL for pattern in case.get("never", [])]
GONE = [pattern for case in ALL for pattern in case.get("gone", [])]
VENDORS = {name for name, source in load_data().sources.items() if source.tier == 3}

BLOCKS = ("p", "li", "td", "th", "dt", "dd", "figcaption", "caption", "h1", "h2", "h3", "h4")
DISPUTES = ["soc-statement--other", "soc-rows__dispute", "soc-short__disputed"]
# Headings quote myths, and samples quote nobody.
SILENT = ("h1", "h2", "h3", "h4", "script", "pre", "textarea", "template", "title")


class Said(NamedTuple):
    """A statement of a page: its words, the sources behind it, whether it quotes a disagreement."""

    text: str
    sources: frozenset[str]
    quoted: bool = False


def statements(article: Tag) -> Iterator[Said]:
    """Yield what an article says, each up to its source marks or to the end of its block."""
    words: list[str] = []
    quoted = False
    for node, silent, disputed in _walk(article, False, False):
        if isinstance(node, Tag):
            if "src" in node.get("class", []):
                marks = frozenset(mark.get_text() for mark in node.select("a"))
                yield Said(_joined(words), marks, quoted)
                words = []
            elif node.name in BLOCKS and _joined(words):
                yield Said(_joined(words), frozenset())
                words = []
        elif type(node) is NavigableString and not silent:
            words.append(str(node))
            quoted = disputed
    yield Said(_joined(words), frozenset())


def _walk(parent: Tag, silent: bool, disputed: bool) -> Iterator[tuple[PageElement, bool, bool]]:
    """Yield all below an element, with whether it is silent and whether it tells a dispute."""
    for node in parent.children:
        yield node, silent, disputed
        if isinstance(node, Tag):
            classes = node.get("class", [])
            yield from _walk(
                node,
                silent or node.name in SILENT or "src" in classes,
                disputed or any(name in classes for name in DISPUTES),
            )


def _joined(words: list[str]) -> str:
    return " ".join("".join(words).split())


def holds(said: Said, must: dict[str, list[str]]) -> bool:
    fitting = all(re.search(pattern, said.text, re.I) for pattern in must["says"])
    return fitting and said.sources >= set(must["sources"])


def breaks(said: Said, pattern: str) -> bool:
    lone_vendor = bool(said.sources) and said.sources <= VENDORS
    return not said.quoted and not lone_vendor and bool(re.search(pattern, said.text, re.I))


@pytest.fixture(scope="module")
def told(built) -> dict[str, list[Said]]:
    articles = {path: page.select_one("article") for path, page in built.pages.items()}
    return {path: list(statements(article)) for path, article in articles.items() if article}


def test_a_page_says_the_corrected_form_with_its_sources(told) -> None:
    missing = [
        f"{must['page']}: {about}: {must}"
        for about, must in MUST
        if not any(holds(said, must) for said in told[must["page"]])
    ]
    assert not missing, "\n".join(missing)


def find_all(
    told: dict[str, list[Said]], patterns: Iterable[str], fits: Callable[[Said, str], bool]
) -> list[str]:
    return [
        f"{path}: {pattern}: {said.text}"
        for path, all_said in told.items()
        for said in all_said
        for pattern in patterns
        if fits(said, pattern)
    ]


def test_no_page_says_what_is_wrong(told) -> None:
    found = find_all(told, NEVER, breaks)
    assert not found, "\n".join(found)


def test_what_was_put_right_stands_on_no_page(told) -> None:
    def names(said: Said, pattern: str) -> bool:
        return re.search(pattern, said.text) is not None

    found = find_all(told, GONE, names)
    assert not found, "\n".join(found)


def test_what_was_put_right_stands_in_no_data() -> None:
    found = []
    for path in sorted(DATA.rglob("*.yml")):
        name = path.relative_to(DATA).as_posix()
        # A note in data/changes.yml tells what was said once.
        if name != "changes.yml":
            text = " ".join(path.read_text("utf-8").split())
            found += [f"{name}: {each[0]}" for it in GONE for each in re.finditer(it, text)]
    assert not found, "\n".join(found)


def test_the_table_has_each_of_the_claims_and_conflicts() -> None:
    assert len(CASES["claims"]) == 20
    assert len(CASES["conflicts"]) == 13
    assert all(case["must"] for case in ALL)


SAMPLE = """<article><h3>One replaces all</h3>
<p>No. 18 stands, as amended. <span class="src"><a>S01</a> <a>S02</a></span> It was replaced.</p>
<p><span class="soc-statement">Not so.</span> <span class="src"><a>F05</a></span>
<span class="soc-statement soc-statement--other">Sources disagree. It was replaced.
<span class="src"><a>F21</a>
</span></span></p>
<p>Strac says it was replaced. <span class="src"><a>V52</a></span></p></article>"""


def test_a_statement_is_read_with_its_own_sources() -> None:
    found = [said for said in statements(BeautifulSoup(SAMPLE, "html.parser")) if said.text]
    assert found == [
        Said("No. 18 stands, as amended.", frozenset({"S01", "S02"})),
        Said("It was replaced.", frozenset()),
        Said("Not so.", frozenset({"F05"})),
        Said("Sources disagree. It was replaced.", frozenset({"F21"}), quoted=True),
        Said("Strac says it was replaced.", frozenset({"V52"})),
    ]
    must = {"says": ["No. 18", "amended"], "sources": ["S01"]}
    assert [holds(said, must) for said in found] == [True, False, False, False, False]
    assert not holds(found[0], must | {"sources": ["S01", "S12"]})
    assert [breaks(said, "was replaced") for said in found] == [False, True, False, False, False]
