"""The desk: who is let in sees every request, and what is pressed there happens once."""

import csv
import io
from datetime import timedelta
from urllib.parse import urlencode as query_of

import pytest
import yaml
from sqlalchemy import func, insert, select

from backend.applications import ApplicationStore
from backend.cli.count_reports import UNSEEN
from backend.desk.counts_page import DAYS
from backend.intake import Submission
from backend.storage.database import Database
from backend.storage.tables import daily_counts, desk_notes, metadata, notifications, submissions
from model.dataset import ROOT
from model.form import SEPARATOR
from model.launch import check_content
from tests.backend.applications.conftest import TEXTS
from tests.backend.deal import OPERATOR, Buyer, Deal
from tests.backend.desk.conftest import OTHER, PERSON, Browser, acts_of, signed_in
from tests.data import load_data


def set_aside(deal: Deal, **answers: str) -> Buyer:
    """A request that a program seems to have sent."""
    return deal.send(**{deal.settings.form.honeypot.name: "x"}, **answers)


def told(deal: Deal, reference: str) -> int:
    """How many mails have told the operator of a request."""
    return sum(reference in each.body for each in deal.sent_mails if each.to == OPERATOR)


# From the inbox to a released request


@pytest.mark.locks
def test_what_was_set_aside_is_let_in_with_one_press(desk_per_database: Deal) -> None:
    buyer = set_aside(desk_per_database)
    browser = signed_in(desk_per_database)
    assert buyer.reference in browser.text
    assert not told(desk_per_database, buyer.reference)
    browser.press(buyer.reference)
    assert browser.listed == [buyer.reference]
    desk_per_database.work()
    assert told(desk_per_database, buyer.reference) == 1
    assert ("released", PERSON) in acts_of(desk_per_database, buyer.reference)


def test_what_was_held_back_runs_once(desk: Deal) -> None:
    buyer = set_aside(desk)
    first, second = signed_in(desk), signed_in(desk, OTHER)
    for browser in (first, second):  # both have the page open
        browser.get(f"/desk/requests/{buyer.reference}")
    first.press("release")
    desk.work()
    second.press("release")
    desk.work()
    assert told(desk, buyer.reference) == 1
    assert acts_of(desk, buyer.reference) == [("released", PERSON)]


def test_no_address_of_the_desk_leads_to_a_host_that_a_request_names(desk: Deal) -> None:
    answer = desk.client.get(
        "/desk/health/", headers={"Host": "elsewhere.test"}, follow_redirects=False
    )
    assert answer.status_code == 404
    assert "elsewhere.test" not in str(answer.headers)


def test_nothing_leaves_by_looking(desk: Deal) -> None:
    buyer = set_aside(desk)
    browser = signed_in(desk)
    before = rows(desk)
    for path in (
        "",
        f"requests/{buyer.reference}",
        "health",
        "firms",
        "applications",
        "counts",
        "?state=aside",
    ):
        assert browser.get(f"/desk/{path}").status_code == 200, path
    desk.work()
    assert rows(desk) == before


def rows(deal: Deal) -> dict[str, int]:
    with deal.engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
        }


# Filters


def test_a_search_finds_company_email_reference_and_firm(desk_per_database: Deal) -> None:
    wanted = desk_per_database.send(company="Żółta 100% Corp", email="find-me@example.com")
    other = desk_per_database.send(company="Other Corp", email="other@example.com")
    browser = signed_in(desk_per_database)
    firm = browser_name_of_a_firm(desk_per_database, wanted)
    for text in ("100% c", "FIND-ME@", wanted.reference[2:9].lower()):
        browser.get("/desk/?" + query_of({"find": text}))
        assert browser.listed == [wanted.reference], text
    browser.get("/desk/?" + query_of({"find": firm}))
    assert wanted.reference in browser.listed
    browser.get("/desk/?" + query_of({"find": "nobody"}))
    assert browser.listed == []
    assert other.reference not in browser.text


def browser_name_of_a_firm(deal: Deal, buyer: Buyer) -> str:
    firm = buyer.offered()[0]
    assert deal.matcher
    return next(each.name for each in deal.matcher.dataset.firms if each.id[-1] == firm)


def test_report_and_day_narrow_what_is_listed(desk: Deal) -> None:
    old = desk.send(framework="soc-1", email="old@example.com")
    desk.pass_days(3)
    new = desk.send(framework="soc-2", email="new@example.com")
    browser = signed_in(desk)
    day = desk.clock().date().isoformat()
    for query, expected in (
        ({"report": "soc-1"}, [old]),
        ({"report": "soc-2"}, [new]),
        ({"since": day}, [new]),
        ({"until": (desk.clock() - timedelta(days=2)).date().isoformat()}, [old]),
        ({"report": "nonsense", "since": "yesterday"}, [new, old]),
    ):
        browser.get("/desk/?" + query_of(query))
        assert browser.listed == [buyer.reference for buyer in expected], query


