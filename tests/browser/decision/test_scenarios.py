"""Narrowing the scenarios, in a real browser."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import Visit
from tests.data import load_shown

pytestmark = [pytest.mark.nightly, pytest.mark.of_page("scenarios/")]

SITE = load_shown()
TOTAL = len(SITE.scenarios)
ONE = next(item for item in SITE.scenarios.values() if item.usual == "both")
CARDS = "[data-scenario]:visible"
# Scripts are published under names with fingerprints.
SCRIPTS = """const script = (name) => performance.getEntriesByType("resource")
  .find((each) => each.name.includes(`/${name}.`) && each.name.endsWith(".mjs")).name;
"""
STATUS = "[data-module=scenarios] [data-status]"
WORDS, RESULT = "#scn-words", "#scn-result"


def shown(page: Page) -> set[str]:
    """The ids of the scenarios that can be seen."""
    names = "cards => cards.map((card) => card.dataset.scenario)"
    return set(page.locator(CARDS).evaluate_all(names))


def usual(result: str) -> set[str]:
    return {item.id for item in SITE.scenarios.values() if item.usual == result}


def test_words_and_a_result_narrow_the_cards_and_the_status_counts_them(visit: Visit) -> None:
    visitor = visit("scenarios/")
    page = visitor.page
    expect(page.locator(STATUS)).to_have_text(f"{TOTAL} of {TOTAL} scenarios shown.")
    page.locator(RESULT).select_option("both")
    assert shown(page) == usual("both")
    expect(page.locator(STATUS)).to_have_text(f"{len(usual('both'))} of {TOTAL} scenarios shown.")
    page.locator(WORDS).fill(f"  {ONE.title.upper()}  {ONE.business.rstrip('.')} ")
    assert shown(page) == {ONE.id}
    assert page.locator("[data-group]:visible").count() == 1
    assert not visitor.complaints


def test_a_filter_survives_reload_and_back_takes_a_choice_back(visit: Visit) -> None:
    page = visit("scenarios/").page
    page.locator(WORDS).fill("payroll")
    before = shown(page)
    page.locator(RESULT).select_option("soc-1")
    assert page.url.endswith("?words=payroll&result=soc-1")
    narrowed = shown(page)
    page.reload()
    expect(page.locator(RESULT)).to_have_value("soc-1")
    expect(page.locator(WORDS)).to_have_value("payroll")
    assert shown(page) == narrowed
    page.go_back()
    expect(page.locator(RESULT)).to_have_value("")
    assert shown(page) == before


def test_a_shared_link_opens_filtered_and_keeps_keys_of_others(visit: Visit) -> None:
    page = visit("scenarios/?result=soc-3-addition&utm_source=x").page
    expect(page.locator(STATUS)).to_contain_text(" of ")
    assert shown(page) == {item.id for item in SITE.scenarios.values() if item.add_soc_3}
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(CARDS)).to_have_count(TOTAL)
    assert page.url.endswith("scenarios/?utm_source=x")


def test_an_unknown_result_in_a_link_is_ignored_and_said(visit: Visit) -> None:
    page = visit("scenarios/?result=<b>soc-9").page
    said = SITE.filter_words.unknown_result.replace("{result}", "<b>soc-9")
    expect(page.locator(STATUS)).to_contain_text(said)
    assert len(shown(page)) == TOTAL


def test_nothing_found_is_said_plainly_and_the_keyboard_undoes_it(visit: Visit) -> None:
    page = visit("scenarios/").page
    page.locator(WORDS).focus()
    page.keyboard.type("zzz")
    expect(page.locator(STATUS)).to_have_text(SITE.filter_words.none)
    assert not shown(page)
    page.keyboard.press("Enter")  # must not send the form away
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(CARDS)).to_have_count(TOTAL)
    expect(page.locator(WORDS)).to_have_value("")


def test_without_a_script_every_scenario_is_there_and_no_dead_control(visit: Visit) -> None:
    page = visit("scenarios/", javascript=False).page
    expect(page.locator(CARDS)).to_have_count(TOTAL)
    expect(page.locator(WORDS)).to_be_hidden()
    one = page.locator(f"[data-scenario={ONE.id}]")
    one.locator("summary").click()
    one.locator(".soc-scenarios__tool a").click()
    expect(page).to_have_url(re.compile(rf"/which-report/\?{re.escape(urlencode(ONE.answers))}"))


@pytest.mark.parametrize("javascript", [True, False])
def test_the_address_of_a_scenario_opens_its_line(visit: Visit, javascript: bool) -> None:
    page = visit(f"scenarios/#{ONE.id}", javascript=javascript).page
    expect(page.locator(f"[data-scenario={ONE.id}]")).to_have_attribute("open", "")
    expect(page.locator("[data-scenario][open]")).to_have_count(1)
    text = page.locator(f"[data-scenario={ONE.id}] .soc-scenarios__business")
    expect(text).to_be_in_viewport()


def test_printing_shows_the_lines_opened_without_the_controls(visit: Visit) -> None:
    page = visit("scenarios/?result=ask").page
    page.emulate_media(media="print")
    expect(page.locator(STATUS)).to_have_text(f"{len(usual('ask'))} of {TOTAL} scenarios shown.")
    expect(page.locator(WORDS)).to_be_hidden()
    assert shown(page) == usual("ask")
    for name in usual("ask"):
        expect(page.locator(f"[data-scenario={name}] .soc-scenarios__tool")).to_be_visible()
        expect(page.locator(f"[data-scenario={name}] summary")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(320, 640), (320, 256)], ids=["320 px", "400 %"])
def test_a_narrow_window_needs_no_sideways_scrolling(visit: Visit, width: int, height: int) -> None:
    page = visit("scenarios/").page
    page.set_viewport_size({"width": width, "height": height})
    expect(page.locator(CARDS)).to_have_count(TOTAL)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_core_reads_what_it_writes_without_a_page(visit: Visit) -> None:
    read = visit("scenarios/").page.evaluate(
        """async () => {
          SCRIPTS
          const core = await import(script("scenarios"));
          const { fold } = await import(script("text"));
          const state = { words: "Zürich & co", result: "soc-1" };
          const query = core.format(state, "?x=1");
          const card = { text: fold("The ZURICH office & co"), results: ["soc-1"] };
          return {
            back: core.parse(query, ["", "soc-1"]), kept: new URLSearchParams(query).get("x"),
            empty: core.format({ words: " ", result: "" }, "?words=a&result=b"),
            fits: core.matches(card, state),
            other: core.matches(card, { words: "", result: "both" }),
          };
        }""".replace("SCRIPTS", SCRIPTS)
    )
    assert read == {
        "back": {"words": "Zürich & co", "result": "soc-1", "unknown": ""},
        "kept": "1", "empty": "", "fits": True, "other": False,
    }  # fmt: skip


def test_a_component_that_runs_is_not_started_again(visit: Visit) -> None:
    started = visit("scenarios/").page.evaluate(
        """async () => {
          SCRIPTS
          const { startAll } = await import(script("dom"));
          const started = [];
          document.body.insertAdjacentHTML("beforeend", '<div id="new" data-module="scenarios">');
          const start = (root) => { started.push(root.id); };
          for (let time = 0; time < 2; time += 1) startAll("scenarios", start);
          return started;
        }""".replace("SCRIPTS", SCRIPTS)
    )
    assert started == ["new"]
