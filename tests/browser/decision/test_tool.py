"""The decision tool in a real browser: by clicking, by keyboard, by links alone."""

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from macros.views.decision.tool import reply_lines
from model.content import TIER_NAMES
from model.core.record import Statement
from model.decision.engine import DecisionModel, Result
from tests.browser.live import LiveSite, Visit, hold, wait_until
from tests.data import load_shown

pytestmark = pytest.mark.nightly

SITE = load_shown()
WORDS = SITE.vocabulary
MODEL = DecisionModel(WORDS, SITE.decisions, SITE.timeline)
TOOL = "which-report/"
STAGE = "[data-module=decision-tool] [data-stage]"
HEADING = f"{STAGE} [data-heading]"
RESULT = f"{STAGE} [data-report]"
NOTICE = "[data-module=decision-tool] [data-notice]"

LATER = {question.id for question in WORDS.questions if question.on_result}

SOC_2 = {"named": "soc-2", "customer_data": "yes", "evidence": "operating", "deadline": "none",
         "stage": "ready", "public_summary": "no"}  # fmt: skip
BOTH = {"named": "soc-unspecified", "financial_impact": "yes", "customer_data": "yes",
        "asked_by": "both", "evidence": "unknown", "deadline": "under-3-months",
        "stage": "preparing", "public_summary": "yes"}  # fmt: skip
ASK = {"named": "soc-unspecified", "financial_impact": "unsure", "customer_data": "yes",
       "asked_by": "both"}  # fmt: skip
NOBODY = {"named": "nothing", "financial_impact": "yes", "customer_data": "yes",
          "asked_by": "nobody"}  # fmt: skip


def each_result() -> Iterator[dict[str, str]]:
    """One whole set of answers for each report, type and SOC 3 that can come out together."""
    chance, seen = random.Random(3), set()
    for _ in range(3000):
        answers = {item.id: chance.choice(item.options).id for item in WORDS.questions
                   if item.id not in LATER}  # fmt: skip
        result = MODEL.compute_result(answers, date.today())
        key = (result.report, result.likely_report, result.type, result.add_soc_3)
        if key not in seen:
            seen.add(key)
            yield answers


def next_question(given: dict[str, str]) -> str | None:
    """The question that the tool asks next, before it shows a result."""
    left = [name for name in MODEL.decide(given).open if name not in LATER]
    return left[0] if left else None


def link(answers: dict[str, str], **more: object) -> str:
    return f"{TOOL}?{urlencode({**answers, 'v': WORDS.model_version, **more})}"


def query(page: Page) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.url).query))


def answer(page: Page, value: str) -> None:
    """Choose an answer of the question that comes next, or is there; a fold may hold it."""
    option = page.locator(f'{STAGE} button[value="{value}"]')
    fold = page.locator(
        f"{STAGE} summary", has=page.get_by_text(WORDS.tool.actions.further, exact=True)
    )
    option.wait_for(state="attached")
    if not option.is_visible():
        fold.click()
    option.click()


def asked(page: Page) -> str:
    """The id of the question on the page."""
    return page.locator(f"{STAGE} button[name]").first.get_attribute("name") or ""


def shows(page: Page, result: Result) -> None:
    """Wait until the page shows this result in the markup of the contract."""
    shown = page.locator(RESULT)
    expect(shown).to_have_count(1)
    expect(shown).to_have_attribute("data-report", result.report)
    expect(shown).to_have_attribute("data-type", result.type)
    expect(shown).to_have_attribute("data-add-soc-3", str(result.add_soc_3).lower())
    fits = result.plan.fits if result.plan else "unknown"
    expect(shown).to_have_attribute("data-fits", fits)
    expect(shown).to_have_attribute("data-primary-action", result.primary_action)
    expect(shown).to_have_attribute("data-model-version", str(result.model_version))
    open_folds(page)


def open_folds(page: Page) -> None:
    """Open what a result has closed at first, so that its text can be read."""
    parts = page.locator(f"{RESULT} details")
    parts.evaluate_all("parts => parts.forEach((part) => { part.open = true; })")


