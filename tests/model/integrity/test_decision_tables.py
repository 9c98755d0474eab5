"""Decision tables are complete and free of contradictions, and a mistake names the combination."""

import re

from model.dataset import DATA


def test_a_missing_rule_names_the_combination(spoiled):
    problems = spoiled(
        "decisions/report.yml", "asked_by: [security, unknown]", "asked_by: [security]"
    )
    assert len(problems) == 1
    assert re.fullmatch(
        r"data/decisions/report\.yml:\d+: rules: no rule for "
        r"financial_impact=no, customer_data=yes, asked_by=unknown",
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


def test_asking_for_more_and_getting_less_is_refused_with_the_combination(spoiled):
    problems = spoiled("decisions/type.yml", "  then: type-2\n", "  then: type-1\n")
    where = re.compile(r"data/decisions/type\.yml:\d+: order\[1\]: ")
    assert len(problems) == 1 or all(where.match(line) for line in problems), problems
    assert any(
        "evidence=operating gets less than unknown "
        "(type-1 instead of type-1-then-type-2) for report=soc-1" in line
        for line in problems
    )  # fmt: skip


def test_a_rule_that_is_too_broad_is_named_once_with_the_number_of_its_conflicts(spoiled):
    found = spoiled("decisions/report.yml", "[nobody]", "[nobody, finance]")
    assert len(found) <= 3
    assert any(re.search(r"both apply to .* – and \d+ more like it$", line) for line in found)


def test_the_line_of_a_broken_order_is_its_own(spoiled):
    problems = spoiled(
        "decisions/timing.yml",
        "- {input: deadline, weaker: none, stronger: months}",
        "- {input: deadline, weaker: months, stronger: none}",
    )
    lines = (DATA / "decisions/timing.yml").read_text(encoding="utf-8").splitlines()
    line = lines.index("- {input: deadline, weaker: none, stronger: months}") + 1
    assert problems
    assert problems[0].startswith(f"data/decisions/timing.yml:{line}: ")


def test_an_order_of_unknown_answers_is_refused(spoiled):
    spoiled("decisions/type.yml", "weaker: unknown", "weaker: unknwn")
    problems = spoiled(
        "decisions/type.yml", "{input: report, weaker: ask", "{input: reprt, weaker: ask"
    )
    said = "\n".join(problems)
    assert "unknown answer “unknwn” – did you mean “unknown”?" in said
    assert "“reprt” is not an input – did you mean “report”?" in said


def test_each_table_states_an_order(dataset):
    assert all(table.order for table in dataset.decisions.values())
