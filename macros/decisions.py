"""Decision tables, their questions and their outcomes, as static markup."""

from macros.evidence import known, statement
from macros.render import Links, render
from model.decision_table import DecisionTable, Rule
from model.load import Site
from model.vocabulary import Decision, Outcome


def decision_table(site: Site, links: Links, name: object) -> str:
    """Return one decision table with every rule; raises UnknownName."""
    table = site.decisions[known("decision table", name, site.decisions)]
    decision = next(item for item in site.vocabulary.decisions if item.id == table.id)
    context = {
        "table": table,
        "inputs": [input_label(site, item) for item in table.inputs],
        "outcome_label": decision.short,
        "rules": [
            {
                "id": rule.id,
                "inputs": [_answers(site, table, rule, item) for item in table.inputs],
                "outcome": site.vocabulary.outcome(table.id, rule.then),
                "because": statement(site, links, rule.because),
            }
            for rule in table.rules
        ],
        "version": site.vocabulary.model_version,
    }
    return render("decision_table.html.j2", context)


def decision_questions(site: Site) -> str:
    """Return the questions with their answers and examples."""
    return render("decision_questions.html.j2", {"questions": site.vocabulary.questions})


def decision_outcomes(site: Site, links: Links) -> str:
    """Return one section for each outcome, with the rules that lead to it and what to do next."""
    decisions = [
        {
            "decision": decision,
            "outcomes": [
                _outcome(site, links, decision, outcome) for outcome in reversed(decision.outcomes)
            ],
        }
        for decision in site.vocabulary.decisions
    ]
    return render("decision_outcomes.html.j2", {"decisions": decisions})


def _outcome(site: Site, links: Links, decision: Decision, outcome: Outcome) -> dict[str, object]:
    table = site.decisions[decision.id]
    rules = [rule for rule in table.rules if rule.then == outcome.id]
    wanted = {step for rule in rules for step in rule.steps}
    return {
        "outcome": outcome,
        "summary": statement(site, links, outcome.summary),
        "rules": [{"id": rule.id, **statement(site, links, rule.because)} for rule in rules],
        "steps": [
            {"text": step.text, "href": links.page(step.page) if step.page else ""}
            for step in site.vocabulary.steps
            if step.id in wanted
        ],
    }


def input_label(site: Site, name: str) -> str:
    """Return the heading of an input: a question's short form, or that of an earlier decision."""
    items = {item.id: item.short for item in site.vocabulary.decisions}
    items |= {item.id: item.short for item in site.vocabulary.questions}
    return items[name]


def _answers(site: Site, table: DecisionTable, rule: Rule, name: str) -> list[str]:
    """Return the labels of the answers a rule allows, or none if it allows every answer."""
    allowed = rule.when.get(name, [])
    labels = {
        option.id: option.label
        for question in site.vocabulary.questions
        if question.id == name
        for option in question.options
    } or {
        outcome.id: outcome.label
        for decision in site.vocabulary.decisions
        if decision.id == name
        for outcome in decision.outcomes
    }
    return [labels[answer] for answer in allowed]
