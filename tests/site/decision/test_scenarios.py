"""The scenarios page shows what the data says, with or without a script."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import Tag

from model.dataset import Dataset
from model.decision.engine import DecisionModel

pytestmark = pytest.mark.of_page("scenarios/")


def words(element: Tag) -> str:
    return " ".join(element.get_text(" ", strip=True).split())


@pytest.fixture(scope="module")
def cards(built) -> dict[str, Tag]:
    return {
        card["data-scenario"]: card for card in built.page("scenarios/").select("[data-scenario]")
    }


def test_every_scenario_has_a_line_with_its_own_anchor_in_what_it_opens(
    dataset: Dataset, cards
) -> None:
    assert set(cards) == set(dataset.scenarios)
    for name, card in cards.items():
        assert card.name == "details"
        assert card.select_one(f'h3#{name} a[href="#{name}"]')


def test_a_closed_line_says_business_result_and_reason(dataset: Dataset, cards) -> None:
    for name, scenario in dataset.scenarios.items():
        line = words(cards[name].summary)
        report = dataset.vocabulary.outcome("report", scenario.usual).label
        assert line.startswith(f"{scenario.title} {report}")
        assert line.endswith(scenario.why.short)


def test_an_open_line_says_what_the_data_says_and_who_says_it(dataset: Dataset, cards) -> None:
    for name, scenario in dataset.scenarios.items():
        shown = words(cards[name])
        said = [scenario.why, *([scenario.disagreement] if scenario.disagreement else [])]
        for text in (scenario.title, scenario.business, *(part.text for part in said)):
            assert " ".join(text.split()) in shown, name
        marks = {mark.get_text() for mark in cards[name].select("a.src__mark")}
        assert marks == {source for part in said for source in part.sources}
        assert ("Sources disagree." in shown) == bool(scenario.disagreement)


def test_what_only_vendors_say_begins_with_their_names(dataset: Dataset, cards) -> None:
    for name, scenario in dataset.scenarios.items():
        lead = cards[name].select_one(".soc-scenarios__said-by")
        assert bool(lead) == scenario.why.reported, name
        for source in scenario.why.sources if lead else []:
            assert dataset.sources[source].publisher in words(lead)


def test_a_line_stands_under_the_heading_of_its_result(dataset: Dataset, cards) -> None:
    for name, scenario in dataset.scenarios.items():
        heading = cards[name].find_parent("section").h2
        assert words(heading) == dataset.vocabulary.outcome("report", scenario.usual).label
        assert cards[name]["data-results"].split()[0] == scenario.usual


def test_an_open_line_leads_into_the_decision_tool_with_its_answers(
    dataset: Dataset, cards
) -> None:
    for name, scenario in dataset.scenarios.items():
        link = urlsplit(cards[name].select_one(".soc-scenarios__tool a")["href"])
        assert link.path == "/which-report/"
        assert dict(parse_qsl(link.query)) == scenario.answers


def test_an_open_line_says_what_the_tool_will_answer(dataset: Dataset, cards) -> None:
    model = DecisionModel(dataset.vocabulary, dataset.decisions, dataset.timeline)
    for name, scenario in dataset.scenarios.items():
        report = model.decide(scenario.answers).report
        line = words(cards[name].select_one(".soc-scenarios__tool"))
        assert f"it says: {dataset.vocabulary.outcome('report', report).label}" in line


def test_an_assumed_answer_is_marked_as_such(dataset: Dataset, cards) -> None:
    for name, scenario in dataset.scenarios.items():
        shown = {words(row.dt).removesuffix(":"): words(row.dd)
                 for row in cards[name].select(".soc-scenarios__answers > div")}  # fmt: skip
        assert len(shown) == len(scenario.answers)
        for question in scenario.answers:
            answer = shown[dataset.vocabulary.question(question).short]
            assert answer.endswith("(we assumed)") == (question in scenario.inferred), name


def test_the_filter_offers_every_result_that_occurs_and_waits_for_the_script(built, cards) -> None:
    page = built.page("scenarios/")
    assert page.select_one("[data-controls]").has_attr("hidden")
    offered = {option["value"] for option in page.select("#scn-result option")}
    assert offered == {"", *(name for card in cards.values()
                             for name in card["data-results"].split())}  # fmt: skip


def test_only_the_scenarios_page_loads_their_script(built) -> None:
    loading = [path for path, page in built.pages.items()
               if page.select('script[src$="scenarios.mjs"]')]  # fmt: skip
    assert loading == ["scenarios/"]
