"""Every scenario is sourced, its answers are the tool's, and the tables agree with it."""

import pytest

from model.content.scenarios import Scenario
from model.dataset import Dataset
from model.decision.engine import DecisionModel
from tests.cases import PUBLISHED, agrees
from tests.data import load_data
from tests.model.conftest import Spoil

SCENARIOS = list(load_data().scenarios.values())
CASES = {case["id"]: case for case in PUBLISHED}

each_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda item: item.id)


@pytest.fixture(scope="module")
def model(dataset: Dataset) -> DecisionModel:
    return DecisionModel(dataset.vocabulary, dataset.decisions, dataset.timeline)


@each_scenario
def test_the_tables_say_what_the_source_says_or_what_its_rival_says(
    model: DecisionModel, scenario: Scenario
) -> None:
    result = model.decide(scenario.answers)
    assert result.report in {scenario.usual, *scenario.also}
    assert result.add_soc_3 == scenario.add_soc_3
    if scenario.type:
        policy = CASES.get(scenario.id, {}).get("also_acceptable_type", [])
        assert result.type in {scenario.type, *policy}


@pytest.mark.parametrize(
    "scenario",
    [item for item in SCENARIOS if item.id in CASES],
    ids=lambda item: item.id,
)
def test_a_scenario_that_is_a_published_case_has_its_answers_and_its_type(
    model: DecisionModel, scenario: Scenario
) -> None:
    case = CASES[scenario.id]
    assert scenario.answers == case["answers"]
    assert set(scenario.inferred) == set(case["inferred"])
    assert scenario.type == case.get("expected_type")
    assert agrees(case["expected_report"], model.decide(scenario.answers)) or case.get("contested")


def test_scenarios_lead_to_more_than_one_report() -> None:
    assert len({item.usual for item in SCENARIOS}) > 1
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
         "customer_dat: unknown question “customer_dat” – did you mean “customer_data”?"),
        ("inferred: [asked_by,", "inferred: [asked,", "“asked” is not among the answers"),
        ("sources: [F36b, F70]", "sources: [F36b, F99]", "unknown source “F99”"),
        ("sources: [F36b, F70]", "sources: [V78]", "only tier 3 sources"),
        ("    sources: [F36b, F70]\n", "    sources: [F36b, F70]\n    reported: true\n",
         "reported: not needed: one of the sources is of tier 1 or 2"),
        ("  title: Payroll company", "  titel: Payroll company", "did you mean “title”?"),
        ("short: Pay ", "short: Pay and all that goes with it, for one ",
         "payroll-full-cycle.why.short: at most"),
        ("id: payroll-check-printer", "id: payroll-full-cycle", "stands twice"),
    ],
)  # fmt: skip
def test_a_planted_mistake_is_named(spoiled: Spoil, old: str, new: str, said: str) -> None:
    problems = spoiled("scenarios.yml", old, new)
    assert any(said in line for line in problems), problems
    assert all(line.startswith("data/scenarios.yml:") for line in problems)


def test_another_acceptable_outcome_needs_a_disagreement(spoiled: Spoil) -> None:
    old = "  usual: soc-1\n  why:\n    short: One stage"
    problems = spoiled("scenarios.yml", old, old.replace("  why", "  also: [both]\n  why"))
    assert len(problems) == 1
    assert "also: needs a disagreement that says who sees it so" in problems[0]
