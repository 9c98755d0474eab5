"""The deadline planner in a real browser: the same dates as in Python, and a valid calendar."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from macros.views.planner import compiled
from model.content.planner import dates, total_weeks
from tests.data import load_data

from .live import Visit

SITE = load_data()
PLANNER = SITE.planner
DATA = compiled(PLANNER, "Ünïque; name, " + "x" * 80, "https://example.com/soc/")
PAGE = "cost-and-time/"
NEEDED, READINESS, STATUS = "#plan-needed", "#plan-readiness", "[data-module=planner] [data-status]"
DAYS = ["2027-03-01", "2028-02-29", "2027-12-31", "2030-01-01"]


def open_planner(visit: Visit, query: str = "", *, javascript: bool = True) -> Page:
    page: Page = visit(PAGE + query, javascript=javascript).page
    return page


def card(page: Page, plan: str) -> str:
    return page.locator(f'[data-plan-result="{plan}"]').inner_text()


def us(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def test_the_script_counts_as_python_does(visit: Visit) -> None:
    asked = [(day, choice.id) for day in DAYS for choice in PLANNER.readiness]
    found = open_planner(visit).evaluate(
        """async ([data, asked]) => {
          const core = await import("/assets/js/planner.mjs");
          return asked.map(([day, readiness]) =>
            core.plans(data, readiness, core.parseDay(day), 0).map((plan) =>
              plan.milestones.map((mark) => [mark.label, core.dayText(mark.day)])));
        }""",
        [DATA, asked],
    )
    for (day, readiness), plans in zip(asked, found, strict=True):
        choice = next(choice for choice in PLANNER.readiness if choice.id == readiness)
        expected = [
            [[label, when.isoformat()] for label, when in
             dates(PLANNER, plan, choice, date.fromisoformat(day))]
            for plan in PLANNER.plans
        ]  # fmt: skip
        assert plans == expected, (day, readiness)


def test_only_days_that_exist_are_days(visit: Visit) -> None:
    texts = ["2027-02-28", "2027-02-29", "2028-02-29", "2027-13-01", "", "tomorrow", "2027-2-1"]
    found = open_planner(visit).evaluate(
        """async (texts) => {
          const core = await import("/assets/js/planner.mjs");
          return texts.map((text) => core.parseDay(text) !== null);
        }""",
        texts,
    )
    assert found == [True, False, True, False, False, False, False]


def test_a_far_date_shows_the_latest_start_of_every_plan(visit: Visit) -> None:
    page = open_planner(visit)
    day, choice = date.today() + timedelta(days=1500), PLANNER.readiness[0]
    page.locator(NEEDED).fill(day.isoformat())
    page.locator(NEEDED).dispatch_event("change")
    expect(page.locator(STATUS)).to_have_text(f"4 of 4 plans can still reach {us(day)}.")
    for plan in PLANNER.plans:
        start = day - timedelta(weeks=total_weeks(PLANNER, plan, choice))
        assert f"Latest start: {us(start)}" in card(page, plan.id)
        assert "has passed" not in card(page, plan.id)


def test_a_start_that_has_passed_is_said_with_what_is_possible_instead(visit: Visit) -> None:
    choice, plan = PLANNER.readiness[-1], PLANNER.plans[-1]
    weeks = total_weeks(PLANNER, plan, choice)
    day = date.today() + timedelta(weeks=weeks, days=-10)
    page = open_planner(visit, f"?needed_by={day}&readiness={choice.id}")
    text = card(page, plan.id)
    assert f"Latest start: {us(date.today() - timedelta(days=10))}" in text
    assert "This start has passed, 10 days ago." in text
    assert f"your customer has the report on {us(date.today() + timedelta(weeks=weeks))}" in text
    assert PLANNER.late_label in page.locator(f'[data-plan-result="{plan.id}"]').inner_html()
    expect(page.locator(STATUS)).to_have_text(f"3 of 4 plans can still reach {us(day)}.")


def test_a_day_in_the_past_is_said_and_shows_no_plan(visit: Visit) -> None:
    page = open_planner(visit, "?needed_by=2020-05-04")
    expect(page.locator(STATUS)).to_contain_text("May 4, 2020 is in the past.")
    expect(page.locator("[data-plan-result]")).to_have_count(0)


def test_the_choice_stands_in_the_address_and_survives_reload(visit: Visit) -> None:
    page = open_planner(visit, "?utm_source=x")
    page.locator(NEEDED).fill("2031-05-06")
    page.locator(NEEDED).dispatch_event("change")
    page.locator(READINESS).select_option(PLANNER.readiness[1].id)
    choice = PLANNER.readiness[1].id
    assert page.url.endswith(f"?utm_source=x&needed_by=2031-05-06&readiness={choice}")
    page.reload()
    expect(page.locator(NEEDED)).to_have_value("2031-05-06")
    expect(page.locator(READINESS)).to_have_value(choice)
    expect(page.locator("[data-plan-result]")).to_have_count(4)


@pytest.mark.parametrize("query", ["?needed_by=<b>&readiness=toString", "?needed_by=2027-02-31"])
def test_nonsense_in_the_address_is_ignored(visit: Visit, query: str) -> None:
    visitor = visit(PAGE + query)
    expect(visitor.page.locator(STATUS)).to_have_text(re.compile("^Choose a date"))
    expect(visitor.page.locator(READINESS)).to_have_value(PLANNER.readiness[0].id)
    assert not visitor.complaints


def test_the_calendar_file_is_downloaded_and_holds_the_milestones(visit: Visit) -> None:
    choice, plan = PLANNER.readiness[0], PLANNER.plans[2]
    page = open_planner(visit, f"?needed_by=2033-05-06&readiness={choice.id}")
    with page.expect_download() as waiting:
        page.locator(f'[data-plan-result="{plan.id}"] button').click()
    assert waiting.value.suggested_filename == f"{plan.id}.ics"
    events = events_of(waiting.value.path().read_bytes())
    assert [(event["SUMMARY"], event["DTSTART;VALUE=DATE"]) for event in events] == [
        (f"{plan.label}: {label}", f"{day:%Y%m%d}")
        for label, day in dates(PLANNER, plan, choice, date(2033, 5, 6))
    ]
    assert all(SITE.settings.address in event["DESCRIPTION"] for event in events)


def test_the_calendar_is_valid_also_with_long_and_odd_words(visit: Visit) -> None:
    stamp = datetime(2026, 11, 23, 4, 5, 6, 789000, tzinfo=UTC)
    text = open_planner(visit).evaluate(
        """async ([data, stamp]) => {
          const core = await import("/assets/js/planner.mjs");
          const label = "Größe; a, b\\\\c " + "ü".repeat(90) + "a".repeat(200) + "😀\\nnext";
          const plan = core.plans(data, "some", core.parseDay("2030-01-01"), 0)[1];
          plan.milestones[0].label = label;
          return core.calendar(plan, { ...data, stamp: new Date(stamp) });
        }""",
        [DATA, stamp.isoformat()],
    )
    events = events_of(text.encode())
    assert len({event["UID"] for event in events}) == len(events)
    assert {event["DTSTAMP"] for event in events} == {"20261123T040506Z"}
    assert all(event["UID"].endswith("@example.com") for event in events)
    assert events[0]["SUMMARY"].endswith("Größe; a, b\\c " + "ü" * 90 + "a" * 200 + "😀\nnext")


def test_without_a_script_the_table_is_there_and_no_dead_control(visit: Visit) -> None:
    page = open_planner(visit, javascript=False)
    expect(page.locator("[data-plan]")).to_have_count(4)
    expect(page.locator(NEEDED)).to_be_hidden()


@pytest.mark.parametrize("path", [PAGE + "?needed_by=2033-05-06", "myths/", "glossary/",
                                  "choosing-a-firm/"])  # fmt: skip
def test_a_narrow_window_needs_no_sideways_scrolling(visit: Visit, path: str) -> None:
    page = visit(path).page
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def events_of(file: bytes) -> list[dict[str, str]]:
    """Parse an iCalendar file strictly (RFC 5545, 3.1 to 3.6); returns its events."""
    text = file.decode("utf-8")
    assert text.endswith("\r\n")
    assert text.count("\n") == text.count("\r\n") == text.count("\r")
    for line in file.split(b"\r\n"):
        assert len(line) <= 75, line
        line.decode("utf-8")  # no letter is cut in two
    lines = re.sub(r"\r\n[ \t]", "", text).split("\r\n")[:-1]
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert lines[1] == "VERSION:2.0"
    assert lines[2].startswith("PRODID:")
    return list(_events(lines[3:-1]))


def _events(lines: list[str]) -> Iterator[dict[str, str]]:
    event: dict[str, str] | None = None
    for line in lines:
        name, value = line.split(":", 1)
        if line == "BEGIN:VEVENT":
            assert event is None
            event = {}
        elif line == "END:VEVENT":
            assert event is not None
            assert {"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY"} <= set(event)
            assert event["DTEND;VALUE=DATE"] > event["DTSTART;VALUE=DATE"]
            yield event
            event = None
        else:
            assert event is not None
            assert name not in event
            event[name] = _plain(value) if name in {"SUMMARY", "DESCRIPTION"} else value
    assert event is None


def _plain(value: str) -> str:
    """Undo the escapes of a text; a bare mark is an error (RFC 5545, 3.3.11)."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), value
    return re.sub(r"\\(.)", lambda mark: "\n" if mark[1] in "nN" else mark[1], value)
