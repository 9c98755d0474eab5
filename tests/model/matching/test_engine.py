"""Which firms fit a request, in which order, and why."""

import json
import re
from dataclasses import replace

import pytest

from model.matching.engine import OFFERED, MixedFirmsError, match
from model.matching.reasons import DATE
from tests.data import load_data

ASKED = {
    "framework": "soc-2",
    "report_type": "type-2",
    "stage": "ready",
    "timeline": "3-to-6-months",
    "company_size": "11-50",
    "region": "united-states",
}
FEW = ASKED | {"framework": "soc-1", "stage": "renewing", "company_size": "over-1000",
               "timeline": "6-to-12-months"}  # fmt: skip
NONE = FEW | {"timeline": "under-3-months", "region": "united-kingdom"}
ALDER = {
    "offers": ["soc-1.type-1", "soc-2.type-1", "soc-2.type-2"],
    "stages": ["ready"],
    "company_sizes": ["11-50"],
    "usual_sizes": ["11-50"],
    "regions": ["united-states"],
    "weeks_to_start": 8,
    "readiness": False,
}


@pytest.fixture(scope="module")
def catalog(dataset, samples):
    """The sample firms of the tests, with the rules of the data."""
    return replace(dataset, firms=samples, demonstration=True).firm_catalog


@pytest.fixture
def judged(catalog):
    """Return the reasons of one firm by rule, for some answers: judged(answers, field=value)."""

    def judge(answers: dict[str, str], **changes: object) -> dict[str, tuple[str, str]]:
        firm = catalog.firms[0].model_copy(update=ALDER | changes)
        found = match(answers, replace(catalog, firms=(firm,)), "")
        [item] = (*found.fitting, *found.others)
        return {reason.rule: (reason.kind, reason.text) for reason in item.reasons}

    return judge


def ids(items) -> list[str]:
    return [item.firm.id for item in items]


def test_three_firms_are_offered_and_the_next_ones_kept(catalog):
    found = match(ASKED, catalog, "a")
    assert len(found.offered) == 3
    assert found.fitting[:3] == found.offered
    assert len(found.fitting) > 3
    assert found.why_fewer == ""


def test_fewer_are_offered_where_fewer_fit_and_the_reason_is_given(catalog):
    every = match(FEW, catalog, "a")
    firms = tuple(item.firm for item in (*every.fitting[: OFFERED - 1], *every.others))
    found = match(FEW, replace(catalog, firms=firms), "a")
    assert found.offered == found.fitting
    words = catalog.matching.why_fewer
    some = words.some.replace("{count}", str(OFFERED - 1)).replace("{total}", str(len(firms)))
    assert found.why_fewer.startswith(f"{some} {words.unmet.partition('{rules}')[0]}")


def test_none_is_offered_where_none_fits_and_the_reason_is_given(catalog):
    found = match(NONE, catalog, "a")
    assert found.offered == found.fitting == ()
    assert len(found.others) == len(catalog.firms)
    none = catalog.matching.why_fewer.none.replace("{total}", str(len(catalog.firms)))
    assert found.why_fewer.startswith(none)


def test_where_nobody_is_listed_that_is_said(catalog):
    found = match(ASKED, replace(catalog, firms=()), "a")
    assert found.why_fewer == catalog.matching.why_fewer.nobody


@pytest.mark.parametrize("ticked", ["", "security"])
def test_every_rule_says_something_of_every_firm_but_a_silent_one_that_was_not_asked(
    catalog, ticked
):
    found = match(ASKED | {"criteria": ticked}, catalog, "a")
    rules = [rule.id for rule in catalog.matching.rules if ticked or not rule.silent]
    for item in (*found.fitting, *found.others):
        said = [reason.rule for reason in item.reasons if reason.kind != "prefers"]
        assert [rule for rule in said if rule != DATE] == rules
        assert not any(re.search(r"[{}*]", reason.text) for reason in item.reasons)


