"""The search finds the page that answers a question as people type it."""

import json
import re
from typing import Any

import pytest

from model.core import yaml_loader
from model.dataset import ROOT
from tests.data import is_removed
from tests.model.node import run

ASKED = yaml_loader.read(ROOT / "tests" / "cases" / "searches.yml", ROOT).data
# Of a page that an editor has removed nothing is found.
CASES = [case for case in ASKED if not all(map(is_removed, case["first"].split(" | ")))]
FIND = """([docs, typed]) => {
  const index = module.build(docs);
  return typed.map((one) => module.search(index, one).hits.map(({ location }) => location));
}"""


@pytest.fixture(scope="module")
def docs(built) -> list[dict[str, Any]]:
    text = (built.folder / "search" / "search_index.json").read_text(encoding="utf-8")
    return json.loads(text)["docs"]


@pytest.fixture(scope="module")
def found(docs) -> dict[str, list[str]]:
    """The places that are found, best first, by what was typed."""
    typed = [case["typed"] for case in CASES]
    return dict(zip(typed, run("search/engine.mjs", FIND, [docs, typed]), strict=True))


def find(docs, *typed: str) -> list[list[str]]:
    return run("search/engine.mjs", FIND, [docs, list(typed)])


def places_of(case: dict[str, str]) -> list[str]:
    return [place.strip() for place in case["first"].split("|")]


def words_of(text: str) -> set[str]:
    return {word.removesuffix("s") for word in re.findall(r"\w+", text.lower())}


def bears_the_words(title: str, typed: str) -> bool:
    return words_of(typed) <= words_of(title) and len(words_of(title) - words_of(typed)) < 2


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["typed"])
def test_the_page_that_answers_comes_first(found, docs, case):
    """A page that no case knows may come before it where its title is what was typed."""
    known = {place.partition("#")[0] for one in CASES for place in places_of(one)}
    titles = {entry["location"]: entry["title"] for entry in docs}
    hits = [
        place
        for place in found[case["typed"]]
        if place.partition("#")[0] in known or not bears_the_words(titles[place], case["typed"])
    ]
    assert hits[0] in places_of(case), found[case["typed"]][:4]


def test_what_a_page_says_is_asked_for_it_finds_it_first_whatever_its_headline(docs):
    """Pages that come after those that answer are left out, by their weight."""
    code = """(docs) => {
      const title = "What it may mean";
      const pages = docs.filter(({ asked, boost = 1 }) => asked && boost >= 1);
      return pages.flatMap(({ asked, location }) => {
        const changed = docs.map((doc) => doc.location === location ? { ...doc, title } : doc);
        const index = module.build(changed);
        return asked.map((said) => [said, location, module.search(index, said).hits[0].location]);
      });
    }"""
    found = run("search/engine.mjs", code, docs)
    assert found
    assert [one for one in found if one[1] != one[2]] == []


def test_a_name_and_its_number_are_found_together_and_apart(docs):
    for together, apart in [("soc1", "SOC 1"), ("type2", "type-2"), ("SSAE18", "SSAE 18")]:
        one, other = find(docs, together, apart)
        assert one == other and one, together


def test_lists_of_sources_come_after_answers(docs):
    for hits in find(docs, "soc 2", "soc 1 type 2", "bridge letter", "hitrust"):
        firsts = [place for place in hits if not place.startswith("sources/")][:3]
        assert hits[: len(firsts)] == firsts


def test_every_row_of_the_comparison_is_found_by_its_name(built, docs, dataset):
    places = {entry["location"]: entry for entry in docs}
    for row in built.page("soc-1-vs-soc-2/").select("tr[id]"):
        assert f"soc-1-vs-soc-2/#{row['id']}" in places


@pytest.mark.parametrize(
    ("path", "selector"),
    [
        pytest.param("scenarios/", "[data-scenario] h3", marks=pytest.mark.of_page("scenarios/")),
        ("which-report/rules/", "[id^=outcome-]"),
        ("glossary/", "div[id]:has(> dt)"),
    ],
)
def test_scenarios_outcomes_and_terms_are_entries(built, docs, path, selector):
    places = {entry["location"] for entry in docs}
    parts = built.page(path).select(selector)
    assert parts
    assert {f"{path}#{part['id']}" for part in parts} <= places


def test_entries_hold_plain_text(docs):
    for entry in docs:
        assert not re.search(
            r"</?(?:p|ul|ol|li|code)>|&(?:amp|lt|gt|quot);", entry["title"] + entry["text"]
        ), entry


def test_entries_hold_nothing_that_a_page_hides(built, docs):
    hidden = {
        (entry["location"], " ".join(part.get_text(" ").split()))
        for entry in docs
        for part in built.page(entry["location"].partition("#")[0]).select("main [hidden]")
    }
    said = {entry["location"]: entry["text"] for entry in docs}
    phrases = {(place, text) for place, text in hidden if len(text) > 2}
    assert phrases
    assert not {(place, text) for place, text in phrases if text in said[place]}


def test_a_page_is_found_with_its_answer(built, docs):
    """Its lead is in the page's own entry, and its heading is no part of its own."""
    texts = {entry["location"]: " ".join(entry["text"].split()) for entry in docs}
    missing = []
    for path in built.texts:
        heading = built.page(path).find("h1", id=True)
        lead = built.page(path).select_one(".soc-lead[data-answer]")
        if lead and heading and path in texts:
            said = " ".join(lead.get_text(" ").replace("\xa0", " ").split())
            if said[:20] not in texts[path] or f"{path}#{heading['id']}" in texts:
                missing.append((path, said[:20], texts[path][:40]))
    assert missing == []


def test_titles_do_not_end_in_the_sign_of_a_link(docs):
    assert [entry["title"] for entry in docs if entry["title"].rstrip().endswith("#")] == []


def test_every_entry_leads_to_a_part_that_exists(built, docs):
    for entry in docs:
        path, _, anchor = entry["location"].partition("#")
        assert not anchor or built.page(path).find(id=anchor), entry["location"]


def test_every_page_that_the_search_weighs_exists():
    settings = yaml_loader.read(ROOT / "mkdocs.yml", ROOT).data["extra"]["search"]
    for name in {**settings["weights"], **settings["asked"]}:
        assert (ROOT / "docs" / name).is_file(), name


def test_words_that_say_nothing_are_not_marked(docs):
    code = """([docs, typed]) => {
      const found = module.search(module.build(docs), typed);
      const runs = found.hits.flatMap(({ text }) => module.excerpt(text, found.terms));
      return runs.filter((run) => run.marked).map((run) => run.text.toLowerCase());
    }"""
    marked = set(run("search/engine.mjs", code, [docs, "how much does a soc 2 cost"]))
    assert "soc" in marked and not marked & {"anything", "average", "aa", "a", "how", "much"}


def test_an_excerpt_holds_the_text_without_a_change():
    code = """([text, terms]) => module.excerpt(text, terms)"""
    text = "A bridge letter says what has changed since the report. " * 6
    runs = run("search/engine.mjs", code, [text, ["bridge"]])
    assert "".join(part["text"] for part in runs).rstrip("…") in text
    assert next(part["text"] for part in runs if part["marked"]) == "bridge"
