"""What the page of the decision tool holds before any script runs."""

import json

import pytest
from bs4 import BeautifulSoup, Tag

from macros.views.decision_tool import email_lines
from model.decision.tree import Choice, build_decision_tree
from model.exports.decision_model import compile_answers, compile_model


@pytest.fixture(scope="module")
def page(built) -> BeautifulSoup:
    return built.page("which-report/")


@pytest.fixture(scope="module")
def tool(page) -> Tag:
    return page.select_one("[data-module=decision-tool]")


def words(element: Tag) -> str:
    return " ".join(element.get_text(" ", strip=True).split())


def target(decision: str, choice: Choice) -> str:
    return f"#outcome-{decision}-{choice.rule.then}" if choice.rule else f"#{choice.question}"


def test_the_tool_starts_from_the_compiled_model(dataset, tool):
    assert json.loads(tool.select_one("[data-model]").string) == compile_model(dataset)


def test_the_quotes_page_holds_the_part_it_needs(dataset, built):
    panel = built.page("quotes/").select_one("[data-module=quote-answers]")
    assert json.loads(panel.select_one("[data-model]").string) == compile_answers(dataset)


def test_no_text_of_the_data_can_end_the_block_that_holds_it(tool):
    assert "<" not in tool.select_one("[data-model]").string


def test_each_question_of_each_tree_is_a_section_of_links(dataset, page):
    for table in dataset.decisions.values():
        for question in build_decision_tree(table, dataset.vocabulary).questions:
            section = page.find(id=question.id).parent
            labels = {
                option.id: option.label for option in dataset.vocabulary.options(question.input)
            }
            links = [(words(link), link["href"]) for link in section.select("li > a")]
            assert links == [
                (labels[choice.answer], target(table.id, choice)) for choice in question.choices
            ]


def test_every_question_and_outcome_is_reached_by_links_from_the_first_question(dataset, page):
    reached, queue = set(), ["ask-report"]
    while queue:
        anchor = queue.pop()
        if anchor not in reached and anchor.startswith(("ask-", "outcome-", "question-")):
            reached.add(anchor)
            part = page.find(id=anchor)
            section = part if part.name == "li" else part.parent
            queue += [link["href"][1:] for link in section.select('a[href^="#"]')]
    outcomes = {
        f"outcome-{decision.id}-{outcome.id}"
        for decision in dataset.vocabulary.decisions
        for outcome in decision.outcomes
    }
    questions = {f"question-{question.id}" for question in dataset.vocabulary.questions}
    assert outcomes | questions <= reached


def test_an_outcome_leads_on_to_the_decisions_that_take_it(page):
    links = page.find(id="outcome-report-soc-2").parent.select(".soc-outcomes__next a")
    assert [link["href"] for link in links] == [
        "#ask-type-soc-1", "#ask-add-soc-3-soc-2", "#ask-report"]  # fmt: skip


def test_the_email_stands_on_the_page_as_plain_text(dataset, page):
    section = page.find(id="ask-your-customer")
    text = section.find_next("pre").get_text()
    assert text.split("\n") == email_lines(dataset.vocabulary.tool.email)


def test_scripts_are_loaded_only_where_they_are_used(built):
    for path, page in built.pages.items():
        sources = [
            tag["src"].partition("assets/js/")[2]
            for tag in page.select('script[type="module"][src]')
        ]
        assert ("decision/tool.mjs" in sources) == (path == "which-report/"), path
        assert ("quotes/prefill.mjs" in sources) == (path == "quotes/"), path