def test_the_filters_are_still_there_after_an_act(desk: Deal) -> None:
    buyer = desk.send(company="Alpha")
    desk.send(company="Beta", email="beta@example.com")
    browser = signed_in(desk)
    browser.get("/desk/?find=Alpha")
    browser.press("Set the state", reference=buyer.reference, state="contacted")
    assert browser.listed == [buyer.reference]
    assert "Contacted" in browser.text
    browser.get("/desk/?find=Alpha")
    link = browser.page.select_one("[data-inbox] tbody a")
    assert link is not None
    browser.get(str(link["href"]))
    browser.press("note", text="called")
    back = browser.page.find("a", string="All requests")
    assert back is not None
    browser.get(str(back["href"]))  # type: ignore[index]
    assert browser.listed == [buyer.reference]


def test_a_form_leads_nowhere_else(desk: Deal) -> None:
    buyer = desk.send()
    browser = signed_in(desk)
    for back in ("//evil.example/", "https://evil.example/desk/", "/desk/../quotes/", "desk/in/x"):
        answer = browser.post("/desk/requests", {"do": "state", "back": back, "state": "won"})
        assert answer.headers["location"].startswith("/desk/?done=")
    assert buyer.reference in browser.get("/desk/").text


# State, notes, erasure


def test_state_and_notes_are_kept_with_who_wrote_them(desk_per_database: Deal) -> None:
    buyer = desk_per_database.send()
    browser = signed_in(desk_per_database)
    browser.get(f"/desk/requests/{buyer.reference}")
    browser.press("Save the state", state="quoted")
    browser.press("note", text="Asked <b>twice</b>")
    assert "Asked <b>twice</b>" in browser.text
    assert PERSON in browser.text
    browser.get("/desk/?state=quoted")
    assert browser.listed == [buyer.reference]
    assert acts_of(desk_per_database, buyer.reference) == [("stands", PERSON), ("noted", PERSON)]


def test_nobody_overwrites_what_another_has_just_saved(desk: Deal) -> None:
    buyer = desk.send()
    first, second = signed_in(desk), signed_in(desk, OTHER)
    for browser in (first, second):
        browser.get(f"/desk/requests/{buyer.reference}")
    first.press("Save the state", state="won")
    assert second.press("Save the state", state="lost").status_code == 409
    first.get("/desk/?state=won")
    assert first.listed == [buyer.reference]


def test_erasing_asks_for_the_last_signs(desk: Deal) -> None:
    buyer = desk.send()
    browser = signed_in(desk)
    browser.get(f"/desk/requests/{buyer.reference}")
    assert browser.press("erase", signs="AAAA").status_code == 409
    assert stored(desk) == 1


@pytest.mark.locks
def test_what_is_erased_at_the_desk_is_gone_and_firms_are_asked_to_delete(
    desk_per_database: Deal,
) -> None:
    buyer = desk_per_database.send()
    browser = signed_in(desk_per_database)
    firm = buyer.offered()[0]
    buyer.choose(firm)
    desk_per_database.work()
    browser.get(f"/desk/requests/{buyer.reference}")
    browser.press("note", text="about Ada")
    browser.press("erase", signs=buyer.reference[-4:])
    assert "Erased" in browser.text
    assert stored(desk_per_database) == 0
    with desk_per_database.engine.connect() as connection:
        assert not connection.execute(select(desk_notes)).all()
    assert [each.subject.split()[0] for each in desk_per_database.work() if each.to[0] == firm] == [
        "Delete"
    ]
    assert ("erased", PERSON) in acts_of(desk_per_database, buyer.reference)
    assert browser.get(f"/desk/requests/{buyer.reference}").status_code == 404


def stored(deal: Deal) -> int:
    with deal.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(submissions)) or 0


# Firms and mails


def test_an_answer_by_phone_is_noted_and_the_buyer_is_told(desk: Deal) -> None:
    buyer = desk.send()
    browser = signed_in(desk)
    firm = buyer.offered()[0]
    buyer.choose(firm)
    desk.work()
    browser.get(f"/desk/requests/{buyer.reference}")
    browser.press("accept")
    assert buyer.states()[firm] == "accepted"
    assert ("accepted", PERSON) in acts_of(desk, buyer.reference)
    assert [each for each in desk.work() if each.to == "ada@example.com"]
    assert not browser.page.select("button[value=accept]")


def test_a_firm_that_has_got_nothing_cannot_answer(desk: Deal) -> None:
    buyer = desk.send()
    browser = signed_in(desk)
    path = f"/desk/requests/{buyer.reference}"
    firm = f"sample-{buyer.offered()[0]}"
    answer = browser.post(path, {"do": "answer", "firm": firm, "answer": "accept"})
    assert answer.status_code == 409
    assert buyer.states() == {}  # none that was chosen


def test_mails_that_were_given_up_are_tried_again(desk: Deal) -> None:
    buyer = desk.send()
    with desk.engine.begin() as connection:
        connection.execute(notifications.update().values(state="dead", problem="refused"))
    browser = signed_in(desk)
    browser.get("/desk/health")
    assert buyer.reference in browser.text
    assert "refused" in browser.text
    browser.press("Try all of them again")
    assert buyer.reference not in browser.text
    desk.work()
    assert told(desk, buyer.reference) == 1
    assert ("resent", PERSON) in acts_of(desk)


