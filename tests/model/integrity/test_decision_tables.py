"""Decision tables are complete and free of contradictions, and a mistake names the combination."""

import re

from model.dataset import DATA


def test_a_missing_rule_names_the_combination(spoiled):
    problems = spoiled(
        "decisions/report.yml", "asked_by: [security, unknown]", "asked_by: [security]"
    )
    assert len(problems) == 1
    assert re.match(
        r"data/decisions/report\.yml:\d+: rules: no rule for named=soc-unspecified, "
        r"financial_impact=no, customer_data=yes, asked_by=unknown",
        problems[0],
    )


def test_two_rules_for_one_combination_are_named_with_it(spoiled):
    problems = spoiled("decisions/report.yml", "named: [soc-2]\n", "named: [soc-2, soc-3]\n")
    assert (
        "rules soc-2-fits and soc-3-needs-a-soc-2 both apply to named=soc-3, "
        "financial_impact=yes, customer_data=yes"
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
    problems = spoiled("decisions/type.yml", "inputs: [report,", "inputs: [add-soc-3,")
    assert any("“add-soc-3” is decided later" in line for line in problems)


def test_a_decision_without_its_table_is_named(tmp_path, spoiled):
    spoiled("types.yml", "Type 1", "Type 1")
    (tmp_path / "data" / "decisions" / "type.yml").unlink()
    problems = spoiled("site.yml", "name:", "name:")
    assert any("data/decisions/type.yml is missing" in line for line in problems)


def test_asking_for_more_and_getting_less_is_refused_with_the_combination(spoiled):
    problems = spoiled("decisions/type.yml", "  then: type-2\n", "  then: type-1\n")
    where = re.compile(r"data/decisions/type\.yml:\d+: order\[\d\]: ")
    assert problems
    assert all(where.match(line) for line in problems), problems
    assert any(
        "evidence=operating gets less than unknown (type-1 instead of type-2) for report=soc-1"
        in line
        for line in problems
    )


def test_a_rule_that_is_too_broad_is_named_once_with_the_number_of_its_conflicts(spoiled):
    found = spoiled("decisions/report.yml", "asked_by: [nobody]", "asked_by: [nobody, finance]")
    assert len(found) <= 3
    assert any(re.search(r"both apply to .* – and \d+ more like it$", line) for line in found)


def test_the_line_of_a_broken_order_is_its_own(spoiled):
    problems = spoiled(
        "decisions/likely-report.yml",
        "- {input: customer_data, weaker: 'no', stronger: 'yes'}",
        "- {input: customer_data, weaker: 'yes', stronger: 'no'}",
    )
    lines = (DATA / "decisions/likely-report.yml").read_text(encoding="utf-8").splitlines()
    line = lines.index("- {input: customer_data, weaker: 'no', stronger: 'yes'}") + 1
    assert problems
    assert problems[0].startswith(f"data/decisions/likely-report.yml:{line}: ")


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
