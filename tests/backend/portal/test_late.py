"""The private page says of a date what the model of time says, and nothing else."""

from datetime import UTC, datetime
from itertools import product

import pytest

from model.form.timing import warn_of_date
from model.timeline.calendar import RANGES
from tests.backend.conftest import ANSWERS
from tests.backend.deal import Deal

TYPES = ("type-1", "type-2", "type-1-then-type-2", "unsure")
STAGES = ("exploring", "preparing", "ready", "renewing", "unsure")
PROMISES = ("in time", "can make", "will be ready")


ANSWERS_OF_TIME = list(product(TYPES, STAGES, [*RANGES, "unsure"]))


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param(ANSWERS_OF_TIME[::7], id="some"),
        pytest.param(ANSWERS_OF_TIME, id="all", marks=pytest.mark.nightly),
    ],
)
def test_the_page_says_what_can_be_had_by_then_for_every_answer(
    deal: Deal, chosen: list[tuple[str, str, str]]
) -> None:
    assert set(TYPES) | set(STAGES) <= {answer for answers in chosen for answer in answers}
    timeline, today = deal.settings.timeline, datetime.now(UTC).date()
    for number, (kind, stage, answer) in enumerate(chosen):
        answers = {"report_type": kind, "stage": stage, "timeline": answer}
        page = deal.send(email=f"{number}@example.com", **answers).page()
        expected = warn_of_date(timeline, {**ANSWERS, **answers}, today)
        said = page.select_one("[data-late]")
        assert bool(said) == bool(expected), answers
        assert expected in (said.get_text() if said else ""), answers
        assert not any(words in page.get_text() for words in PROMISES)


def test_a_date_is_looked_at_anew_each_time_the_page_is_opened(deal: Deal) -> None:
    buyer = deal.send(needed_by="2091-03-31", stage="ready")
    assert buyer.page().select_one("[data-late]") is None


def test_a_request_that_was_taken_back_is_told_nothing_of_its_date(deal: Deal) -> None:
    buyer = deal.send(report_type="type-2", timeline="under-3-months")
    assert buyer.page().select_one("[data-late]")
    buyer.post("withdraw")
    assert buyer.page().select_one("[data-late]") is None
