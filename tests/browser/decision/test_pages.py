"""The tool without a script: each page is reached from home by links alone, and is short."""

from datetime import date
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from model.decision import DecisionModel, walk
from publish.pages.typography import bind_numbers
from tests.browser.test_budgets import WORDS
from tests.budget_allowances import leave_what_is_stated
from tests.data import load_shown
from tools.browser_states import settle
from tools.testenv import axe

pytestmark = pytest.mark.nightly

SITE = load_shown()
WALK_MODEL = DecisionModel(SITE.vocabulary, SITE.decisions, SITE.timeline)
WALK = walk(WALK_MODEL)
TOOL = "which-report/"
OPTION = ".soc-decision-tool__step .soc-decision-tool__option"
# Pixels of the closed page on a phone; words up to the end of the answer.
FIRST, STEP, RESULT = 1450, 1200, 1900
MAX_WORDS = 40


@pytest.fixture(scope="module")
def phone(chromium, address):
    """A phone without scripts: phone("which-report/") is the open page."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    page = context.new_page()

    def opened(path: str) -> Page:
        page.goto(address + path)
        return page

    yield opened
    context.close()


def path_of(name: str) -> str:
    return f"{TOOL}{name}/" if name else TOOL


def hrefs(page: Page, selector: str) -> list[str]:
    links = page.locator(selector).evaluate_all("links => links.map(({ href }) => href)")
    return [urlsplit(link).path.removeprefix("/") for link in links]


def test_every_page_is_reached_from_home_and_each_option_leads_on(phone):
    waiting = hrefs(phone(""), ".soc-first__option")
    assert TOOL in waiting
    reached = set()
    expected = {path_of(page.id): page for page in WALK.questions.values()}
    while waiting:
        path = waiting.pop()
        if path in reached:
            continue
        reached.add(path)
        page = phone(path)
        links = hrefs(page, OPTION)
        if path in expected:
            ways = {way.answer: path_of(way.question or way.outcome) for way in expected[path].ways}
            options = [option.label for option in expected[path].question.options]
            assert sorted(links) == sorted(ways.values())
            shown = page.locator(f"{OPTION} b").all_text_contents()
            assert sorted(shown) == sorted(map(bind_numbers, options))
            for option in expected[path].question.options:
                link = page.locator(OPTION, has=page.get_by_text(option.label, exact=True))
                assert link.get_attribute("href") == f"/{ways[option.id]}"
        else:
            assert not links
        waiting += links
    assert reached == {*expected, *(path_of(name) for name in WALK.outcomes)}


@pytest.mark.parametrize("kind", ["questions", "outcomes"])
def test_every_page_keeps_within_its_budget_on_a_phone(phone, kind):
    over = {}
    for name in getattr(WALK, kind):
        page = phone(path_of(name))
        asks = WALK.questions[name].question.id if kind == "questions" else None
        leave_what_is_stated(page, path_of(name), asks)
        limit = RESULT if kind == "outcomes" else STEP if name else FIRST
        height = page.evaluate("document.documentElement.scrollHeight")
        words = page.evaluate(WORDS)
        marks = page.locator(":is(.src__mark, .src__link):visible").count()
        top = page.locator("[data-answer]").bounding_box()["y"]
        if height > limit or not 0 < words <= MAX_WORDS or marks or top > 200:
            over[name] = (height, words, marks, top)
    assert over == {}


def test_an_outcome_keeps_within_its_budget_with_a_script_too(chromium, address):
    with chromium.new_context(viewport={"width": 390, "height": 844}) as context:
        page, over = context.new_page(), {}
        for name in WALK.outcomes:
            page.goto(address + path_of(name))
            settle(page)
            height = page.evaluate("document.documentElement.scrollHeight")
            if height > RESULT:
                over[name] = height
    assert over == {}


def test_a_date_is_asked_for_where_the_tool_takes_one(visit):
    page = visit("").page
    home, seen = page.url, set()
    for outcome in WALK.outcomes.values():
        result = WALK_MODEL.compute_result(outcome.answers[0], date.today())
        if (result.report, result.type) in seen:
            continue
        seen.add((result.report, result.type))
        page.goto(home + path_of(outcome.id))
        offered = page.get_by_role("link", name=SITE.vocabulary.tool.headings.refine).count()
        answers = "&".join(f"{name}={value}" for name, value in outcome.answers[0].items())
        page.goto(f"{home}{TOOL}?{answers}&v={SITE.vocabulary.model_version}")
        expect(page.locator("[data-stage] [data-result]")).to_be_visible()
        assert bool(offered) == bool(page.locator("[data-refine] select").count()), outcome.id


def test_a_question_is_followed_by_its_number_and_has_all_options_in_the_first_screen(phone):
    for name, question in list(WALK.questions.items())[1:]:
        page = phone(path_of(name))
        expect(page.locator("h1")).to_contain_text(question.question.ask)
        assert f"{question.number} of" in page.locator(".soc-decision-tool__progress").inner_text()
        last = page.locator(f"{OPTION}:visible").last.bounding_box()
        assert last["y"] + last["height"] <= 844, name


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_scrolls_sideways(chromium, address, width):
    with chromium.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=False
    ) as context:
        page = context.new_page()
        longest = max(WALK.questions.values(), key=lambda page: len(page.question.ask))
        for name in ("", longest.id, *list(WALK.outcomes)[:: len(WALK.outcomes) // 4]):
            page.goto(address + path_of(name))
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name


@pytest.mark.parametrize("named", [option.id for option in SITE.vocabulary.questions[0].options
                                   if not option.further])  # fmt: skip
def test_with_a_script_an_option_of_home_opens_the_tool_with_that_answer(visit, named):
    page = visit("").page
    page.locator(f".soc-first__option[data-tool*='named={named}&']").click()
    page.wait_for_url(f"**/{TOOL}?named={named}&*")
    expect(page.locator("[data-stage] h1")).to_be_visible()
    assert page.evaluate("scrollY") == 0


def test_with_a_script_the_page_of_a_question_leads_on_to_the_tool(visit):
    page = visit("").page
    for question in list(WALK.questions.values())[1::9]:
        page.goto(page.url.split(TOOL)[0] + path_of(question.id))
        page.wait_for_url(f"**/{TOOL}?*")
        expect(page.locator("[data-stage] h1")).to_have_text(question.question.ask)


def test_with_a_script_an_outcome_leads_to_its_answers_in_the_tool(visit):
    outcome = next(iter(WALK.outcomes.values()))
    page = visit(path_of(outcome.id)).page
    facts = page.locator(".soc-decision-tool__facts").inner_text()
    page.get_by_role("link", name=SITE.vocabulary.tool.headings.refine).click()
    result = page.locator("[data-stage] [data-report]")
    expect(result).to_be_visible()
    assert result.locator(".soc-decision-tool__facts").inner_text() == facts


def test_the_facts_of_an_outcome_are_those_of_the_tool(visit):
    page = visit("").page
    home = page.url
    for outcome in list(WALK.outcomes.values())[::7]:
        page.goto(home + path_of(outcome.id))
        page.locator(".headerlink").evaluate_all("links => links.forEach((link) => link.remove())")
        said = page.locator("[data-result] > dl, [data-answer]").all_inner_texts()
        answers = "&".join(f"{name}={value}" for name, value in outcome.answers[0].items())
        page.goto(f"{home}{TOOL}?{answers}&v={SITE.vocabulary.model_version}")
        card = page.locator("[data-stage] [data-result]")
        expect(card).to_be_visible()
        assert card.locator("> dl, > [data-answer]").all_inner_texts() == said


@pytest.mark.parametrize("kind", ["questions", "outcomes"])
def test_axe_finds_nothing_on_the_longest_page_of_a_kind(visit, published, kind):
    names = [name for name in getattr(WALK, kind) if name]
    sizes = {name: (published / path_of(name) / "index.html").stat().st_size for name in names}
    page = visit("").page
    page.route("**/decision/open.*.mjs", lambda route: route.abort())  # it would lead on
    page.goto(page.url + path_of(max(names, key=lambda name: sizes[name])))
    assert axe.violations(page) == []