@pytest.mark.parametrize(
    ("answers", "changes", "rule"),
    [
        ({}, {"accepting": False}, "accepting"),
        ({"framework": "soc-1"}, {}, "report-and-type"),  # a SOC 1, but no Type 2 of it
        ({"framework": "both"}, {}, "report-and-type"),
        ({"framework": "soc-1", "report_type": "type-1-then-type-2"}, {}, "report-and-type"),
        ({"framework": "soc-1", "report_type": "unsure"}, {"offers": ["soc-2.type-2"]},
         "report-and-type"),
        ({}, {"weeks_to_start": 9}, "start"),
        ({"stage": "exploring"}, {}, "stage"),
        ({"company_size": "over-1000"}, {}, "size"),
        ({"region": "elsewhere"}, {}, "region"),
    ],
)  # fmt: skip
def test_a_firm_that_fails_one_rule_does_not_fit(judged, answers, changes, rule):
    kinds = {name: kind for name, (kind, _) in judged(ASKED | answers, **changes).items()}
    assert [name for name, kind in kinds.items() if kind == "fails"] == [rule]


@pytest.mark.parametrize(
    ("answers", "text"),
    [
        ({}, "It issues what you ask for: SOC 2 Type 2."),
        ({"framework": "both", "report_type": "type-1"},
         "It issues what you ask for: SOC 1 Type 1 and SOC 2 Type 1."),
        ({"report_type": "type-1-then-type-2"},
         "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."),
        ({"report_type": "unsure"}, "It issues what you ask for: SOC 2."),
        ({"framework": "unsure"}, "It issues what you ask for: Type 2."),
    ],
)  # fmt: skip
def test_the_reason_names_what_was_asked_for(judged, answers, text):
    assert judged(ASKED | answers)["report-and-type"] == ("fits", text)


def label_of(name: str, value: str) -> str:
    """The words of the form for an answer."""
    (field,) = [field for field in load_data().quote_form.fields if field.name == name]
    (found,) = [option.label for option in field.options if option.value == value]
    return found


@pytest.mark.parametrize(
    ("answers", "changes", "rule", "text"),
    [
        ({"timeline": "6-to-12-months"}, {"weeks_to_start": 3}, "start",
         "Weeks until it can begin: 3. For “{label}” we ask for 17 at most."),
        ({"region": "elsewhere"}, {"regions": ["elsewhere"]}, "region",
         "It works in the region that you named: “{label}”."),
        ({"company_size": "over-1000"}, {"company_sizes": ["over-1000"]}, "size",
         "It works with companies of your size. Number of people: {label}."),
    ],
)  # fmt: skip
def test_a_number_in_a_reason_has_its_unit_and_an_answer_the_words_of_the_form(
    judged, answers, changes, rule, text
):
    ((name, value),) = answers.items()
    said = text.replace("{label}", label_of(name, value))
    assert judged(ASKED | answers, **changes)[rule] == ("fits", said)


@pytest.mark.parametrize(
    ("question", "answer", "rule"),
    [
        ("region", "", "region"),
        ("stage", "unsure", "stage"),
        ("timeline", "unsure", "start"),
        ("company_size", "", "size"),
        ("company_size", "an answer of an older form", "size"),
    ],
)
def test_what_the_buyer_did_not_say_fails_nobody_and_is_to_be_settled(
    judged, question, answer, rule
):
    assert judged(ASKED | {question: answer}, weeks_to_start=99)[rule][0] == "unknown"


def test_without_a_region_the_reason_names_the_regions_of_the_firm(judged):
    names = ["canada", "united-kingdom"]
    _, text = judged(ASKED | {"region": ""}, regions=names)["region"]
    assert " and ".join(label_of("region", name) for name in names) in text


