"""Decision tables are complete and free of contradictions, and a mistake names the combination."""

import re


def test_a_missing_rule_names_the_combination(spoiled):
    problems = spoiled("decisions/report.yml", "asked_by: [both, unknown]", "asked_by: [both]")
    assert len(problems) == 1
    assert re.fullmatch(
        r"data/decisions/report\.yml:\d+: rules: no rule for "
        r"financial_impact=yes, customer_data=no, asked_by=unknown",
        problems[0],
    )


def test_two_rules_for_one_combination_are_named_with_it(spoiled):
    problems = spoiled("decisions/report.yml", "asked_by: [nobody]", "asked_by: [nobody, both]")
    assert (
        "rules nobody-asked and impact-unsure both apply to "
        "financial_impact=unsure, customer_data=yes, asked_by=both"
    ) in "\n".join(problems)


def test_an_unknown_answer_is_reported_with_the_allowed_ones(spoiled):
    problems = spoiled("decisions/report.yml", "asked_by: [nobody]", "asked_by: [nobdy]")
    assert len(problems) == 1
    assert "unknown answer “nobdy” – did you mean “nobody”?" in problems[0]


def test_an_unknown_input_outcome_and_step_are_reported(spoiled):
    spoiled("decisions/type.yml", "evidence: [operating]", "evidnce: [operating]")
    spoiled("decisions/type.yml", "then: type-1\n", "then: type-9\n")
    problems = spoiled("decisions/type.yml", "steps: [fix-date]", "steps: [fix-dat]")
    said = "\n".join(problems)
    assert "“evidnce” is not an input – did you mean “evidence”?" in said
    assert "unknown outcome “type-9”" in said
    assert "unknown step “fix-dat” – did you mean “fix-date”?" in said


def test_a_rule_id_in_two_tables_is_refused(spoiled):
    problems = spoiled("decisions/type.yml", "id: proof-over-time", "id: nobody-asked")
    assert any("“nobody-asked” is a rule of decisions/report.yml already" in p for p in problems)


def test_a_table_cannot_look_at_a_later_one(spoiled):
    problems = spoiled("decisions/type.yml", "inputs: [report,", "inputs: [timing,")
    assert any("“timing” is decided later" in line for line in problems)


def test_a_decision_without_its_table_is_named(tmp_path, spoiled):
    spoiled("types.yml", "Type 1", "Type 1")
    (tmp_path / "data" / "decisions" / "timing.yml").unlink()
    problems = spoiled("site.yml", "name:", "name:")
    assert any("data/decisions/timing.yml is missing" in line for line in problems)