def texts(part: Locator) -> str:
    return " ".join(part.inner_text().split())


@pytest.mark.parametrize("report", WORDS.choices("report"))
def test_every_result_is_reached_by_clicking_with_no_needless_question(
    visit: Visit, report: str
) -> None:
    visitor = visit(TOOL)
    page = visitor.page
    wanted = [answers for answers in each_result() if MODEL.decide(answers).report == report]
    assert wanted
    for answers in wanted:
        given: dict[str, str] = {}
        while name := next_question(given):
            expect(page.locator(HEADING)).to_have_text(WORDS.question(name).ask)
            assert asked(page) == name
            answer(page, answers[name])
            given[name] = answers[name]
        result = MODEL.decide(given)
        shows(page, result)
        expect(page.locator(HEADING)).to_be_focused()
        assert query(page) == {**given, "v": str(WORDS.model_version)}
        says_all_of(page, result)
        page.locator(f"{STAGE} [data-slot=again]").click()
    assert not visitor.complaints


def says_all_of(page: Page, result: Result) -> None:
    """Reasons, next steps and sources stand in the result, in their order."""
    unsettled = {decision.id: decision.unsettled for decision in WORDS.decisions}
    unsettled["report"] = unsettled["primary-action"] = ""
    if result.answers.get("public_summary") == "yes":
        unsettled["add-soc-3"] = ""
    reasons = [rule.because for name, table in MODEL.tables.items() for rule in table.rules
               if rule.id in result.rules and rule.then != unsettled[name]]  # fmt: skip
    shown = page.locator(f"{STAGE} [data-slot=because] > li").all_inner_texts()
    for text, reason in zip(shown, reasons, strict=True):
        assert " ".join(text.split()).startswith(" ".join(reason.text.split()))
    steps = page.locator(f"{STAGE} [data-slot=steps] > li").all_inner_texts()
    for text, step in zip(steps, result.next_steps, strict=True):
        assert " ".join(text.split()).startswith(step["text"])
    # Every source of what is told is in the list, in the order in which its marks first stand.
    hashes = "marks => marks.map(({ hash }) => hash.slice(1))"
    told = ":is([data-slot=summaries], [data-slot=actionSummary], [data-slot=because])"
    above = page.locator(f"{STAGE} {told} .src__mark").evaluate_all(hashes)
    marks = page.locator(f"{STAGE} [data-slot=sources] .src__mark")
    listed = marks.evaluate_all(hashes)
    assert listed == list(dict.fromkeys(above))
    told_by = [*summaries(result), *reasons]
    assert listed == list(dict.fromkeys(one.lower() for said in told_by for one in said.sources))
    assert all(re.fullmatch(r"\d+", text) for text in marks.all_inner_texts())


def summaries(result: Result) -> Iterator[Statement]:
    """What a result says of its outcomes: the settled ones, and what to do first."""
    yield WORDS.outcome("report", result.report).summary
    if result.likely_report:
        yield WORDS.outcome("likely-report", result.likely_report).summary
    if result.type != MODEL.unsettled("type"):
        yield WORDS.outcome("type", result.type).summary
    if result.add_soc_3:
        yield WORDS.outcome("add-soc-3", "yes").summary
    yield WORDS.outcome("primary-action", result.primary_action).summary


def test_the_result_says_what_would_change_it_and_each_link_keeps_that(visit: Visit) -> None:
    page = visit(link(BOTH)).page
    result = MODEL.decide(BOTH)
    links = page.locator(f"{STAGE} [data-slot=changes] a")
    expect(links).to_have_count(len(result.would_change_if))
    queries = [dict(parse_qsl((one.get_attribute("href") or "")[1:])) for one in links.all()]
    for change in result.would_change_if:
        wanted = {**BOTH, change.question: change.to, "v": str(WORDS.model_version)}
        assert wanted in queries
    open_folds(page)
    links.first.click()
    shows(page, MODEL.decide({name: queries[0][name] for name in BOTH}))


