"""Decision tables, their questions and their outcomes, as static markup."""

from collections.abc import Iterator

from macros.views.citations import check_known, source_marks, statement
from macros.views.decision.pages import RULES, TOOL, DecisionPages
from macros.views.render import Links, render
from model.dataset import Dataset
from model.decision import Decision, DecisionTable, Outcome, Rule, combinations


def decision_table(dataset: Dataset, links: Links, name: object) -> str:
    """Return one decision table with every rule; raises UnknownNameError."""
    table = dataset.decisions[check_known("decision table", name, dataset.decisions)]
    decision = next(item for item in dataset.vocabulary.decisions if item.id == table.id)
    context = {
        "table": table,
        "inputs": [dataset.vocabulary.short(item) for item in table.inputs],
        "outcome_label": decision.short,
        "rules": [
            {
                "id": rule.id,
                "inputs": [_answers(dataset, rule, item) for item in table.inputs],
                "outcome": dataset.vocabulary.outcome(table.id, rule.then),
                "because": statement(dataset, links, rule.because),
            }
            for rule in table.rules
        ],
        "version": dataset.vocabulary.model_version,
    }
    return render("decision_table.html.j2", context)


def decision_questions(dataset: Dataset, links: Links) -> str:
    """Return the questions with their answers and examples."""
    questions = [
        {"question": question, "sources": source_marks(dataset, links, question.sources)}
        for question in dataset.vocabulary.questions
    ]
    return render("decision_questions.html.j2", {"questions": questions})


def first_question(dataset: Dataset, links: Links) -> str:
    """Return the first question of the tool, each answer as a link that needs no script."""
    pages = DecisionPages(dataset, links)
    first = next(iter(pages.walk.questions.values()))
    targets = {way.answer: way.question or way.outcome or "" for way in first.ways}
    context = {
        "question": first.question,
        "options": [
            {
                "label": option.label,
                "href": pages.href(targets[option.id]),
                "with_script": pages.with_script({first.question.id: option.id}),
            }
            for option in first.question.options
            if not option.further
        ],
        "href": links.page(TOOL),
        "further": dataset.vocabulary.tool.actions.further,
    }
    return render("first_question.html.j2", context)


def decision_outcomes(dataset: Dataset, links: Links) -> str:
    """Return one section for each outcome, with the rules that lead to it and what to do next."""
    decisions = [
        {
            "decision": decision,
            "outcomes": [
                _outcome(dataset, links, decision, outcome)
                for outcome in reversed(decision.outcomes)
            ],
        }
        for decision in dataset.vocabulary.decisions
    ]
    context = {"decisions": decisions, "start": links.page(TOOL)}
    return render("decision_outcomes.html.j2", context)


def _outcome(
    dataset: Dataset, links: Links, decision: Decision, outcome: Outcome
) -> dict[str, object]:
    table = dataset.decisions[decision.id]
    rules = [rule for rule in table.rules if rule.then == outcome.id]
    wanted = {step for rule in rules for step in rule.steps}
    return {
        "outcome": outcome,
        "summary": statement(dataset, links, outcome.summary),
        "rules": [{"id": rule.id, **statement(dataset, links, rule.because)} for rule in rules],
        "steps": [
            {"text": step.text, "href": links.page(step.page) if step.page else ""}
            for step in dataset.vocabulary.steps
            if step.id in wanted
        ],
        "next": list(next_decisions(dataset, links, decision, outcome)),
    }


def next_decisions(
    dataset: Dataset, links: Links, decision: Decision, outcome: Outcome
) -> Iterator[dict[str, str]]:
    """Yield {ask, label, href} for each later decision that takes this outcome as its entry.

    `label` is the outcome where nothing is left to ask, or empty.
    """
    for later in dataset.vocabulary.decisions:
        table = dataset.decisions[later.id]
        if _find_entry_input(dataset, table) != decision.id:
            continue
        rules = [
            table.rule_for(inputs)
            for inputs in combinations(table, dataset.vocabulary)
            if inputs[decision.id] == outcome.id
        ]
        is_settled = all(rule == rules[0] for rule in rules)
        settled = dataset.vocabulary.outcome(later.id, rules[0].then)
        part = f"outcome-{later.id}-{settled.id}" if is_settled else f"table-{later.id}"
        yield {
            "ask": later.ask,
            "label": settled.label if is_settled else "",
            "href": f"{links.page(RULES)}#{part}",
        }


def _find_entry_input(dataset: Dataset, table: DecisionTable) -> str | None:
    """Return the latest earlier decision that the table looks at, if it looks at any."""
    earlier = [item.id for item in dataset.vocabulary.decisions if item.id in table.inputs]
    return earlier[-1] if earlier else None


def _answers(dataset: Dataset, rule: Rule, name: str) -> list[str]:
    """Return the labels of the answers a rule allows, or none if it allows every answer."""
    labels = {option.id: option.label for option in dataset.vocabulary.options(name)}
    return [labels[answer] for answer in rule.when.get(name, [])]
