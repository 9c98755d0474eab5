"""Changing a request before a firm is chosen: nothing is lost, no firm gets other answers."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from backend.cli.overrides import Override, remove_firm
from backend.config.settings import Settings
from backend.matching.editing import MAX_EDITS
from backend.storage.tables import request_versions, submissions
from model.dataset import Dataset
from tests.backend.conftest import ANSWERS
from tests.backend.deal import BUYER, OPERATOR, Deal, database, dealing, firms, offer_by_hand


def versions(deal: Deal) -> list[dict[str, str]]:
    query = select(request_versions.c.answers).order_by(request_versions.c.number)
    with deal.engine.connect() as connection:
        return [dict(answers) for answers in connection.scalars(query)]


def split_firms() -> Dataset:
    """Three samples for small companies, and two for large ones."""
    made = firms(5)
    small, large = ["1-10", "11-50"], ["over-1000"]
    return replace(
        made,
        firms=tuple(
            firm.model_copy(update={"company_sizes": sizes, "usual_sizes": sizes})
            for firm, sizes in zip(made.firms, [small] * 3 + [large] * 2, strict=True)
        ),
    )


@pytest.fixture
def split(settings: Settings, tmp_path: Path) -> Iterator[Deal]:
    with dealing(settings, database(tmp_path), split_firms()) as made:
        yield made


def test_the_answers_change_and_those_of_before_are_kept(deal_per_database: Deal) -> None:
    buyer = deal_per_database.send()
    before = buyer.stored()
    assert buyer.edit(framework="soc-1", notes="other").status_code == 303
    assert buyer.stored() == {**before, "framework": "soc-1", "notes": "other"}
    assert buyer.edit(1, framework="both").status_code == 303
    assert versions(deal_per_database) == [
        before,
        {**before, "framework": "soc-1", "notes": "other"},
    ]


def test_the_log_names_the_fields_and_no_answer(deal: Deal) -> None:
    buyer = deal.send()
    buyer.edit(notes="secret words")
    (line,) = [each for each in deal.trail(buyer.reference) if each.event == "edited"]
    assert (line.actor, line.fields) == ("buyer", "notes")
    assert "secret" not in str(deal.trail(buyer.reference))


def test_saving_the_same_answers_changes_nothing(deal: Deal) -> None:
    buyer = deal.send()
    assert buyer.edit().status_code == 303
    assert versions(deal) == []
    assert "edited" not in [event for _, event, _ in buyer.log()]


def test_the_firms_are_matched_anew(split: Deal) -> None:
    buyer = split.send()
    assert {*buyer.offered()} == set("abc")
    buyer.edit(company_size="over-1000")
    assert {*buyer.offered()} == set("de")
    assert "2 of the 5" in buyer.page().select("[data-why-fewer]")[0].text


def test_firms_that_fitted_before_come_back_in_the_same_order(split: Deal) -> None:
    buyer = split.send()
    before = buyer.offered()
    buyer.edit(company_size="over-1000")
    buyer.edit(1, company_size="11-50")
    assert buyer.offered() == before


def test_the_reasons_are_those_of_the_new_answers(split: Deal) -> None:
    buyer = split.send()
    buyer.edit(company_size="1-10")
    assert "Number of people: 1 to 10" in buyer.page().text


def test_editing_is_no_way_to_draw_again(deal: Deal) -> None:
    buyer = deal.send()
    before = buyer.offered()
    for number in range(5):
        buyer.edit(number, notes=f"try {number}")
    assert buyer.offered() == before


def test_a_superseded_firm_cannot_be_chosen(split: Deal) -> None:
    buyer = split.send()
    buyer.edit(company_size="over-1000")
    assert buyer.choose("a", edits=1).status_code == 422
    assert split.work() == split.to(OPERATOR)


def test_a_superseded_firm_comes_when_another_declines(settings: Settings, tmp_path: Path) -> None:
    """Three of four fit at first; after the change others are preferred, and one has to wait."""
    made = firms(4)
    usual = {"a": ["1-10"], "b": ["1-10"], "c": ["1-10"], "d": ["over-1000"]}
    preferred = [firm.model_copy(update={"usual_sizes": usual[firm.id[-1]]}) for firm in made.firms]
    with dealing(settings, database(tmp_path), replace(made, firms=tuple(preferred))) as deal:
        buyer = deal.send(company_size="1-10")
        assert {*buyer.offered()} == set("abc")
        buyer.edit(company_size="over-1000")
        (waits,) = set("abcd") - {*buyer.offered()}
        assert waits != "d"
        buyer.choose("d", edits=1)
        deal.work()
        deal.answer(deal.to("d")[0].links["decline"])
        assert waits in buyer.offered()


def test_a_firm_that_the_operator_offered_stays(split: Deal) -> None:
    buyer = split.send()
    with split.engine.begin() as connection:
        first = f"sample-{buyer.offered()[0]}"
        remove_firm(connection, Override(buyer.reference, "because", split.clock()), first)
        offer_by_hand(split, connection, buyer.reference)
    assert "e" in buyer.offered()
    buyer.edit(notes="other")
    assert "e" in buyer.offered()
    assert first[-1] not in buyer.offered()
    assert "they know the region" in buyer.page().text


def test_where_no_firm_fits_any_more_the_operator_is_told(split: Deal) -> None:
    buyer = split.send()
    buyer.edit(company_size="201-1000")
    assert buyer.offered() == []
    assert ("service", "unmatched", "") in buyer.log()
    assert [each.to for each in split.work() if "No firm fits" in each.subject] == [OPERATOR]


def test_the_operator_who_was_told_is_told_the_new_answers(deal: Deal) -> None:
    buyer = deal.send()
    deal.work()
    buyer.edit(notes="the second words")
    (mail,) = deal.work()
    assert mail.to == OPERATOR
    assert "the second words" in mail.body


def test_an_operator_who_was_not_told_yet_hears_once(deal: Deal) -> None:
    buyer = deal.send()
    buyer.edit(notes="the second words")
    (mail,) = deal.work()
    assert "the second words" in mail.body


def test_the_form_checks_what_the_first_form_checks(deal: Deal) -> None:
    buyer = deal.send()
    answer = buyer.edit(company="", framework="soc-9")
    messages = {field.name: field.messages for field in deal.settings.form.fields}
    assert answer.status_code == 422
    assert str(messages["company"].required) in answer.text
    assert str(messages["framework"].choice) in answer.text
    assert "<title>Error: " in answer.text
    assert versions(deal) == []


def test_each_line_of_the_summary_leads_to_its_question(deal: Deal) -> None:
    page = BeautifulSoup(deal.send().edit(company="", framework="").text, "html.parser")
    links = [str(link["href"])[1:] for link in page.select("[data-error-summary] a")]
    assert links
    assert all(page.find(id=target) for target in links)


def test_what_was_typed_stays_typed(deal: Deal) -> None:
    answer = deal.send().edit(company="", notes='a "long" text <b>')
    page = BeautifulSoup(answer.text, "html.parser")
    area = page.select_one("textarea[name=notes]")
    assert area is not None
    assert area.text.strip() == 'a "long" text <b>'
    assert page.select_one("details#change-your-answers[open]")


def test_the_form_holds_the_stored_answers(deal: Deal) -> None:
    buyer = deal.send()
    page, stored = buyer.page(), buyer.stored()
    form = page.select_one("[data-edit-form]")
    assert form is not None
    picked = {str(each["name"]): each["value"] for each in form.select("input[checked]")}
    assert picked["framework"] == stored["framework"]
    selected = form.select_one("select[name=company_size] option[selected]")
    assert selected is not None
    assert selected["value"] == stored["company_size"]


def test_the_address_is_not_edited(deal: Deal) -> None:
    buyer = deal.send()
    buyer.edit(email="other@example.com", notes="other")
    assert buyer.stored()["email"] == BUYER
    assert not buyer.page().select("[data-edit-form] [name=email]")


def test_a_date_that_is_named_sets_the_range(deal: Deal) -> None:
    buyer = deal.send()
    buyer.edit(needed_by="2099-01-01")
    assert buyer.stored()["timeline"] == "over-12-months"


def test_after_a_choice_the_answers_stay_and_what_was_typed_is_shown(deal: Deal) -> None:
    buyer = deal.send()
    before = buyer.stored()
    buyer.choose(buyer.offered()[0])
    answer = buyer.edit(notes="too late for this")
    assert answer.status_code == 409
    assert (
        "too late for this"
        in BeautifulSoup(answer.text, "html.parser").select("[data-typed]")[0].text
    )
    assert buyer.stored() == before
    assert not buyer.page().select("[data-edit-form]")


def test_after_the_request_is_taken_back_it_is_not_edited(deal: Deal) -> None:
    buyer = deal.send()
    buyer.withdraw()
    assert buyer.edit(notes="other").status_code == 409
    assert versions(deal) == []


def test_a_choice_by_answers_that_were_changed_since_sends_nothing(deal: Deal) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.edit(notes="other")
    answer = buyer.choose(first)
    assert answer.status_code == 409
    page = BeautifulSoup(answer.text, "html.parser")
    assert [str(box["value"]) for box in page.select("input[name=firm][checked]")] == [
        f"sample-{first}"
    ]
    assert not page.select("#agree[checked]")
    assert buyer.states() == {}
    assert buyer.choose(first, edits=1).status_code == 303


def test_of_two_windows_the_second_is_told_and_loses_nothing(deal: Deal) -> None:
    buyer = deal.send()
    buyer.edit(notes="of the first window")
    answer = buyer.edit(notes="of the second window")
    assert answer.status_code == 409
    assert "of the second window" in answer.text
    assert buyer.stored()["notes"] == "of the first window"
    assert buyer.edit(1, notes="of the second window").status_code == 303
    assert versions(deal)[1]["notes"] == "of the first window"


@pytest.mark.parametrize("edits", ["x", "-1", "9" * 30, "1.0"])
def test_a_made_up_number_of_edits_is_a_stale_one(deal: Deal, edits: str) -> None:
    buyer = deal.send()
    assert buyer.post("edit", **{**ANSWERS, "notes": "other", "edits": edits}).status_code == 409


def test_a_request_is_not_edited_for_ever(deal: Deal) -> None:
    buyer = deal.send()
    for number in range(MAX_EDITS):
        assert buyer.edit(number, notes=f"try {number}").status_code == 303
    assert buyer.edit(MAX_EDITS, notes="once more").status_code == 409
    assert len(versions(deal)) == MAX_EDITS


@pytest.mark.locks
def test_an_edit_that_races_with_a_choice_loses_neither(deal_per_database: Deal) -> None:
    """Whichever is first: a firm gets the answers that its buyer saw, or nothing."""
    for number in range(4):
        buyer = deal_per_database.send(email=f"racer-{number}@example.com", notes="as it was")
        first, *_ = buyer.offered()
        start = threading.Barrier(2)

        def at_once(act: Callable[[], httpx.Response], start: threading.Barrier = start) -> int:
            start.wait()
            return act().status_code

        acts = [partial(buyer.edit, notes="as it is now"), partial(buyer.choose, first)]
        with ThreadPoolExecutor(2) as pool:
            edited, chosen = pool.map(at_once, acts)
        assert sorted((edited, chosen)) == [303, 409]
        if chosen == 303:
            assert buyer.stored()["notes"] == "as it was"
            assert buyer.states() == {first: "chosen"}
        else:
            assert buyer.stored()["notes"] == "as it is now"
            assert buyer.states() == {}
        events = [event for _, event, _ in buyer.log()]
        assert events.count("edited") + events.count("chosen") == 1


def test_the_form_that_made_it_still_finds_an_edited_request(deal: Deal) -> None:
    buyer = deal.send()
    buyer.edit(notes="other")
    assert deal.send() == buyer


def test_erasing_leaves_no_earlier_answers(deal: Deal) -> None:
    buyer = deal.send(notes="the first words")
    buyer.edit(notes="other")
    buyer.post("erase")
    with deal.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(request_versions)) == 0
        assert connection.scalar(select(func.count()).select_from(submissions)) == 0


@pytest.mark.parametrize("act", ["edit", "share", "unshare", "download"])
def test_no_new_button_works_with_a_wrong_key(deal: Deal, act: str) -> None:
    buyer = deal.send()
    answer = replace(buyer, key="A" * 32).post(act, **{**ANSWERS, "notes": "other"})
    assert answer.status_code == 404
    assert versions(deal) == []
    assert buyer.reader_path() == ""
