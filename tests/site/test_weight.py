"""What a page weighs: the document with its styles, as it is sent to a browser of today."""

from pathlib import Path

import brotli
import pytest
from selectolax.lexbor import LexborHTMLParser

WHOLE_COMPARISON = 19_456  # bytes
FLIGHT = 14_336  # bytes: ten packets, which a server sends before it waits for an answer
ANSWERS = ["", "type-1-vs-type-2/", "renewal/", "quotes/", "which-report/result-*/"]


@pytest.mark.parametrize("pattern", ANSWERS)
def test_a_page_that_answers_arrives_in_one_flight(published: Path, pattern: str) -> None:
    sizes = {file.parent: file.stat().st_size for file in published.glob(f"{pattern}index.html.br")}
    assert sizes
    assert {page.name: size for page, size in sizes.items() if size > FLIGHT} == {}


def test_the_comparison_is_small_as_a_whole(published: Path) -> None:
    assert (published / "soc-1-vs-soc-2/index.html.br").stat().st_size <= WHOLE_COMPARISON


def test_the_first_flight_of_the_comparison_holds_its_answer_and_all_short_rows(
    published: Path,
) -> None:
    page = published / "soc-1-vs-soc-2"
    sent = (page / "index.html.br").read_bytes()[:FLIGHT]
    unpacked = brotli.Decompressor()  # of little at a time it keeps nothing back
    parts = (sent[at : at + 100] for at in range(0, len(sent), 100))
    first = LexborHTMLParser(b"".join(map(unpacked.process, parts)).decode("utf-8", "ignore"))
    whole = LexborHTMLParser((page / "index.html").read_text(encoding="utf-8"))
    for part in ("style", "[data-answer]", ".soc-six tr", ".soc-short__ways"):
        assert len(first.css(part)) == len(whole.css(part)) > 0, part
