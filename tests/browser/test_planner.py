"""The planner in a real browser: yes, tight and no as in Python, and a valid calendar."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from macros.views.planning.planner import compiled
from model.timeline import Weeks, assess_deadline, count_weeks, warn
from model.timeline.milestones import list_milestones
from model.timeline.records import PlannedReport
from tests.browser.live import Visit
from tests.data import load_shown
from tests.model.node import run

PAGE = "can-i-make-the-date/"
pytestmark = [pytest.mark.nightly, pytest.mark.of_page(PAGE)]

SITE = load_shown()
TIMELINE, WORDS = SITE.timeline, SITE.timeline.planner
DATA = {
    **compiled(SITE),
    "name": "Ünïque; name, " + "x" * 80,
    "address": "https://example.com/soc/",
}
NEEDED, STAGE, STATUS = "#plan-needed", "#plan-stage", "[data-module=planner] [data-status]"
STAGES = [stage.id for stage in TIMELINE.stages]


def open_planner(visit: Visit, query: str = "", *, javascript: bool = True) -> Page:
    page: Page = visit(PAGE + query, javascript=javascript).page
    return page


def weeks_of(plan: PlannedReport, stage: str) -> Weeks:
    return count_weeks(TIMELINE, "type-2" if plan.months else "type-1", stage, plan.months or None)


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@pytest.mark.parametrize("stage", STAGES)
def test_each_plan_says_what_python_says(visit: Visit, stage: str) -> None:
    today = date.today()
    for ahead in (5, 15, 30, 60):
        day = today + timedelta(weeks=ahead)
        page = open_planner(visit, f"?deadline={day}&stage={stage}")
        for plan in WORDS.plans:
            weeks = weeks_of(plan, stage)
            fits = assess_deadline(weeks, stage, str(day), today)
            card = page.locator(f'[data-plan-result="{plan.id}"]')
            expect(card).to_have_attribute("data-fits", fits)
            expect(card).to_contain_text(f"{weeks.quickest} to {weeks.cautious} weeks")
            expect(card).to_contain_text(getattr(WORDS.says, fits))


def test_the_answer_is_one_line_on_both_types(visit: Visit) -> None:
    today, stage = date.today(), "ready"
    day = today + timedelta(weeks=15)
    page = open_planner(visit, f"?deadline={day}&stage={stage}")
    said = [
        getattr(
            WORDS.says, assess_deadline(count_weeks(TIMELINE, kind, stage), stage, str(day), today)
        )
        for kind in ("type-1", "type-2")
    ]
    names = (TIMELINE.words.report.type_1, TIMELINE.words.report.type_2)
    text = WORDS.both
    for number, (name, answer) in enumerate(zip(names, said, strict=True), 1):
        text = text.replace(f"{{report_{number}}}", name).replace(f"{{says_{number}}}", answer)
    expect(page.locator(STATUS)).to_have_text(text[0].upper() + text[1:])
    expected = warn(TIMELINE, type="type-2", stage=stage, deadline=str(day), today=today)
    expect(page.locator("[data-meanwhile]")).to_have_text(expected)


@pytest.mark.parametrize(("evidence", "kind"), [("design", "type-1"), ("operating", "type-2")])
def test_the_answer_is_on_the_type_that_the_tool_knows(
    visit: Visit, evidence: str, kind: str
) -> None:
    query = f"?named=soc-2&evidence={evidence}&deadline=under-3-months&stage=ready"
    page = open_planner(visit, query)
    fits = assess_deadline(
        count_weeks(TIMELINE, kind, "ready"), "ready", "under-3-months", date.today()
    )
    report = {"type-1": TIMELINE.words.report.type_1, "type-2": TIMELINE.words.report.type_2}
    expected = getattr(WORDS.one, fits).replace("{report}", report[kind])
    expect(page.locator(STATUS)).to_have_text(expected)
    expect(page.locator(STAGE)).to_have_value("ready")
    expect(page.locator("[data-plan-result] time")).to_have_count(0)  # a range has no dates


def test_the_start_of_a_plan_is_the_latest_that_fits_and_else_its_end_is_told(
    visit: Visit,
) -> None:
    today, stage = date.today(), "preparing"
    for plan in WORDS.plans:
        weeks = weeks_of(plan, stage)
        for day, expected in [
            (today + timedelta(weeks=weeks.cautious + 1), today + timedelta(weeks=1)),
            (today + timedelta(weeks=weeks.quickest + 1), today + timedelta(weeks=1)),
            (today + timedelta(weeks=1), today + timedelta(weeks=weeks.quickest)),
        ]:
            page = open_planner(visit, f"?deadline={day}&stage={stage}")
            card = page.locator(f'[data-plan-result="{plan.id}"]')
            fits = assess_deadline(weeks, stage, str(day), today)
            text = getattr(WORDS.start, fits).replace("{date}", in_words(expected))
            expect(card).to_contain_text(text)


def test_two_bars_of_each_plan_stand_against_the_date(visit: Visit) -> None:
    """Widths are weeks: the quickest bar above, the cautious one below, and a line at the date."""
    page = open_planner(visit, f"?deadline={date.today() + timedelta(weeks=30)}&stage=preparing")
    for plan in WORDS.plans:
        weeks = weeks_of(plan, "preparing")
        bars = page.locator(f'[data-plan-result="{plan.id}"] svg')
        per_week = float(bars.first.locator("line").get_attribute("x1").rstrip("%")) / 30
        drawn = [
            sum(float(one.get_attribute("width").rstrip("%")) for one in bar.locator("rect").all())
            for bar in bars.all()
        ]
        expected = [weeks.quickest * per_week, weeks.cautious * per_week]
        assert drawn == pytest.approx(expected, abs=0.1), plan.id


def test_each_part_of_a_plan_says_who_says_so(visit: Visit) -> None:
    page = open_planner(visit, f"?deadline={date.today() + timedelta(weeks=30)}&stage=preparing")
    for plan in WORDS.plans:
        rows = page.locator(f'[data-plan-result="{plan.id}"] tbody tr')
        parts = [row.locator("td").all_text_contents() for row in rows.all()]
        weeks = weeks_of(plan, "preparing")
        assert parts[-1][:2] == [str(weeks.quickest), str(weeks.cautious)]
        assert [sum(int(part[pace]) for part in parts[:-1]) for pace in (0, 1)] == [
            weeks.quickest,
            weeks.cautious,
        ]
        assert all(part[2] for part in parts[:-1])


def test_without_a_stage_nothing_is_promised_or_denied(visit: Visit) -> None:
    page = open_planner(visit, f"?deadline={date.today() + timedelta(weeks=30)}")
    expect(page.locator(STAGE)).to_have_value("unsure")
    expect(page.locator("[data-fits=unknown]")).to_have_count(len(WORDS.plans))
    expect(page.locator("[data-plan-result] button")).to_have_count(0)


def test_a_day_in_the_past_is_said_and_shows_no_plan(visit: Visit) -> None:
    page = open_planner(visit, "?deadline=2020-05-04")
    expect(page.locator(STATUS)).to_have_text(WORDS.past.replace("{date}", "4 May 2020"))
    expect(page.locator("[data-plan-result]")).to_have_count(0)


def test_the_choice_stands_in_the_address_and_survives_reload(visit: Visit) -> None:
    page = open_planner(visit, "?utm_source=x&named=soc-2")
    page.locator(NEEDED).fill("2031-05-06")
    page.locator(NEEDED).dispatch_event("change")
    page.locator(STAGE).select_option("preparing")
    assert page.url.endswith("?utm_source=x&named=soc-2&deadline=2031-05-06&stage=preparing")
    page.reload()
    expect(page.locator(NEEDED)).to_have_value("2031-05-06")
    expect(page.locator(STAGE)).to_have_value("preparing")
    expect(page.locator("[data-plan-result]")).to_have_count(len(WORDS.plans))


@pytest.mark.parametrize("query", ["?deadline=<b>&stage=toString", "?needed_by=2027-02-31"])
def test_nonsense_in_the_address_is_ignored(visit: Visit, query: str) -> None:
    visitor = visit(PAGE + query)
    expect(visitor.page.locator(STATUS)).to_contain_text(WORDS.answer.partition("{type_1}")[0])
    expect(visitor.page.locator(STAGE)).to_have_value("unsure")
    assert not visitor.complaints


def test_an_older_address_of_the_planner_is_read(visit: Visit) -> None:
    page = open_planner(visit, "?needed_by=2033-05-06&readiness=some")
    expect(page.locator(NEEDED)).to_have_value("2033-05-06")
    expect(page.locator(STAGE)).to_have_value("preparing")


def test_the_calendar_file_is_downloaded_and_holds_the_milestones(visit: Visit) -> None:
    plan = WORDS.plans[2]
    page = open_planner(visit, "?deadline=2033-05-06&stage=preparing")
    with page.expect_download() as waiting:
        card = page.locator(f'[data-plan-result="{plan.id}"]')
        card.locator("summary").click()
        card.locator("button").click()
    assert waiting.value.suggested_filename == f"{plan.id}.ics"
    events = events_of(waiting.value.path().read_bytes())
    assert [(event["SUMMARY"], event["DTSTART;VALUE=DATE"]) for event in events] == [
        (
            f"{plan.label}: {getattr(WORDS.steps, step)}",
            f"{date(2033, 5, 6) - timedelta(weeks=weeks):%Y%m%d}",
        )
        for step, weeks in list_milestones(TIMELINE, plan.months, "preparing", "cautious")
    ]
    assert all(f"{SITE.settings.address}{PAGE}" in event["DESCRIPTION"] for event in events)


def test_the_calendar_is_valid_also_with_long_and_odd_words() -> None:
    stamp = datetime(2026, 11, 23, 4, 5, 6, 789000, tzinfo=UTC)
    label = "Größe; a, b\\c " + "ü" * 90 + "a" * 200 + "😀\nnext"
    text: str = run(
        "planner.mjs",
        """([data, stamp, label]) => {
          const state = { deadline: "2030-01-01", stage: "preparing" };
          const plan = module.plans(data, state, module.parseDay("2027-01-01"))[1];
          plan.milestones[0].label = label;
          return module.calendar(plan, { ...data, stamp: new Date(stamp) });
        }""",
        [DATA, stamp.isoformat(), label],
    )
    events = events_of(text.encode())
    assert len({event["UID"] for event in events}) == len(events)
    assert {event["DTSTAMP"] for event in events} == {"20261123T040506Z"}
    assert all(event["UID"].endswith("@example.com") for event in events)
    assert events[0]["SUMMARY"].endswith(label)


def test_without_a_script_the_table_is_there_and_no_dead_control(visit: Visit) -> None:
    page = open_planner(visit, javascript=False)
    expect(page.locator("[data-plan]")).to_have_count(len(WORDS.plans))
    expect(page.locator(NEEDED)).to_be_hidden()


@pytest.mark.parametrize("path", [PAGE + "?deadline=2033-05-06&stage=ready", "myths/", "glossary/",
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
