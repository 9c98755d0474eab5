"""What docs/assets/js/comparison/ computes without a page, run under Node."""

import csv
import io
import json
import random
import subprocess
from pathlib import Path
from typing import Any

import playwright
import pytest

from model.dataset import ROOT

SCRIPTS = ROOT / "docs" / "assets" / "js"
MODULES = ("comparison/state.mjs", "comparison/export.mjs", "text.mjs")
NODE = Path(playwright.__file__).parent / "driver" / "node"  # comes with the test tools
CALLS = """
const modules = await Promise.all(MODULES.map((address) => import(address)));
const script = Object.assign({}, ...modules);
const calls = JSON.parse(process.argv[1]);
console.log(JSON.stringify(calls.map(([name, ...given]) => script[name](...given))));
"""

KNOWN = {
    "columns": ["soc-1.type-1", "soc-1.type-2", "soc-2.type-1", "soc-2.type-2"],
    "groups": ["purpose", "readers", "limits"],
    "views": {"sales": ["purpose", "limits"], "finance": ["readers"]},
}
FIVE = {**KNOWN, "columns": ["a", "b", "c", "d", "e"]}


def run(*calls: list[Any]) -> list[Any]:
    """What the script's functions return: each call is a name and its arguments."""
    code = CALLS.replace("MODULES", json.dumps([(SCRIPTS / name).as_uri() for name in MODULES]))
    command = [str(NODE), "--input-type=module", "--eval", code, json.dumps(calls)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    answers: list[Any] = json.loads(done.stdout)
    return answers


def parsed(query: str, known: dict[str, Any] = KNOWN) -> dict[str, Any]:
    answer: dict[str, Any] = run(["parse", query, known])[0]
    return answer


def states() -> list[dict[str, Any]]:
    """Some of every kind of state: columns, differences, views, own groups, words."""
    chance = random.Random(5)
    found = []
    for words in ("", "type 2", "ä&=+%", "株 <b>", "a,b", "#x"):
        for view in ("", "sales", "finance", "own"):
            groups = {"": KNOWN["groups"], "own": ["purpose", "readers"]}.get(view) or (
                KNOWN["views"][view]
            )
            size = chance.choice([2, 3, 4])
            columns = sorted(chance.sample(KNOWN["columns"], size))
            found.append(
                {
                    "columns": columns,
                    "differences": chance.random() < 0.5,
                    "view": view,
                    "groups": groups,
                    "words": words,
                }
            )
    return found


def test_every_state_survives_the_way_through_the_query_string():
    queries = run(*(["format", state, KNOWN] for state in states()))
    answers = run(*(["parse", query, KNOWN] for query in queries))
    assert answers == [{"state": state, "ignored": []} for state in states()]


def test_the_query_string_is_the_one_of_the_contract():
    state = {
        "columns": ["soc-1.type-2", "soc-2.type-2"],
        "differences": True,
        "view": "",
        "groups": KNOWN["groups"],
        "words": "",
    }
    assert run(["format", state, KNOWN]) == ["?columns=soc-1.type-2,soc-2.type-2&differences=1"]


def test_the_whole_table_needs_no_query_string():
    [everything] = run(["everything", KNOWN])
    assert run(["format", everything, KNOWN]) == [""]


def test_keys_of_others_stay_in_the_query_string():
    [everything] = run(["everything", KNOWN])
    assert run(["format", everything, KNOWN, "?utm_source=x&words=old"]) == ["?utm_source=x"]


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ("columns=soc-9.type-1", ["columns=soc-9.type-1"]),
        ("columns=soc-1.type-1,soc-2.type-2,x", ["columns=x"]),
        ("columns=soc-1.type-1", ["columns=soc-1.type-1"]),
        ("differences=yes", ["differences=yes"]),
        ("view=ceo", ["view=ceo"]),
        ("view=toString", ["view=toString"]),
        ("view=own", ["view=own"]),
        ("groups=purpose,x", ["groups=x"]),
        ("groups=purpose&view=sales", ["view=sales"]),
        ("utm_source=x&v=3", []),
        ("columns=&view=&differences=&words=", []),
    ],
)
def test_what_a_table_does_not_know_is_ignored_and_named(query, ignored):
    assert parsed(query)["ignored"] == ignored


