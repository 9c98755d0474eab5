"""The pages of the tool for readers without a script, as a build wrote them."""

import json
from datetime import date

import pytest
from bs4 import BeautifulSoup

from macros.views.decision.pages import DESCRIPTION, DecisionPages
from macros.views.render import Links
from model.decision import write_reply
from model.exports import compile_fees
from model.timeline import UNSURE, count_weeks
from publish.site import BuiltSite

TODAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def pages(dataset) -> DecisionPages:
    return DecisionPages(dataset, Links())


def outcome(built, name: str) -> BeautifulSoup:
    return built.page(f"which-report/{name}/")


def words(text: str) -> str:
    return " ".join(text.split())


def test_there_is_a_page_for_each_question_and_each_outcome_and_no_other(built, pages):
    made = {
        path for path in built.pages if path.startswith("which-report/") and path != "which-report/"
    }
    names = [*pages.walk.questions, *pages.walk.outcomes]
    assert made - {"which-report/rules/"} == {f"which-report/{name}/" for name in names if name}


def test_nothing_of_a_shell_is_left(built, pages):
    for name in [*pages.walk.questions, *pages.walk.outcomes]:
        text = str(built.page(f"which-report/{name}/" if name else "which-report/"))
        assert "PAGE " not in text
        assert "data-attributes" not in text


def test_an_outcome_shows_what_the_model_decides(built, pages):
    for name, page in pages.walk.outcomes.items():
        shown = outcome(built, name).select_one("[data-result]")
        result = pages.model.compute_result(page.answers[0], TODAY)
        assert shown["data-report"] == result.report
        assert shown["data-type"] == result.type
        assert shown["data-add-soc-3"] == str(result.add_soc_3).lower()
        assert shown["data-primary-action"] == result.primary_action
        assert shown["data-model-version"] == str(result.model_version)


def test_an_outcome_has_lines_for_a_superior_that_end_in_its_address(built, pages, dataset):
    for name in pages.walk.outcomes:
        text = outcome(built, name).select_one("[data-beside] [data-reply]").text
        first, *between, last = text.split("\n\n")
        (headline, why), (then, address) = first.split("\n"), last.split("\n")
        facts = [line for paragraph in between for line in paragraph.split("\n")]
        page = outcome(built, name)
        assert words(headline) == words(page.h1.find(string=True))
        assert why.endswith(words(page.select_one(".soc-decision-tool__lead").text))
        shown = page.select(".soc-decision-tool__facts > div")[:2]
        told = [
            part for part in shown if words(part.b.text) != dataset.vocabulary.tool.facts.fees_soc_1
        ]
        assert len(facts) == len(told)
        for fact, part in zip(facts, told, strict=True):
            assert words(part.dt.text) in words(fact)
            assert words(part.b.text) in words(fact)
        assert words(page.select_one(".soc-decision-tool__next h2").find(string=True)) in words(
            then
        )
        assert address == page.select_one("link[rel=canonical]")["href"]


def test_an_outcome_gives_every_reason_and_step_of_the_ways_to_it(built, pages, dataset):
    decided = {item.id: item.unsettled for item in dataset.vocabulary.decisions} | {
        "report": "",
        "primary-action": "",
    }
    for name, page in pages.walk.outcomes.items():
        text = words(outcome(built, name).article.get_text(" "))
        for answers in page.answers:
            result = pages.model.compute_result(answers, TODAY)
            for table in pages.model.tables.values():
                for rule in table.rules:
                    if rule.id in result.rules and rule.then != decided[table.id]:
                        assert words(rule.because.text) in text, (name, rule.id)
            for step in result.next_steps:
                assert step["text"] in text, (name, step["id"])


def test_the_reply_of_an_outcome_says_nothing_that_only_some_of_its_ways_know(built, pages):
    for name, page in pages.walk.outcomes.items():
        shown = outcome(built, name).select_one("[data-reply]").get_text()
        said = {line for line in shown.splitlines() if line.startswith("- ")}
        for answers in page.answers:
            reply = write_reply(pages.words, pages.model.compute_result(answers, TODAY))
            assert said <= set(reply.body.splitlines()), name


def test_the_weeks_of_an_outcome_are_those_of_the_model_of_time(built, pages, dataset):
    stages = [option.id for option in dataset.vocabulary.question("stage").options]
    for name in pages.walk.outcomes:
        page = outcome(built, name)
        rows = page.select(".soc-decision-tool__weeks tbody tr")
        kind = page.select_one("[data-result]")["data-type"]
        if kind == pages.model.unsettled("type"):
            assert not rows
            continue
        counted = [
            count_weeks(dataset.timeline, kind, stage) for stage in stages if stage != UNSURE
        ]
        shown = [[int(cell.get_text()) for cell in row.select("td")] for row in rows]
        assert shown == [[weeks.quickest, weeks.cautious] for weeks in counted]


def test_a_soc_3_is_a_disclosure_where_it_is_open(built, pages, dataset):
    ask = dataset.vocabulary.question("public_summary").ask
    for name, page in pages.walk.outcomes.items():
        result = pages.model.compute_result(page.answers[0], TODAY)
        shown = [words(part.get_text()) for part in outcome(built, name).select("summary")]
        assert (ask in shown) == (result.report in {"soc-2", "both"} and not result.add_soc_3), name


def test_what_would_change_an_outcome_leads_where_all_its_ways_lead(built, pages):
    for name, page in pages.walk.outcomes.items():
        for link in outcome(built, name).select("details li li > a"):
            place = link["href"].removeprefix("/which-report/").strip("/")
            assert place != name
            assert place in {*pages.walk.questions, *pages.walk.outcomes}
        changes = list(pages._changes(page))
        told = [way["href"] for change in changes for way in change["ways"]]
        shown = [link["href"] for link in outcome(built, name).select("details li li > a")]
        assert shown == told


def test_questions_are_kept_out_of_search_engines_and_outcomes_are_found(built, pages, dataset):
    site = BuiltSite(built.folder, dataset.settings.address)
    found = {page.path for page in site.indexable_pages()}
    assert not [name for name in pages.walk.questions if name and f"which-report/{name}/" in found]
    assert all(f"which-report/{name}/" in found for name in pages.walk.outcomes)


def test_what_will_probably_be_asked_for_is_in_the_answer(built, pages):
    for name, page in pages.walk.outcomes.items():
        if likely := pages.model.decide(page.answers[0]).likely_report:
            label = pages.words.outcome("likely-report", likely).label
            assert label.lower() in str(outcome(built, name).select_one("[data-answer]")).lower()


def test_no_page_of_the_tool_is_in_the_navigation_or_the_search(built, pages):
    names = [name for name in [*pages.walk.questions, *pages.walk.outcomes] if name]
    index = (built.folder / "search/search_index.json").read_text(encoding="utf-8")
    nav = str(built.page("").select("nav, footer"))
    for name in [*names, "question", "result"]:
        assert f"which-report/{name}/" not in index
        assert f"which-report/{name}/" not in nav


def test_an_outcome_says_what_it_is_to_search_engines(built, pages):
    for name, page in pages.walk.outcomes.items():
        made = pages.outcome(page, compile_fees(pages.dataset))
        shown = outcome(built, name)
        assert shown.title.get_text().startswith(made.title)
        assert shown.find("meta", attrs={"name": "description"})["content"] == made.description
        assert len(made.description) <= DESCRIPTION
        assert shown.find("link", rel="canonical")["href"].endswith(f"/which-report/{name}/")
        data = shown.find("script", type="application/ld+json").string
        assert f"/which-report/{name}/" in data
        assert made.heading in json.loads(data)["@graph"][1]["headline"]