def test_health_says_what_doctor_says(desk: Deal) -> None:
    desk.send()
    browser = signed_in(desk)
    browser.get("/desk/health")
    found = {str(row.th.get_text()) for row in browser.page.select("[data-findings] tbody tr")}
    assert {"database", "notifications", "mail", "backups"} <= found


def test_every_firm_is_listed_with_what_became_of_its_requests(desk: Deal) -> None:
    buyer = desk.send()
    browser = signed_in(desk)
    browser.get("/desk/firms")
    assert desk.matcher
    listed = {str(row["data-firm"]) for row in browser.page.select("[data-firms] tbody tr")}
    assert listed == {firm.id for firm in desk.matcher.dataset.firms}
    row = browser.page.select_one(f"[data-firm=sample-{buyer.offered()[0]}]")
    assert row is not None
    assert "1" in row.get_text()


def test_health_says_what_holds_the_launch_up(desk: Deal) -> None:
    browser = signed_in(desk)
    browser.get("/desk/health")
    found = {
        str(row.th.get_text()): str(row["data-verdict"])
        for row in browser.page.select("[data-launch] tbody tr")
    }
    assert desk.matcher
    for check in check_content(desk.matcher.dataset, ROOT, {}):
        assert found[check.id] == check.verdict
    assert "permissions" in found


# Firms that ask to be listed


def applied(deal: Deal) -> str:
    """The reference of an application that is taken with doubts."""
    form = load_data().application_form
    store = ApplicationStore(Database(deal.engine), form, now=deal.clock)
    ticked = {
        field.name: SEPARATOR.join(option.value for option in field.options)
        for field in form.form.fields
        if field.kind == "checkboxes"
    }
    submission = Submission(answers={**ticked, **TEXTS}, key=None, signals=("honeypot",))
    return store.add(submission, lambda _, admitted: admitted)


def test_an_application_is_listed_with_what_speaks_against_it(desk_per_database: Deal) -> None:
    reference = applied(desk_per_database)
    browser = signed_in(desk_per_database)
    browser.get("/desk/applications")
    (row,) = browser.page.select("[data-application]")
    assert row["data-application"] == reference
    assert TEXTS["name"] in row.get_text()
    assert "honeypot" in row.get_text()


def test_an_application_shows_every_answer_as_it_was_given(desk: Deal) -> None:
    reference = applied(desk)
    browser = signed_in(desk)
    browser.get(f"/desk/applications/{reference}")
    shown = [each.get_text() for each in browser.page.select("dd")]
    for name in ("name", "site", "licence_where", "notes"):
        assert TEXTS[name] in shown, name


def test_a_draft_waits_for_the_day_on_which_the_firm_was_looked_up(desk: Deal) -> None:
    path = f"/desk/applications/{applied(desk)}"
    browser = signed_in(desk)
    browser.get(path)
    assert browser.page.select("[data-problems] li")
    browser.get(f"{path}?looked-up=2026-11-27")
    assert browser.page.select_one("[data-ready]")
    draft = browser.page.select_one("[data-draft]")
    assert draft is not None
    (record,) = yaml.safe_load(draft.get_text())
    assert record["name"] == TEXTS["name"]


def test_an_application_that_is_not_there_is_said(desk: Deal) -> None:
    browser = signed_in(desk)
    for reference in ("F-7F3K-2M9X-4TQP", "nonsense"):
        assert browser.get(f"/desk/applications/{reference}").status_code == 404


# Own numbers


def test_counts_of_the_last_days_are_shown_with_what_they_cannot_see(desk: Deal) -> None:
    browser = signed_in(desk)
    today = desk.clock().date()
    days = [(today - timedelta(days=ago)).isoformat() for ago in (0, 1, DAYS)]
    rows = [{"day": day, "kind": "page", "name": "soc-1/", "number": 3} for day in days]
    with desk.engine.begin() as connection:
        connection.execute(insert(daily_counts), rows)
    browser.get("/desk/counts")
    shown = [str(row["data-day"]) for row in browser.page.select("[data-day]")]
    assert shown == days[:-1]
    (named,) = browser.page.select("[data-names] tbody tr")
    assert [each.get_text() for each in named.find_all(["th", "td"])] == ["/soc-1/", "Pages", "6"]
    assert UNSEEN in browser.text


# CSV


def test_the_csv_holds_what_the_filters_show(desk: Deal) -> None:
    buyer = desk.send(company="=1+1")
    desk.send(company="Beta", email="beta@example.com")
    browser = signed_in(desk)
    browser.get("/desk/?" + query_of({"find": "=1+1"}))
    answer = browser.press("Download these as CSV")
    assert answer.headers["content-disposition"].startswith("attachment")
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert row["reference"] == buyer.reference
    assert row["company"] == "'=1+1"
    assert ("exported", PERSON) in acts_of(desk)


def test_a_desk_that_is_off_is_not_there(deal: Deal) -> None:
    assert Browser(deal).get("/desk/").status_code == 404