def test_of_unknown_columns_nothing_is_left_but_the_whole_table():
    assert parsed("columns=x,y")["state"]["columns"] == KNOWN["columns"]


def test_columns_stand_in_the_order_of_the_table_and_once():
    state = parsed("columns=soc-2.type-2,soc-1.type-1,soc-2.type-2")["state"]
    assert state["columns"] == ["soc-1.type-1", "soc-2.type-2"]


def test_two_to_four_columns_or_all_of_them_may_be_shown():
    answers = run(*(["allowed", count, FIVE] for count in range(7)))
    assert answers == [False, False, True, True, True, True, False]
    six = {**FIVE, "columns": [*FIVE["columns"], "f"]}
    answer = parsed("columns=a,b,c,d,e", six)
    assert answer["state"]["columns"] == ["a", "b", "c", "d"]
    assert answer["ignored"] == ["columns=e"]


def cell(columns: str, text: str) -> dict[str, Any]:
    return {"columns": columns.split(), "text": text.lower(), "said": text}


ROWS = [
    {"group": "purpose", "head": "same", "cells": [cell("a b", "One"), cell("c", "One")]},
    {"group": "purpose", "head": "by type", "cells": [cell("a", "One"), cell("b c", "Two")]},
    {"group": "limits", "head": "last", "cells": [cell("a b", "Éclair"), cell("c", "Three")]},
]


@pytest.mark.parametrize(
    ("columns", "differs"),
    [("abc", [False, True, True]), ("bc", [False, False, True]), ("ab", [False, True, False])],
)
def test_a_row_differs_if_its_shown_columns_do_not_all_say_the_same(columns, differs):
    [rows] = run(["index", ROWS, list(columns)])
    assert [row["differs"] for row in rows] == differs


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({}, [True, True, True]),
        ({"words": "ONE two"}, [False, True, False]),
        ({"words": "three"}, [False, False, False]),  # stands in a hidden column only
        ({"words": "  last "}, [False, False, True]),
        ({"groups": ["limits"]}, [False, False, True]),
        ({"differences": True}, [False, True, False]),
        ({"differences": True, "groups": ["limits"]}, [False, False, False]),
    ],
)
def test_rows_are_shown_by_group_every_word_and_difference(change, shown):
    [rows] = run(["index", ROWS, ["a", "b"]])
    state = {"groups": ["purpose", "limits"], "differences": False, "words": "", **change}
    assert run(["matches", rows, state]) == [shown]


def test_words_are_found_without_regard_to_accents_and_capitals():
    assert run(["fold", "ÉCLAIR Ångström"], ["fold", "eclair angstrom"]) == ["eclair angstrom"] * 2


TABLE = {
    "head": ["Group", "Row", "SOC 1"],
    "rows": [
        ["=1+1", "+x", "-x"],
        ["@x", "\tx", "\rx"],
        ['say "x"', "a,b", "two\nlines"],
        ["plain", "a=b", ""],
    ],
}


def test_csv_is_read_back_with_its_formulas_made_harmless():
    [text] = run(["csv", TABLE])
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        TABLE["head"],
        ["'=1+1", "'+x", "'-x"],
        ["'@x", "'\tx", "'\rx"],
        *TABLE["rows"][2:],
    ]
    assert text.endswith("\r\n")


def test_a_markdown_table_keeps_its_cells_whatever_they_contain():
    table = {"head": ["Row", "A"], "rows": [["a|b", "x <b>\n*y* \\ [z](w)"]]}
    [text] = run(["markdown", table, "From <https://example.com/?a=b>"])
    assert text.splitlines() == [
        "| Row | A |",
        "| --- | --- |",
        r"| a\|b | x \<b> \*y\* \\ \[z\](w) |",
        "",
        "From <https://example.com/?a=b>",
    ]