def test_the_question_says_why_how_to_find_out_and_gives_examples(visit: Visit) -> None:
    page = visit(TOOL).page
    question = WORDS.questions[0]
    expect(page.locator(f"{STAGE} h1")).to_have_text(question.ask)
    examples = [option.example for option in question.options if not option.further]
    shown = texts(page.locator(STAGE))
    for text in filter(None, (question.ask, *examples)):
        assert " ".join(text.split()) in shown
    page.locator(STAGE).get_by_text(WORDS.tool.actions.further, exact=True).click()
    shown = texts(page.locator(STAGE))
    for text in (question.why, question.find_out):
        assert text
        assert " ".join(text.split()) in shown
    assert all(option.label in shown for option in question.options)
    assert page.title().startswith(question.ask)


@pytest.mark.parametrize(("width", "opened"), [(390, False), (1280, True)])
def test_how_to_find_out_is_open_where_there_is_room_beside_the_question(
    visit: Visit, width: int, opened: bool
) -> None:
    page = visit(TOOL).page
    page.set_viewport_size({"width": width, "height": 800})
    page.reload()
    help = page.locator(f"{STAGE} .soc-decision-tool__help")
    expect(help.locator("p").first).to_be_visible(visible=opened)


def test_each_step_moves_the_focus_to_its_heading_and_names_it_in_the_title(visit: Visit) -> None:
    page = visit(TOOL).page
    answer(page, "nothing")
    expect(page.locator(HEADING)).to_be_focused()
    expect(page).to_have_title(re.compile(re.escape(WORDS.questions[1].ask)))


def test_back_forward_and_reload_restore_each_step(visit: Visit) -> None:
    page = visit(TOOL).page
    for value in ("nothing", "no", "yes", "security"):
        answer(page, value)
    assert asked(page) == "evidence"
    page.go_back()
    expect(page.locator(HEADING)).to_have_text(WORDS.question("asked_by").ask)
    page.go_back()
    expect(page.locator(HEADING)).to_have_text(WORDS.question("customer_data").ask)
    page.go_forward()
    page.reload()
    expect(page.locator(HEADING)).to_have_text(WORDS.question("asked_by").ask)
    page.go_forward()
    expect(page.locator(HEADING)).to_have_text(WORDS.question("evidence").ask)


def test_the_link_back_shows_the_question_before_with_its_answer(visit: Visit) -> None:
    page = visit(link({"named": "nothing", "financial_impact": "no", "customer_data": "yes"})).page
    page.get_by_role("link", name=WORDS.tool.actions.back, exact=True).click()
    expect(page.locator(HEADING)).to_have_text(WORDS.question("customer_data").ask)
    chosen = page.locator(f'{STAGE} button[value="yes"]')
    expect(chosen).to_have_attribute("aria-current", "true")
    chosen.click()
    expect(page.locator(HEADING)).to_have_text(WORDS.question("asked_by").ask)


def test_changing_one_answer_keeps_the_others(visit: Visit) -> None:
    page = visit(link(BOTH)).page
    ask = WORDS.question("asked_by").ask
    open_folds(page)
    page.get_by_role("link", name=f"Change the answer to: {ask}").click()
    expect(page.locator(HEADING)).to_have_text(ask)
    page.reload()
    chosen = page.locator(f'{STAGE} button[value="both"]')
    expect(chosen).to_have_attribute("aria-current", "true")
    answer(page, "finance")
    shows(page, MODEL.decide({**BOTH, "asked_by": "finance"}))
    assert query(page) == {**BOTH, "asked_by": "finance", "v": str(WORDS.model_version)}
    page.go_back()
    page.go_back()
    shows(page, MODEL.decide(BOTH))


def test_start_again_clears_every_answer(visit: Visit) -> None:
    page = visit(link(BOTH)).page
    open_folds(page)
    page.get_by_role("link", name="Start again").locator("visible=true").click()
    expect(page.locator(HEADING)).to_have_text(WORDS.questions[0].ask)
    assert query(page) == {}


