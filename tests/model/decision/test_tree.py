"""The tables as questions that follow one another, for readers without a script."""

from itertools import product

import pytest

from model.decision.tree import build_decision_tree, find_entry_input


@pytest.fixture(scope="module")
def trees(dataset):
    return {
        name: build_decision_tree(table, dataset.vocabulary)
        for name, table in dataset.decisions.items()
    }


def walk(tree, table, entry, answers):
    """The rule at the end of the way that these answers take, and the questions on it."""
    questions, asked = {item.id: item for item in tree.questions}, []
    choice = tree.entries[entry]
    while choice.rule is None:
        question = questions[choice.question]
        asked.append(question.input)
        choice = next(item for item in question.choices if item.answer == answers[question.input])
    return choice.rule, asked


def test_every_way_ends_at_the_rule_that_the_table_gives(dataset, trees):
    for name, table in dataset.decisions.items():
        earlier = find_entry_input(table, dataset.vocabulary)
        choices = [dataset.vocabulary.choices(item) for item in table.inputs]
        for values in product(*choices):
            answers = dict(zip(table.inputs, values, strict=True))
            entry = answers[earlier] if earlier else ""
            rule, _ = walk(trees[name], table, entry, answers)
            assert rule.id == table.rule_for(answers).id


def test_a_question_that_cannot_alter_the_rule_is_not_asked(dataset, trees):
    table = dataset.decisions["report"]
    soc_2 = {"named": "soc-2", "customer_data": "yes"}
    assert walk(trees["report"], table, "", soc_2)[1] == ["named", "customer_data"]
    assert trees["type"].entries["ask"].rule.id == "no-report-no-type"


def test_answers_that_lead_on_alike_share_their_questions(trees):
    first = trees["report"].questions[0]
    ends = {choice.answer: choice.question for choice in first.choices}
    assert ends["questionnaire"] == ends["nothing"]
    shared = next(item for item in trees["report"].questions if item.id == ends["nothing"])
    assert shared.known == {"named": ["questionnaire", "nothing"]}


def test_every_question_of_a_tree_leads_to_different_rules(trees):
    for tree in trees.values():
        for question in tree.questions:
            ends = {choice.question or choice.rule.id for choice in question.choices}
            assert len(ends) > 1, question.id


def test_outcomes_that_lead_on_alike_share_their_questions(trees):
    entries = trees["type"].entries
    assert entries["soc-1"] is entries["both"]
    assert entries["soc-1"] is not entries["soc-2"]
    assert trees["type"].questions[0].known == {"report": ["soc-1", "both"]}


def test_ids_stand_once(trees):
    ids = [question.id for tree in trees.values() for question in tree.questions]
    assert len(set(ids)) == len(ids)
