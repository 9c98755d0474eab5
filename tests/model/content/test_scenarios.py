"""Every scenario is sourced, its answers are the tool's, and the tables agree with it."""

from pathlib import Path

import pytest
import yaml

from model.content.scenarios import Scenario
from model.dataset import Dataset
from model.decision.engine import DecisionModel
from tests.data import load_data
from tests.model.conftest import Spoil

SCENARIOS = list(load_data().scenarios.values())
CASES = {
    case["id"]: case
    for case in yaml.safe_load(
        (Path(__file__).parents[2] / "cases" / "published.yml").read_text(encoding="utf-8")
    )["cases"]
}

each_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda item: item.id)


@pytest.fixture(scope="module")
def model(dataset: Dataset) -> DecisionModel:
    return DecisionModel(dataset.vocabulary, dataset.decisions)


@each_scenario
def test_the_tables_say_what_the_source_says_or_what_its_rival_says(
    model: DecisionModel, scenario: Scenario
) -> None:
    result = model.decide(scenario.answers)
    assert result.report in {scenario.usual, *scenario.also}
    assert result.add_soc_3 == scenario.add_soc_3
    if scenario.type:
        assert result.type == scenario.type


def test_where_the_tables_leave_the_source_an_uncontested_one_with_the_same_answers_won(
    model: DecisionModel,
) -> None:
    left = [item for item in SCENARIOS if model.decide(item.answers).report != item.usual]
    assert left
    for item in left:
        report = model.decide(item.answers).report
        rivals = [
            other for other in SCENARIOS
            if other.answers == item.answers and other.usual == report and not other.disagreement
        ]  # fmt: skip
        assert rivals, item.id
        assert item.disagreement
        assert {source for rival in rivals for source in rival.why.sources} & set(
            item.disagreement.sources
        ), f"the disagreement of {item.id} does not cite its rival"


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case["id"])
def test_every_published_case_is_a_scenario_with_the_same_answers(
    dataset: Dataset, case: dict[str, object]
) -> None:
    scenario = dataset.scenarios[str(case["id"])]
    assert scenario.answers == case["answers"]
    assert set(scenario.inferred) == set(case["inferred"])  # type: ignore[call-overload]
    assert scenario.type == case.get("type")
    assert case["expected"] in {
        "soc-3-addition" if scenario.add_soc_3 else "",
        "ask-or-neither" if scenario.usual in {"ask", "none"} else scenario.usual,
    }


def test_there_are_about_thirty_scenarios_and_each_report_has_some() -> None:
    assert len(SCENARIOS) >= 30
    assert {item.usual for item in SCENARIOS} >= {"soc-1", "soc-2", "both", "ask"}
    assert any(item.add_soc_3 for item in SCENARIOS)


@each_scenario
def test_what_only_tier_3_says_is_marked_as_reported(dataset: Dataset, scenario: Scenario) -> None:
    tiers = {dataset.sources[name].tier for name in scenario.why.sources}
    assert scenario.why.reported == (tiers == {3})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("usual: soc-1", "usual: soc-9",
         "payroll-full-cycle.usual: unknown outcome “soc-9” – did you mean"),
        ("also: [both]", "also: [bth]", "also[1]: unknown outcome “bth” – did you mean “both”?"),
        ("type: type-2", "type: type-3", "fund-admin.type: unknown outcome “type-3”"),
        ("asked_by: finance,", "asked_by: sales,", "asked_by: unknown answer “sales”"),
        ("customer_data: 'yes',", "customer_dat: 'yes',",
         "customer_dat: unknown question – did you mean “customer_data”?"),
        ("inferred: [asked_by,", "inferred: [asked,", "“asked” is not among the answers"),
        ("sources: [F36b, F70]", "sources: [F36b, F99]", "unknown source “F99”"),
        ("sources: [F36b, F70]", "sources: [V78]", "only tier 3 sources"),
        ("    sources: [F36b, F70]\n", "    sources: [F36b, F70]\n    reported: true\n",
         "reported: not needed: one of the sources is of tier 1 or 2"),
        ("  title: Payroll company", "  titel: Payroll company", "did you mean “title”?"),
        ("id: payroll-check-printer", "id: payroll-full-cycle", "stands twice"),
    ],
)  # fmt: skip
def test_a_planted_mistake_is_named(spoiled: Spoil, old: str, new: str, said: str) -> None:
    problems = spoiled("scenarios.yml", old, new)
    assert any(said in line for line in problems), problems
    assert all(line.startswith("data/scenarios.yml:") for line in problems)


def test_another_acceptable_outcome_needs_a_disagreement(spoiled: Spoil) -> None:
    old = "  usual: soc-1\n  why:\n    text: Even a third party"
    problems = spoiled("scenarios.yml", old, old.replace("  why", "  also: [both]\n  why"))
    assert len(problems) == 1
    assert "also: needs a disagreement that says who sees it so" in problems[0]