def test_a_link_to_a_part_of_the_page_leaves_the_result_alone(visit: Visit) -> None:
    page = visit(link(BOTH)).page
    page.locator(RESULT).evaluate("element => { element.kept = true; }")
    page.evaluate("location.hash = 'soc-tool-refine'")
    page.go_back()
    assert page.locator(RESULT).evaluate("element => element.kept")


def test_old_answers_in_a_link_are_read_and_the_page_says_so(visit: Visit) -> None:
    old = "financial_impact=no&customer_data=yes&asked_by=security&evidence=operating"
    page = visit(f"{TOOL}?{old}&deadline=weeks&public_summary=no&v=1").page
    expect(page.locator(RESULT)).to_have_attribute("data-report", "soc-2")
    notice = page.locator(NOTICE)
    expect(notice).to_contain_text("deadline=weeks")
    expect(notice).to_contain_text(WORDS.questions[0].ask)


def test_date_stage_and_public_summary_are_asked_on_the_result(visit: Visit) -> None:
    settled = {"named": "soc-2", "customer_data": "yes", "evidence": "operating"}
    page = visit(link(settled)).page
    shows(page, MODEL.decide(settled))
    page.locator(RESULT).get_by_label(WORDS.question("stage").ask).select_option("ready")
    page.locator(RESULT).get_by_label(WORDS.question("deadline").ask).select_option(
        "under-3-months"
    )
    page.get_by_role("button", name=WORDS.tool.actions.refine).click()
    given = {**settled, "deadline": "under-3-months", "stage": "ready"}
    shows(page, MODEL.decide(given))
    page.get_by_label(WORDS.tool.actions.date).fill("2099-01-02")
    page.get_by_role("button", name=WORDS.tool.actions.refine).click()
    shows(page, MODEL.decide({**given, "deadline": "2099-01-02"}))
    assert query(page)["deadline"] == "2099-01-02"
    expect(page.get_by_label(WORDS.tool.actions.date)).to_have_value("2099-01-02")


def test_an_answer_behind_something_else_is_chosen_and_shown_again(visit: Visit) -> None:
    page = visit(TOOL).page
    box = page.locator(f'{STAGE} button[value="iso-27001"]')
    expect(box).to_be_hidden()
    page.locator(STAGE).get_by_text(WORDS.tool.actions.further, exact=True).click()
    box.click()
    shows(page, MODEL.decide({"named": "iso-27001"}))
    page.get_by_role("link", name=WORDS.tool.actions.back, exact=True).click()
    expect(box).to_have_attribute("aria-current", "true")
    expect(box).to_be_visible()


@pytest.mark.parametrize("answers", [SOC_2, BOTH, ASK], ids=["soc-2", "both", "ask"])
def test_a_shared_link_opens_on_its_result_with_the_focus_there(
    visit: Visit, answers: dict[str, str]
) -> None:
    page = visit(link(answers)).page
    shows(page, MODEL.decide(answers))
    expect(page.locator(HEADING)).to_be_focused()
    expect(page.locator(NOTICE)).to_be_empty()


def test_a_link_without_a_version_works_as_the_contract_shows_it(visit: Visit) -> None:
    page = visit(f"{TOOL}?named=nothing&financial_impact=yes").page
    assert asked(page) == next_question({"named": "nothing", "financial_impact": "yes"})
    expect(page.locator(NOTICE)).to_be_empty()


def test_an_empty_version_in_the_link_is_none(visit: Visit) -> None:
    page = visit(f"{TOOL}?{urlencode({**SOC_2, 'v': ''})}").page
    shows(page, MODEL.decide(SOC_2))
    expect(page.locator(NOTICE)).to_be_empty()


def test_an_answer_that_would_open_questions_is_said_to(visit: Visit) -> None:
    page = visit(link(NOBODY)).page
    open_folds(page)
    changes = page.locator(f"{STAGE} [data-slot=changes] li li")
    expect(changes.first).to_be_visible()
    follow = WORDS.tool.open_flip.settled.partition("{reports}")[2]
    assert any(text.endswith(follow) for text in changes.all_inner_texts())


MAIN = ".md-button--primary"


