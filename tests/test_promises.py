"""Each sentence that the site promises names tests that exist."""

import ast
import re
from functools import cache

import pytest

from model.dataset import ROOT
from tests.data import load_data

PROMISES = load_data().settings.promises
OURS = ' {{ own("site") }}'
# What happens to a request, as the steps below the form tell it.
WE_DO = (
    "Tell us your stage, framework and timeline once.",
    "We look for three firms that fit, and you hear from us by email.",
)
# What the pages behind the cards hold.
WE_SHOW = (
    "SOC 1 and SOC 2 in six rows, side by side.",
    "Published weeks, counted to your day.",
    "Where sources disagree, you see both sides.",
)
SAID = [sentence for promise in PROMISES for sentence in promise.says]
TEXTS = [sentence.text for sentence in SAID]


@cache
def names_in(file: str) -> set[str]:
    """The tests of a file, without running it."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    found = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in tree.body if isinstance(node, found)}


def missing(test_id: str) -> bool:
    file, _, name = test_id.partition("::")
    return not (ROOT / file).is_file() or name not in names_in(file)


def test_every_promised_sentence_is_proved_by_tests_that_exist():
    assert [(it.text, test) for it in SAID for test in it.proved_by if missing(test)] == []


def test_a_promised_sentence_is_one_sentence():
    assert [text for text in TEXTS if not text.endswith(".") or ". " in text] == []


def test_the_offer_on_the_home_page_is_made_of_promised_sentences():
    home = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    cards = re.findall(r'<div class="soc-cards.*?</div>', home, re.DOTALL)
    lines = [line.strip() for part in cards for line in part.splitlines()]
    ours = [line.removesuffix(OURS) for line in lines if line.endswith(OURS)]
    assert len([text for text in ours if text in TEXTS]) >= 3
    assert [text for text in ours if text not in {*TEXTS, *WE_SHOW}] == []


def test_the_offer_above_the_form_is_made_of_promised_sentences_and_of_what_we_do():
    page = (ROOT / "docs/quotes/index.md").read_text(encoding="utf-8")
    offer = re.split(r"^# .*\n", page, flags=re.M)[1].split("{{")[0].strip().splitlines()
    assert [text for text in offer if text not in {*TEXTS, *WE_DO}] == []


@pytest.mark.parametrize(
    "test_id", ["tests/test_promises.py::test_of_nothing", "tests/test_nowhere.py::test_x"]
)
def test_a_test_that_does_not_exist_is_found_missing(test_id):
    assert missing(test_id)


def test_no_step_asks_for_a_payment():
    """No field of the form can take one, and the form goes to the site itself."""
    form = load_data().quote_form
    asked = " ".join(f"{field.name} {field.label} {field.autocomplete}" for field in form.fields)
    for word in ("cc-", "card", "iban", "pay", "price", "fee"):
        assert word not in asked.lower()
