"""What holds for any firms, any answers and any rotation."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.matching.engine import OFFERED, match
from model.matching.tags import ANY
from tests.data import load_data

SITE = load_data()
CATALOG = replace(SITE, demonstration=True).firm_catalog
WORDS = SITE.firm_tags
ASKED = {
    field.name: [option.value for option in field.options]
    for field in SITE.quote_form.fields
    if field.options
}
BASE = SITE.firms[0]


def some(field: str):
    """Any choice of the tags that a field may have."""
    tags = [tag for tag in WORDS[field] if ANY not in tag]
    return st.lists(st.sampled_from(tags), min_size=1, unique=True)


def firm(name: str, changes: dict[str, object]):
    return BASE.model_copy(update={"id": name, **changes})


changes = st.fixed_dictionaries(
    {
        field: some(field)
        for field in ("offers", "stages", "company_sizes", "usual_sizes", "regions")
    }
    | {
        "weeks_to_start": st.integers(0, 40),
        "accepting": st.sampled_from([True, True, True, False]),
        "readiness": st.booleans(),
    }
)
firms = st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), changes, max_size=8).map(
    lambda found: tuple(firm(name, item) for name, item in found.items())
)
answers = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from([*values, ""]) for name, values in ASKED.items()}
)
rotations = st.text(max_size=20)


def matched(firms, answers, rotation=""):
    return match(answers, replace(CATALOG, firms=tuple(firms)), rotation)


def told(found):
    """What is said of each firm, whatever its place."""
    items = (*found.fitting, *found.others)
    return {item.firm.id: (item.fits, item.score, item.reasons) for item in items}


@given(firms, answers, rotations)
def test_no_more_than_three_firms_are_offered(firms, answers, rotation):
    found = matched(firms, answers, rotation)
    assert len(found.offered) == min(OFFERED, len(found.fitting))
    assert bool(found.why_fewer) == (len(found.offered) < OFFERED)


@given(firms, answers, rotations)
def test_no_firm_that_fails_a_rule_fits_and_every_other_one_does(firms, answers, rotation):
    found = matched(firms, answers, rotation)
    for item in found.fitting:
        assert not [reason for reason in item.reasons if reason.kind == "fails"]
    for item in found.others:
        assert [reason for reason in item.reasons if reason.kind == "fails"]
    assert sorted(told(found)) == sorted(item.id for item in firms)


@given(firms, answers, rotations)
def test_each_rule_that_firms_do_not_meet_is_named_with_their_number(firms, answers, rotation):
    found = matched(firms, answers, rotation)
    failed = Counter(
        reason.rule for item in found.others for reason in item.reasons if reason.kind == "fails"
    )
    names = {rule.id: rule.name for rule in SITE.matching.rules}
    said = re.findall(r"[:,] ([^:,(]+) \((\d+)\)", found.why_fewer)
    told = {names[rule]: count for rule, count in failed.items()} if found.why_fewer else {}
    assert {name: int(count) for name, count in said} == told


@given(firms, answers, rotations)
def test_a_fitting_firm_has_all_that_was_asked_for(firms, answers, rotation):
    """Said once more in other words than the rules, for the answers that are simple."""
    for item in matched(firms, answers, rotation).fitting:
        assert item.firm.accepting
        for question, field in (("stage", "stages"), ("company_size", "company_sizes"),
                                ("region", "regions")):  # fmt: skip
            asked = answers.get(question, "")
            assert asked in {"", "unsure", *getattr(item.firm, field)}
        reports = {"both": ["soc-1", "soc-2"]}.get(answers.get("framework", ""), [])
        for report in reports:
            assert any(offer.startswith(f"{report}.") for offer in item.firm.offers)


@given(firms, answers, rotations)
def test_the_same_request_and_rotation_give_the_same_match(firms, answers, rotation):
    assert matched(firms, answers, rotation) == matched(firms, answers, rotation)


@given(firms.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))), answers,
       rotations)  # fmt: skip
def test_the_order_of_the_file_does_not_count(pair, answers, rotation):
    original, shuffled = pair
    assert matched(original, answers, rotation) == matched(shuffled, answers, rotation)


@given(firms, changes, answers, rotations)
def test_a_new_firm_changes_neither_reasons_nor_order_of_the_others(
    firms, changes, answers, rotation
):
    before = matched(firms, answers, rotation)
    after = matched([*firms, firm("new-firm", changes)], answers, rotation)
    assert {**told(after), **told(before)} == told(after)
    kept = [item for item in after.fitting if item.firm.id != "new-firm"]
    assert kept == list(before.fitting)


@given(firms, answers, rotations)
def test_leaving_the_region_out_rules_nobody_out(firms, answers, rotation):
    without = {name: value for name, value in answers.items() if name != "region"}
    said = {item.firm.id for item in matched(firms, answers, rotation).fitting}
    unsaid = matched(firms, without, rotation)
    assert said <= {item.firm.id for item in unsaid.fitting}
    for item in (*unsaid.fitting, *unsaid.others):
        assert [reason.kind for reason in item.reasons if reason.rule == "region"] == ["unknown"]


@pytest.mark.nightly
@pytest.mark.parametrize("equals", [4, 7, 12])
def test_equal_firms_are_offered_equally_often(equals):
    """In 10,000 requests no firm is offered 5 % more or less often than the mean."""
    same = [firm(f"firm-{number}", {}) for number in range(equals)]
    offered = (matched(same, {}, f"request-{number}").offered for number in range(10_000))
    counted = Counter(item.firm.id for items in offered for item in items)
    mean = 10_000 * OFFERED / equals
    assert len(counted) == equals
    assert all(abs(count - mean) < 0.05 * mean for count in counted.values()), counted


@pytest.mark.nightly
def test_the_first_place_rotates_as_well():
    same = [firm(f"firm-{number}", {}) for number in range(5)]
    first = Counter(matched(same, {}, f"r{number}").offered[0].firm.id for number in range(10_000))
    assert all(abs(count - 2000) < 200 for count in first.values()), first
