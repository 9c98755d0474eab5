"""What a page weighs: the document with its styles, as it is sent to a browser of today."""

from pathlib import Path

import brotli
import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.budget_allowances import bytes_of_further
from tests.data import standing

WHOLE_COMPARISON = 19_456  # bytes
FLIGHT = 14_336  # bytes: ten packets, which a server sends before it waits for an answer
ANSWERS = ["", "type-1-vs-type-2/", "renewal/", "quotes/", "which-report/result-*/"]
ANSWERS += ["which-report/", "ask-your-customer/", "both/", "soc-2/", "soc-3/"]
ANSWERS = standing([*ANSWERS, "choosing-a-firm/", "compare-quotes/"])


def stated_size(compressed: Path, limit: int) -> int:
    """The bytes of a page, without those of what editors have added since where they are many."""
    if (whole := compressed.stat().st_size) <= limit:
        return whole
    html = compressed.with_suffix("").read_text(encoding="utf-8")
    path = "" if compressed.parent.name == "site" else f"{compressed.parent.name}/"
    return whole - bytes_of_further(html, path)


@pytest.mark.parametrize("pattern", ANSWERS)
def test_a_page_that_answers_arrives_in_one_flight(published: Path, pattern: str) -> None:
    """In bytes of the records that there were: see tests/budget_allowances.py."""
    files = [*published.glob(f"{pattern}index.html.br")]
    assert files
    sizes = {file.parent.name: stated_size(file, FLIGHT) for file in files}
    assert {page: size for page, size in sizes.items() if size > FLIGHT} == {}


def test_the_comparison_is_small_as_a_whole(published: Path) -> None:
    compressed = published / "soc-1-vs-soc-2/index.html.br"
    assert stated_size(compressed, WHOLE_COMPARISON) <= WHOLE_COMPARISON


def test_the_first_flight_of_the_comparison_holds_its_answer_and_all_short_rows(
    published: Path,
) -> None:
    page = published / "soc-1-vs-soc-2"
    html = (page / "index.html").read_text(encoding="utf-8")
    end = FLIGHT + bytes_of_further(html, f"{page.name}/")
    sent = (page / "index.html.br").read_bytes()[:end]
    unpacked = brotli.Decompressor()  # of little at a time it keeps nothing back
    parts = (sent[at : at + 100] for at in range(0, len(sent), 100))
    first = LexborHTMLParser(b"".join(map(unpacked.process, parts)).decode("utf-8", "ignore"))
    whole = LexborHTMLParser(html)
    for part in ("style", "[data-answer]", ".soc-six tr", ".soc-short__ways"):
        assert len(first.css(part)) == len(whole.css(part)) > 0, part
