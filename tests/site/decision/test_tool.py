"""What the page of the decision tool holds before any script runs."""

import json
from copy import copy

import pytest
from bs4 import BeautifulSoup, Tag

from model.exports.decision_model import compile_answers, compile_model


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


def test_the_tool_fetches_the_compiled_model(dataset, built):
    file = built.folder / "assets/js/decision/model.json"
    assert json.loads(file.read_text(encoding="utf-8")) == compile_model(dataset)


def test_the_quotes_page_fetches_the_part_it_needs(dataset, built):
    file = built.folder / "assets/js/quotes/answers.json"
    assert json.loads(file.read_text(encoding="utf-8")) == compile_answers(dataset)


def test_no_text_of_the_data_can_end_a_block_that_holds_it(built):
    blocks = [
        block.string
        for page in built.pages.values()
        for block in page.select('main script[type="application/json"]')
    ]
    assert blocks
    assert [text for text in blocks if "<" in text] == []


def test_without_a_script_the_first_question_lists_every_name(dataset, tool):
    shown = words(tool.select_one(".soc-decision-tool__step"))
    for option in dataset.vocabulary.questions[0].options:
        assert option.label in shown
        assert " ".join((option.example or "").split()) in shown


def test_no_rule_stands_below_the_tool(dataset, page):
    page = copy(page)  # others read it, too
    for part in page.select("[data-moved], nav, footer"):
        part.decompose()
    shown = words(page.article)
    for table in dataset.decisions.values():
        assert not [rule.id for rule in table.rules if rule.because.text in shown]


def test_every_table_is_reached_from_the_outcomes_that_it_follows(dataset, rules):
    for decision in dataset.vocabulary.decisions:
        earlier = [item for item in dataset.vocabulary.decisions
                   if item.id in dataset.decisions[decision.id].inputs]  # fmt: skip
        for outcome in earlier[-1].outcomes if earlier else ():
            section = rules.find(id=f"outcome-{earlier[-1].id}-{outcome.id}").parent
            links = [link["href"].partition("#")[2] for link in section.select("a")
                     if decision.ask in words(link)]  # fmt: skip
            assert links, (decision.id, outcome.id)
            assert all(rules.find(id=name) for name in links)


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
