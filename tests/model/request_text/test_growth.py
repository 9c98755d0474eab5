"""Twice the text takes about twice the time, in Python and in the browser's engine."""

import time
from collections.abc import Callable
from datetime import date

import pytest

from model.request_text import RequestReader, compile_phrases
from model.request_text.phrases import LIMIT
from tests.model.node import run

pytestmark = pytest.mark.nightly

SHORT, LONG = LIMIT // 8, LIMIT
SLACK = 4  # times what is in proportion; a quadratic engine would take eight times that
WORST = [
    "soc 2 type 2. ", "not soc 1 ", "soc 1 or ", "we have a soc 2 and ", "a\n", "> a\nb\n", "the ",
    "before a b c d e f ", "within the next about 1 ", "vendor security risk ", "on a 2026 wrote ",
    "1", "soc", "-", "(", "a.b. ", "type 1 type 2 ", "aaaaaaaaaaaaaaaaaaaaa", "soc 2, soc 1, iso, ",
    "actually soc 2. ", "soc 1 is also fine. ", "you sent us a soc 2 type 1 ",
]  # fmt: skip
CODE = """({data, texts}) => texts.map((text) => Math.min(...[1, 2, 3].map(() => {
    const start = process.cpuUsage(); // of this process alone
    module.read(data, text, "2026-12-01");
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
})))"""


def repeated(words: str, length: int) -> str:
    return (words * (length // len(words) + 1))[:length]


def seconds(work: Callable[[], object]) -> float:
    """Return the least of three runs, in seconds of this process alone."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def test_python_reads_in_proportion(dataset):
    reader = RequestReader(compile_phrases(dataset.phrases))

    def taken(text: str) -> float:
        return seconds(lambda: reader.read(text, date(2026, 12, 1)))

    for words in WORST:
        short, long = taken(repeated(words, SHORT)), taken(repeated(words, LONG))
        assert long < short * LONG / SHORT * SLACK + 0.05, words


def test_the_browser_reads_in_proportion(dataset):
    texts = [repeated(words, length) for words in WORST for length in (SHORT, LONG)]
    given = {"data": compile_phrases(dataset.phrases), "texts": texts}
    taken = run("request-text/engine.mjs", CODE, given)
    for words, short, long in zip(WORST, taken[::2], taken[1::2], strict=True):
        assert long < short * LONG / SHORT * SLACK + 50, words


def test_no_text_is_too_long(dataset):
    reader = RequestReader(compile_phrases(dataset.phrases))
    at_limit, beyond = (
        seconds(lambda text="soc 2 type 2. " * count: reader.read(text, date(2026, 12, 1)))
        for count in (LIMIT // 14, LIMIT)
    )
    assert beyond < at_limit * SLACK


@pytest.mark.parametrize("words", WORST)
def test_a_repeated_text_is_read_to_its_end(dataset, words):
    result = RequestReader(compile_phrases(dataset.phrases)).read(
        repeated(words, 3000), date(2026, 12, 1)
    )
    assert set(result) == {"answers", "found", "notes"}