@pytest.mark.parametrize(
    ("answers", "changes", "preference"),
    [
        ({"framework": "unsure"}, {}, "either-report"),
        ({"stage": "preparing"}, {"stages": ["preparing"], "readiness": True}, "readiness"),
        ({"report_type": "type-1"}, {}, "type-2-later"),
        ({}, {}, "usual-size"),
    ],
)
def test_a_preference_counts_where_the_answers_call_for_it(judged, answers, changes, preference):
    assert judged(ASKED | answers, **changes)[preference][0] == "prefers"


@pytest.mark.parametrize(
    ("answers", "changes", "preference"),
    [
        ({}, {}, "either-report"),
        ({"framework": "unsure"}, {"offers": ["soc-2.type-2"]}, "either-report"),
        ({}, {"readiness": True}, "readiness"),
        ({"report_type": "unsure"}, {}, "type-2-later"),
        ({}, {"usual_sizes": []}, "usual-size"),
        ({"company_size": ""}, {}, "usual-size"),
    ],
)
def test_a_preference_is_silent_otherwise(judged, answers, changes, preference):
    assert preference not in judged(ASKED | answers, **changes)


def test_the_score_adds_the_weights_of_the_preferences_that_are_met(catalog):
    weights = {item.id: item.weight for item in catalog.matching.preferences}
    for item in match(ASKED | {"stage": "preparing"}, catalog, "a").fitting:
        met = [reason.rule for reason in item.reasons if reason.kind == "prefers"]
        assert item.score == sum(weights[name] for name in met)


def test_a_firm_with_a_higher_score_comes_first_whatever_the_rotation(catalog):
    for rotation in range(50):
        scores = [item.score for item in match(ASKED, catalog, str(rotation)).fitting]
        assert scores == sorted(scores, reverse=True)
        assert len(set(scores)) > 1


@pytest.mark.parametrize(
    ("sample", "demonstration", "said"),
    [
        (True, False, "sample-alder is a sample: samples are matched in a demonstration only"),
        (False, True, "sample-alder is a real firm: a demonstration matches samples only"),
    ],
)
def test_a_sample_and_a_real_firm_are_never_matched_together(catalog, sample, demonstration, said):
    alder = catalog.firms[0].model_copy(update={"id": "sample-alder", "sample": sample})
    with pytest.raises(MixedFirmsError, match=f"^{said}$"):
        replace(catalog, firms=(alder,), demonstration=demonstration)


@pytest.mark.parametrize("demonstration", [True, False])
def test_the_firms_of_the_other_kind_are_left_out_of_a_match(dataset, samples, demonstration):
    real = samples[0].model_copy(update={"id": "real", "sample": False})
    both = replace(dataset, firms=(*samples, real), demonstration=demonstration)
    found = match(ASKED, both.firm_catalog, "a")
    assert {item.firm.sample for item in (*found.fitting, *found.others)} == {demonstration}


def test_the_command_explains_a_match_as_json(dataset, command):
    done = command("match", *(f"{name}={value}" for name, value in FEW.items()), "rotation=a")
    said = json.loads(done.stdout)
    offered, others = ({item["firm"] for item in said[kind]} for kind in ("offered", "others"))
    assert offered | others == {firm.id for firm in dataset.firms}
    assert offered
    assert not offered & others
    assert {"rule", "kind", "text"} == set(said["others"][0]["reasons"][0])
    assert bool(said["why_fewer"]) == (len(offered) < OFFERED)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("size=1", "unknown question “size”: allowed are framework, "),
        ("stage=soon", "unknown answer to stage “soon”: allowed are exploring, "),
        ("stage", "“stage” is not of the form question=answer"),
    ],
)
def test_the_command_answers_a_wrong_word_with_one_line_that_names_the_allowed_ones(
    command, given, said
):
    done = command("match", given)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1


def test_without_a_rotation_the_command_answers_the_same_each_time(command):
    first, second = (command("match", "stage=ready").stdout for _ in range(2))
    assert first == second
