"""Firms side by side: what differs in rows, what is the same in one line, ticks in the head."""

from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from backend.config.settings import Settings
from model.dataset import Dataset
from tests.backend.deal import Deal, database, dealing, firms


def table_of(page: BeautifulSoup) -> Tag:
    found = page.select_one("[data-offers]")
    assert found is not None
    return found


def varied() -> Dataset:
    """Three samples that differ in when they can begin, and in nothing else that is shown."""
    made = firms(3)
    changed = [
        firm.model_copy(update={"weeks_to_start": number}) for number, firm in enumerate(made.firms)
    ]
    return replace(made, firms=tuple(changed))


def test_what_differs_is_a_row_and_what_is_the_same_one_line(
    settings: Settings, tmp_path: Path
) -> None:
    with dealing(settings, database(tmp_path), varied()) as deal:
        page = deal.send().page()
        rows = {str(row["data-row"]): row for row in table_of(page).select("tbody tr")}
        (same,) = page.select("[data-same]")
        weeks = [cell.get_text(strip=True) for cell in rows["weeks"].select("td")]
        assert sorted(weeks) == ["0", "1", "2"]
        assert "Weeks until" not in same.text
        assert "Readiness assessment" in same.text
        assert "readiness" not in rows


def test_what_differs_stands_before_links_to_what_is_the_same(
    settings: Settings, tmp_path: Path
) -> None:
    with dealing(settings, database(tmp_path), varied()) as deal:
        rows = table_of(deal.send().page()).select("tbody tr")
        alike = [not row.select(".soc-offers__line") for row in rows]
        assert alike == sorted(alike)
        assert not alike[0]


def test_each_firm_is_a_column_with_a_tick_in_the_head(deal: Deal) -> None:
    table = table_of(deal.send().page())
    heads = table.select("thead th[scope=col]")
    assert len(heads) == len(table.select("thead input[type=checkbox]"))
    assert all(len(row.select("td")) == len(heads) for row in table.select("tbody tr"))
    for head in heads:
        box, label = head.select_one("input"), head.select_one("label")
        assert box is not None
        assert label is not None
        assert label["for"] == box["id"]


@pytest.mark.parametrize("field", ["licences", "peer_review"])
def test_where_a_license_and_a_review_can_be_looked_up_is_shown(deal: Deal, field: str) -> None:
    assert deal.matcher is not None
    firm = deal.matcher.dataset.firms[0]
    found = getattr(firm, field)
    addresses = [each.verify for each in (found if isinstance(found, list) else [found])]
    page = deal.send().page()
    links = {str(link["href"]) for link in table_of(page).select("a")}
    assert {*addresses} <= links


def test_the_day_on_which_it_was_checked_is_shown(deal: Deal) -> None:
    page = deal.send().page()
    assert "checked 20 November 2026" in page.text


def test_a_chosen_firm_stays_in_the_table_and_cannot_be_ticked_again(deal: Deal) -> None:
    buyer = deal.send()
    before = buyer.offered()
    buyer.choose(before[1])
    deal.work()
    table = table_of(buyer.page())
    heads = [str(head["data-firm"])[-1] for head in table.select("thead th[data-firm]")]
    assert heads == before
    assert [str(box["value"])[-1] for box in table.select("input")] == [before[0], before[2]]
    assert "Sent" in table.select("thead th[data-firm]")[1].text


def test_a_firm_that_declined_leaves_the_table_to_the_next(deal: Deal) -> None:
    buyer = deal.send()
    first, *others = buyer.offered()
    buyer.choose(first)
    deal.work()
    deal.answer(deal.to(first)[0].links["decline"])
    heads = table_of(buyer.page()).select("thead th[data-firm]")
    names = [str(head["data-firm"])[-1] for head in heads]
    assert names[:2] == others
    assert first not in names


def test_the_status_of_a_firm_says_when_it_was_sent_and_when_its_answer_is_due(deal: Deal) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal.work()
    (status,) = buyer.page().select("[data-status]")
    sent = f"{deal.clock.now.day} {deal.clock.now:%B %Y, %H:%M} UTC"
    days = deal.settings.answer_days
    due = deal.clock.now.replace(day=deal.clock.now.day + days)
    assert status.text == f"Sent {sent}, answer due {due.day} {due:%B %Y}, no answer yet."


def test_the_button_says_without_a_script_to_whom_it_sends(deal: Deal) -> None:
    (button,) = deal.send().page().select("[data-choice] button")
    assert button.text == "Send to the firms I ticked"


def test_of_a_single_firm_all_is_in_rows(settings: Settings, tmp_path: Path) -> None:
    with dealing(settings, database(tmp_path), firms(1)) as deal:
        page = deal.send().page()
        assert not page.select("[data-same]")
        assert "Readiness assessment" in table_of(page).text


def test_the_reasons_of_each_firm_are_a_tap_away(deal: Deal) -> None:
    page = deal.send().page()
    reasons = page.select("details li[data-reason=fits]")
    assert len(reasons) >= len(page.select("thead th[data-firm]"))


def test_a_long_word_of_a_cell_may_part(settings: Settings, tmp_path: Path) -> None:
    """Three columns on a phone have no room for it, where letters stand apart."""
    made = firms(2)
    first, second = made.firms
    changed = (first.model_copy(update={"categories": ["security", "confidentiality"]}), second)
    with dealing(settings, database(tmp_path), replace(made, firms=changed)) as deal:
        (row,) = table_of(deal.send().page()).select("[data-row=categories]")
        assert "Confiden\xadtiality" in row.text
