"""The browser reads a request as Python does, whatever it looks like."""

import random
import re
import textwrap
from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from model.dataset import ROOT
from model.request_text import RequestReader, compile_phrases
from tests.data import load_data
from tests.model.node import run

TEXTS = [
    case["text"]
    for name in ("requests", "more_requests")
    for case in yaml.safe_load((ROOT / f"tests/cases/{name}.yml").read_text("utf-8"))["requests"]
]
DAYS = ["2026-11-27", "2026-12-31", "2028-02-29"]
ODD = (
    "\u200b\u00ad\u00a0\u2009\u2011\u2013\u2019\u201c\u2028\u0085\x0b\x1c\r\n\té İſKß½²"
    "ⅱ①😀\ud800~^$|()[]{}\\"
)
CODE = """({data, texts, days}) => texts.map(
    (text, index) => module.read(data, text, days[index % days.length]))"""


def both(texts: list[str]) -> list[tuple[str, object, object]]:
    """Return each text with what Python and the browser's module make of it."""
    compiled = compile_phrases(load_data().phrases)
    reader = RequestReader(compiled)
    here = [
        reader.read(text, date.fromisoformat(DAYS[index % len(DAYS)]))
        for index, text in enumerate(texts)
    ]
    there = run("request-text/engine.mjs", CODE, {"data": compiled, "texts": texts, "days": DAYS})
    return list(zip(texts, here, there, strict=True))


def first_difference(texts: list[str]) -> object:
    return next((row for row in both(texts) if row[1] != row[2]), None)


def mutated(  # noqa: PLR0911 - one return for each way
    text: str, chance: random.Random
) -> str:
    """Return the text as another mail program, or another hand, might have left it."""
    words = text.split(" ")
    match chance.randrange(9):
        case 0:
            return text.upper()
        case 1:
            return text.swapcase().replace("'", "\u2019").replace('"', "\u201d")
        case 2:
            return text.replace(" ", "", chance.randrange(9))
        case 3:
            at = chance.randrange(len(text))
            return text[:at] + chance.choice(ODD) * chance.randrange(1, 3) + text[at:]
        case 4:
            parts = re.split(r"(?<=[.!?]) ", text)
            chance.shuffle(parts)
            return " ".join(parts)
        case 5:
            return f"{text}\n> {chance.choice(TEXTS)}"
        case 6:
            at = chance.randrange(len(words))
            words[at] = "".join(reversed(words[at][:2])) + words[at][2:]
            return " ".join(words)
        case 7:
            return textwrap.fill(text, chance.randrange(10, 80))
        case _:
            return "\n".join([*words[: len(words) // 2], chance.choice(TEXTS), "not", *words])


@pytest.mark.parametrize("day", [0, 1, 2])
def test_every_request_is_read_the_same(day):
    assert first_difference([*TEXTS[:day], *TEXTS]) is None


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32))
@pytest.mark.nightly
def test_changed_requests_are_read_the_same(seed):
    chance = random.Random(seed)
    texts = [mutated(chance.choice(TEXTS), chance) for _ in range(150)]
    texts += [mutated(text, chance) for text in texts]
    assert first_difference(texts) is None


@settings(max_examples=12, deadline=None)
@given(st.lists(st.text(alphabet=st.one_of(st.sampled_from(ODD), st.characters())), min_size=20))
def test_signs_of_any_kind_are_read_the_same(texts):
    assert (
        first_difference([f"SOC {text} 2 Type{text}II by March {text} 3" for text in texts]) is None
    )
