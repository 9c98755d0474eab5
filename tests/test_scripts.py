"""What all scripts have in common: texts, the query string, and no words of their own."""

import re

import pytest

from macros.views.planning.planner import compiled
from model.dataset import ROOT
from tests.data import load_data
from tests.model.node import run

SCRIPTS = ROOT / "docs" / "assets" / "js"
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
LITERAL = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`")
SENTENCE = re.compile(r"^\W*[A-Z][a-z]+(?:[.!?]$| [a-z]+)")


def sentences(script: str) -> list[str]:
    """The texts in a script that read like a sentence."""
    literals = ("".join(parts) for parts in LITERAL.findall(COMMENT.sub("", script)))
    return [text for text in literals if SENTENCE.match(text)]


@pytest.mark.parametrize("text", ["At most {most} columns.", "Copied.", " Select an answer"])
def test_a_sentence_in_a_script_is_found(text: str) -> None:
    assert sentences(f"const WORDS = `{text}`; // A comment is none.") == [text]


def test_no_script_holds_a_sentence_that_people_read() -> None:
    scripts = sorted(SCRIPTS.rglob("*.*js"))
    assert scripts
    found = {file.name: sentences(file.read_text(encoding="utf-8")) for file in scripts}
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_every_script_starts_its_component_in_the_same_way() -> None:
    for file in SCRIPTS.rglob("*.mjs"):
        text = file.read_text(encoding="utf-8")
        if 'addEventListener("popstate"' in text or "function setUp(" in text:
            assert re.search(r"^startAll\(.+, setUp\);$", text, re.MULTILINE), file.name


def test_braces_are_filled_and_unknown_ones_stay() -> None:
    code = "([sentence, values]) => module.fill(sentence, values)"
    given = ["{count} of {total}: {other}", {"count": 0, "total": "{count}"}]
    assert run("text.mjs", code, given) == "0 of {count}: {other}"


def test_search_words_are_folded() -> None:
    found = run("text.mjs", "(typed) => module.searchWords(typed)", "  Éclair  TYPE 2 ")
    assert found == ["eclair", "type", "2"]


def test_a_query_keeps_the_keys_of_others_and_drops_a_null() -> None:
    code = "([query, values]) => module.withKeys(query, values)"
    values = {"words": "a & b", "view": None}
    assert run("query-state.mjs", code, ["?x=1&view=old&words=c", values]) == "?x=1&words=a+%26+b"
    assert run("query-state.mjs", code, ["?view=old", {"view": None}]) == ""


def test_the_planner_reads_what_it_writes() -> None:
    code = """([query, state, data]) =>
        module.parse(module.format(state, query), data)"""
    data = compiled(load_data())
    for deadline in ("2030-01-01", "over-12-months", "none"):
        state = {"deadline": deadline, "stage": "preparing", "type": "type-1"}
        given = ["?x=1&evidence=design", state, data]
        assert run("planner.mjs", code, given) == state
    wrong = {"deadline": "2030-02-30", "stage": "toString", "type": ""}
    assert run("planner.mjs", code, ["", wrong, data]) == {
        "deadline": "",
        "stage": "",
        "type": "",
    }


def test_the_planner_reads_its_older_addresses() -> None:
    code = "([query, data]) => module.parse(query, data)"
    data = compiled(load_data())
    for query, deadline, stage in [
        ("?needed_by=2030-01-01&readiness=some", "2030-01-01", "preparing"),
        ("?deadline=weeks&readiness=mostly", "under-3-months", "ready"),
    ]:
        found = run("planner.mjs", code, [query, data])
        assert found == {"deadline": deadline, "stage": stage, "type": ""}


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("“soc report”", '"SOC report"'),
        ("auditor’s", "auditor's"),
        ("carve\u2011out", "carve-out"),
        ("per\u200bi\u00adod", "period"),
        ("type\u00a02", "Type 2"),
        ("soc2", "SOC 2"),
    ],
)
def test_signs_that_look_alike_are_searched_for_alike(typed: str, written: str) -> None:
    code = "(both) => both.map((text) => module.searchWords(text))"
    one, other = run("text.mjs", code, [typed, written])
    assert one == other