@pytest.mark.parametrize("answers", [SOC_2, BOTH, ASK, NOBODY, {**SOC_2, "stage": "renewing"},
                                     {"named": "iso-27001"}], ids=str)  # fmt: skip
def test_the_one_main_button_is_the_first_thing_to_do(visit: Visit, answers) -> None:
    page = visit(link(answers)).page
    action = WORDS.outcome("primary-action", MODEL.decide(answers).primary_action)
    button = page.locator(f"{STAGE} {MAIN}")
    expect(button).to_have_text(action.label)
    expect(button).to_have_count(1)
    if action.page:
        assert action.page.partition("#")[0] in (button.get_attribute("href") or "")
    else:
        expect(button).to_have_attribute("data-action", "copyEmail")
    before = page.locator(f"{STAGE} [data-slot=summaries]").bounding_box()
    here = button.bounding_box()
    assert here and before
    assert here["y"] < before["y"]


def test_asking_the_customer_never_leads_with_quotes(visit: Visit) -> None:
    page = visit(link(ASK)).page
    open_folds(page)
    expect(page.locator(f"{STAGE} [data-slot=email]")).to_be_visible()
    expect(page.locator(f"{STAGE} a[href*='quotes/']")).to_have_count(0)


def test_nonsense_in_the_link_is_left_out_with_a_notice(visit: Visit) -> None:
    """What others add to a link, such as utm_source, is no word of ours and needs no notice."""
    visitor = visit(link(SOC_2, asked_by="<b>1</b>") + "&named=soc-1&utm_source=mail")
    shows(visitor.page, MODEL.decide(SOC_2))
    said = WORDS.tool.link.unknown_parts.replace("{parts}", "asked_by=<b>1</b>, named=soc-1")
    notice = visitor.page.get_by_role("status").filter(has_text=said)
    expect(notice).to_be_visible()
    assert not visitor.complaints


def test_a_link_of_an_older_model_opens_and_says_what_has_changed(
    visit: Visit, live_site: LiveSite
) -> None:
    page = visit().page

    def newer(route: Route) -> None:
        model = route.fetch().json()
        model["version"] = 7
        model["changes"].insert(
            0, {"version": 7, "date": "2030-01-02", "summary": "Finance counts for more."}
        )
        route.fulfill(json=model)

    page.route("**/decision/model.*json", newer)
    page.goto(live_site.address + link(SOC_2))
    shows(page, MODEL.decide(SOC_2).__class__(**{**vars(MODEL.decide(SOC_2)), "model_version": 7}))
    notice = page.locator(NOTICE)
    expect(notice).to_contain_text(
        WORDS.tool.link.older.replace("{version}", str(WORDS.model_version))
    )
    expect(notice).to_contain_text("2030-01-02: Finance counts for more.")


def test_a_link_of_a_version_nobody_knows_opens_with_a_notice(visit: Visit) -> None:
    page = visit(f"{TOOL}?{urlencode({**SOC_2, 'v': 99})}").page
    shows(page, MODEL.decide(SOC_2))
    said = WORDS.tool.link.unknown_version.partition("{version}")[0]
    expect(page.locator(NOTICE)).to_contain_text(f"{said}99")


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    page = visit(TOOL).page
    page.locator(f"{STAGE} button[name]").first.focus()
    given: dict[str, str] = {}
    while name := next_question(given):
        expect(page.locator(HEADING)).to_have_text(WORDS.question(name).ask)
        option = page.locator(f'{STAGE} button[name="{name}"]').first
        for _ in range(5):  # from the heading, which has the focus, by the link back
            if option.evaluate("button => button === document.activeElement"):
                break
            page.keyboard.press("Tab")
        expect(option).to_be_focused()
        page.keyboard.press("Enter")
        given[name] = WORDS.choices(name)[0]
    shows(page, MODEL.decide(given))
    expect(page.locator(HEADING)).to_be_focused()


