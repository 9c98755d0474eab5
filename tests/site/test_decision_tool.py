"""What the page of the decision tool holds before any script runs."""

import json

import pytest
from bs4 import BeautifulSoup, Tag

from model.decision.tree import Choice, build_decision_tree
from model.exports.decision_model import compile_model


@pytest.fixture(scope="module")
def page(built) -> BeautifulSoup:
    return built.page("which-report/")


@pytest.fixture(scope="module")
def rules(built) -> BeautifulSoup:
    return built.page("which-report/rules/")


@pytest.fixture(scope="module")
def tool(page) -> Tag:
    return page.select_one("[data-module=decision-tool]")


def words(element: Tag) -> str:
    return " ".join(element.get_text(" ", strip=True).split())


def target(decision: str, choice: Choice) -> str:
    if choice.rule:
        return f"/which-report/rules/#outcome-{decision}-{choice.rule.then}"
    return f"/which-report/#{choice.question}"


def test_the_tool_starts_from_the_compiled_model(dataset, tool):
    assert json.loads(tool.select_one("[data-model]").string) == compile_model(dataset)


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


def test_every_question_and_outcome_is_reached_by_links_from_the_first_question(
    dataset, page, rules
):
    pages = {"/which-report/": page, "/which-report/rules/": rules}
    reached: set[tuple[str, str]] = set()
    queue = [("/which-report/", "ask-report")]
    while queue:
        place = queue.pop()
        path, anchor = place
        if place in reached or not anchor.startswith(("ask-", "outcome-", "question-", "whether-")):
            continue
        reached.add(place)
        part = pages[path].find(id=anchor)
        assert part, place
        section = part if part.name == "li" else part.parent
        for link in section.select("a[href]"):
            there, _, name = link["href"].partition("#")
            if (there or path) in pages and name:
                queue.append((there or path, name))
    names = {anchor for _, anchor in reached}
    assert names >= {
        f"outcome-{decision.id}-{outcome.id}"
        for decision in dataset.vocabulary.decisions
        for outcome in decision.outcomes
    }
    asked = {name for table in dataset.decisions.values() for name in table.inputs}
    questions = {question.id for question in dataset.vocabulary.questions}
    assert names >= {f"question-{name}" for name in asked & questions}


def test_without_a_script_the_first_question_lists_every_name(dataset, page):
    section = page.find(id="ask-report").parent
    shown = words(section)
    for option in dataset.vocabulary.questions[0].options:
        assert option.label in shown
        assert " ".join((option.example or "").split()) in shown


def test_every_rule_and_outcome_stands_on_the_page_of_the_rules(dataset, rules):
    for table in dataset.decisions.values():
        assert all(rules.find(id=f"rule-{rule.id}") for rule in table.rules)
        assert rules.find(id=f"table-{table.id}")


def test_each_part_that_moved_keeps_an_element_and_a_link_to_where_it_stands(dataset, built):
    for item in dataset.redirects.moved_parts:
        for anchor in item.anchors:
            part = built.page(item.page).find(id=anchor)
            assert part, anchor
            path, _, name = part.a["href"].removeprefix("/").partition("#")
            assert built.page(path).find(id=name), anchor


def test_the_rules_say_which_version_they_are(dataset, rules):
    shown = {table["data-model-version"] for table in rules.select("table[data-model-version]")}
    assert shown == {str(dataset.vocabulary.model_version)}


def test_scripts_are_loaded_only_where_they_are_used(built):
    for path, page in built.pages.items():
        sources = [
            tag["src"].partition("assets/js/")[2]
            for tag in page.select('script[type="module"][src]')
        ]
        assert ("decision/tool.mjs" in sources) == (path == "which-report/"), path
        assert ("quotes/prefill.mjs" in sources) == (path == "quotes/"), path
