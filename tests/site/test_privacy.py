"""What the privacy page says is what the service does."""

import re
from collections.abc import Callable

import pytest

from backend.intake.rate_limits import MAX_WINDOW
from macros.views.citations import UnknownNameError
from macros.views.registry import build_macros
from macros.views.render import Links
from tests.data import load_data
from tests.site.conftest import Built

SITE = load_data()


@pytest.fixture
def text(built: Built) -> str:
    article = built.page("privacy/").select_one("article")
    assert article is not None
    return " ".join(article.get_text().split())


def test_the_page_prints_every_time_by_which_the_worker_deletes(text: str) -> None:
    for name, number in SITE.settings.retention:
        unit = name.rpartition("_")[2]
        assert re.search(rf"\b{number} {unit}\b", text), name


def test_the_page_says_how_long_senders_are_counted(text: str) -> None:
    assert f"deleted after {MAX_WINDOW // 3600} hours" in text


def test_a_time_that_the_data_lacks_is_named() -> None:
    retention: Callable[[str], str] = build_macros(SITE, Links())["retention"]
    assert retention("open_days") == str(SITE.settings.retention.open_days)
    with pytest.raises(UnknownNameError, match="open_days"):
        retention("open_day")