def test_unsure_answers_are_named_with_how_to_find_out(visit: Visit) -> None:
    page = visit(link(ASK)).page
    unsure = page.locator(f"{STAGE} [data-slot=unsure] li")
    expect(unsure).to_have_count(1)
    open_folds(page)
    question = WORDS.question("financial_impact")
    expect(unsure).to_contain_text(question.ask)
    assert " ".join(question.find_out.split()) in texts(unsure)
    page = visit(link(SOC_2)).page
    expect(page.locator(f"{STAGE} [data-slot=unsure]")).to_have_count(0)


def test_the_email_is_copied_where_the_customer_is_to_be_asked_and_at_hand_elsewhere(
    visit: Visit,
) -> None:
    page = visit(link(ASK)).page
    mail = page.locator(f"{STAGE} [data-slot=email]")
    button = page.locator(f"{STAGE} {MAIN}")
    expect(button).to_have_attribute("data-action", "copyEmail")
    page.goto(page.url.split("?")[0] + "?" + urlencode(SOC_2))
    expect(mail).to_be_hidden()
    page.locator(f"{STAGE} .soc-decision-tool__mail summary").click()
    expect(mail).to_be_visible()
    href = page.get_by_role("link", name=WORDS.tool.actions.mail).get_attribute("href") or ""
    assert href.startswith("mailto:?subject=")
    body = texts(mail).partition(" Hello, ")[2]
    assert quote(body.split(". ")[0], safe="") in href


def test_link_and_email_are_copied(chromium: Browser, live_site: LiveSite) -> None:
    with chromium.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        page.goto(live_site.address + link(ASK))
        page.locator(RESULT).wait_for()
        open_folds(page)
        page.get_by_role("button", name="Copy link").click()
        expect(page.locator(f"{STAGE} [data-done]")).to_have_text(WORDS.tool.actions.copied)
        assert page.evaluate("navigator.clipboard.readText()") == live_site.address + link(ASK)
        page.locator(f"{STAGE} {MAIN}").click()
        wait_until(
            page, "async () => (await navigator.clipboard.readText()).startsWith('Subject: ')"
        )


def test_what_was_copied_is_said_where_it_was_pressed(visit: Visit) -> None:
    page = visit(link(SOC_2)).page
    page.set_viewport_size({"width": 390, "height": 844})
    open_folds(page)
    done = page.locator(f"{STAGE} [data-done]")
    for name in (WORDS.tool.actions.copy_text, "Copy link"):
        pressed = page.get_by_role("button", name=name)
        pressed.scroll_into_view_if_needed()
        pressed.click()
        expect(done).not_to_be_empty()
        expect(done).to_be_in_viewport()
        said, button = done.bounding_box(), pressed.bounding_box()
        assert said and button
        assert 0 < said["y"] - button["y"] < 200, name


def test_the_brief_downloads_as_markdown(visit: Visit, live_site: LiveSite) -> None:
    page = visit(link(BOTH)).page
    open_folds(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as Markdown").click()
    assert waiting.value.suggested_filename == "soc-report-brief.md"
    text = waiting.value.path().read_text(encoding="utf-8")
    assert text.startswith(f"# {texts(page.locator(HEADING))}\n")
    assert f"<{live_site.address}{link(BOTH)}>" in text
    assert f"<{live_site.address}both/>" in text
    assert re.search(rf"version {WORDS.model_version}, \d+ [A-Z][a-z]+ 20\d\d\.", text)


def test_a_date_that_cannot_be_met_is_named_wherever_the_result_goes(visit: Visit) -> None:
    day = date.today() + timedelta(days=30)
    page = visit(link({**SOC_2, "stage": "exploring", "deadline": day.isoformat()})).page
    expect(page.locator(RESULT)).to_have_attribute("data-fits", "no")
    open_folds(page)
    warning = page.locator("[data-slot=warning] > p").first.inner_text()
    in_words = f"{day.day} {day:%B %Y}"
    assert in_words in warning
    assert warning in page.locator("[data-slot=boss]").inner_text().split("\n")
    assert in_words in texts(page.locator("dl[data-slot=answers]"))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as Markdown").click()
    text = waiting.value.path().read_text(encoding="utf-8")
    assert in_words in text
    assert day.isoformat() not in re.sub(r"<\S+>", "", text)
    assert re.search(r"\b[SFV]\d\d", re.sub(r"<\S+>", "", text)) is None


def test_sources_of_a_result_stand_in_the_order_of_their_numbers(visit: Visit) -> None:
    page = visit(link(BOTH)).page
    open_folds(page)
    shown = page.locator("[data-slot=sources]").inner_text()
    page.locator("[data-slot=changes] a").first.click()
    expect(page.locator("[data-slot=sources]")).not_to_have_text(shown, use_inner_text=True)
    open_folds(page)
    marks = page.locator("[data-slot=sources] .src__mark").all_inner_texts()
    assert marks == [str(number) for number in range(1, len(marks) + 1)]
    first = page.locator("[data-slot=sources] > li").first
    tiers = "|".join(map(re.escape, TIER_NAMES.values()))
    assert re.search(rf"\. ({tiers})\. Read \d+ \w+ 20\d\d\.$", texts(first))


def test_a_printed_result_is_one_page_with_the_result_only(visit: Visit) -> None:
    page = visit(link(BOTH)).page
    printed = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.emulate_media(media="print")
    shown = texts(page.locator("article"))
    assert shown.startswith(texts(page.locator(HEADING)))
    for text in (
        WORDS.tool.headings.because,
        WORDS.tool.guidance,
        "Decision model version",
        link(BOTH),
    ):
        assert " ".join(text.split()) in shown
    assert re.search(
        r"\? \S", page.locator(f"{STAGE} [data-slot=changes] > li").first.text_content() or ""
    )
    for text in (
        "Copy link",
        "Ask for three quotes",
        "Not sure?",
        WORDS.tool.headings.answers,
        "Change",
    ):
        assert text not in shown
    page = visit(TOOL).page
    page.emulate_media(media="print")
    assert "Not sure?" in page.locator("article").inner_text()


def test_the_quote_form_takes_the_answers_over_and_shows_them(visit: Visit) -> None:
    visitor = visit(link(BOTH))
    page = visitor.page
    open_folds(page)
    page.locator(f"{STAGE} [data-slot=quotes]").click()
    assert query(page) == {**BOTH, "v": str(WORDS.model_version)}
    for name, value in (("framework", "both"), ("report_type", "type-2"), ("stage", "preparing"),
                        ("timeline", "under-3-months")):  # fmt: skip
        expect(page.locator(f'[name="{name}"][value="{value}"]')).to_be_checked()
    known = page.locator("[data-known]")
    (timeline,) = [field for field in SITE.quote_form.fields if field.name == "timeline"]
    (within,) = [it.label for it in timeline.options if it.value == BOTH["deadline"]]
    expect(known).to_contain_text(within)
    expect(page.locator('[data-field="framework"]')).to_be_hidden()
    known.get_by_role("button").click()
    expect(known).to_be_hidden()
    expect(page.locator('[data-field="framework"]')).to_be_visible()
    expect(page.locator('[name="notes"]')).to_have_value(re.compile("SOC 3"))
    expect(page.locator('[name="notes"]')).to_be_enabled()
    page.locator("[data-back]").click()
    shows(page, MODEL.decide(BOTH))
    assert not visitor.complaints


def test_the_quote_form_keeps_what_the_address_says_outright(visit: Visit) -> None:
    page = visit(f"quotes/?{urlencode({**SOC_2, 'framework': 'soc-1'})}").page
    expect(page.locator('[name="report_type"][value="type-2"]')).to_be_checked()
    expect(page.locator('[name="framework"][value="soc-1"]')).to_be_checked()


def test_the_quote_form_leaves_open_what_the_answers_do_not_settle(visit: Visit) -> None:
    page = visit("quotes/?named=nothing&financial_impact=yes&v=").page
    page.locator("[data-known-result]").wait_for()
    expect(page.locator("[data-known]")).to_be_hidden()
    for name in ("framework", "report_type", "timeline"):
        expect(page.locator(f'[name="{name}"]:checked')).to_have_count(0)
    expect(page.locator('[name="notes"]')).to_have_value("")
    expect(page.locator("[data-module=quote-answers] [data-notice]")).to_be_empty()


def test_the_quote_form_says_what_it_does_not_know_in_the_link(visit: Visit) -> None:
    visitor = visit("quotes/?framework=soc-1&asked_by=sales&named=soc-2&deadline=none&stag=1&v=99")
    notice = visitor.page.locator("[data-module=quote-answers] [data-notice]")
    said = WORDS.tool.link.unknown_parts.replace("{parts}", "asked_by=sales, stag=1")
    expect(notice).to_contain_text(said)
    said = WORDS.tool.link.unknown_version.partition("{version}")[0]
    expect(notice).to_contain_text(f"{said}99")
    expect(visitor.page.locator('[name="timeline"][value="unsure"]')).to_be_checked()
    assert not visitor.complaints


def test_the_quote_form_without_answers_shows_no_panel(visit: Visit) -> None:
    page = visit("quotes/?framework=soc-1").page
    expect(page.locator('[name="framework"][value="soc-1"]')).to_be_checked()
    expect(page.locator("[data-known]")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(320, 640), (320, 256)], ids=["320px", "400%"])
@pytest.mark.parametrize(
    "path", [TOOL, link(BOTH, x="y" * 200), link(ASK)], ids=["question", "result", "ask"]
)
def test_nothing_scrolls_sideways_on_a_narrow_screen(
    chromium: Browser, live_site: LiveSite, path: str, width: int, height: int
) -> None:
    with chromium.new_context(viewport={"width": width, "height": height}) as context:
        page = context.new_page()
        page.goto(live_site.address + path)
        expect(page.locator(HEADING)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_with_a_script_no_link_for_those_without_one_is_left(visit: Visit) -> None:
    page = visit(TOOL).page
    expect(page.locator(f"{STAGE} h1")).to_be_visible()
    expect(page.locator(".soc-decision-tool__step")).to_be_hidden()


def test_a_link_to_a_part_that_moved_still_finds_it(visit: Visit) -> None:
    moved = next(item for item in SITE.redirects.moved_parts if item.page == TOOL)
    page = visit(f"{TOOL}#{moved.anchors[0]}").page
    expect(page.locator(f"#{moved.anchors[0]} a")).to_be_visible()


def test_where_the_model_cannot_be_loaded_the_links_serve(visit: Visit) -> None:
    page = visit().page
    page.route("**/decision/model.*json", lambda route: route.abort())
    page.goto(page.url + TOOL)
    step = page.locator(".soc-decision-tool__step")
    expect(step.locator("a.soc-decision-tool__option").first).to_be_visible()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(f"{STAGE} button[name]").first).to_be_hidden()


@pytest.mark.parametrize("control", ["button[name]", ".soc-decision-tool__help > summary"])
def test_an_answer_that_has_the_focus_when_the_tool_begins_keeps_it(
    visit: Visit, control: str
) -> None:
    page = visit().page
    model = hold(page, "**/decision/model.*json")
    page.goto(page.url + TOOL)
    reached = page.locator(f"{STAGE} {control}").last
    reached.focus()
    said = reached.inner_text()
    with page.expect_event("requestfinished", lambda request: "model" in request.url):
        model().continue_()
    expect(page.locator(f"{STAGE} h1")).to_be_visible()
    focused = page.locator(":focus")
    expect(focused).to_have_text(said, use_inner_text=True)


def test_without_a_script_nothing_that_needs_one_is_shown(visit: Visit) -> None:
    page = visit(TOOL, javascript=False).page
    assert page.get_by_role("button", name="Copy").count() == 0
    expect(page.locator(STAGE)).to_be_hidden()
    lines = reply_lines(SITE, {})
    page = visit("ask-your-customer/", javascript=False).page
    fold = page.locator(".soc-fold", has_text=lines[0])
    fold.locator("summary").click()
    shown = fold.inner_text()
    assert all(line in shown for line in lines)
