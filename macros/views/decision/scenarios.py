"""Kinds of business and what they usually need: a line each that opens, grouped by report."""

from urllib.parse import urlencode

from macros.views.citations import publishers, statement
from macros.views.render import Links, render
from model.content import Scenario
from model.dataset import Dataset
from model.decision import DecisionModel, Result

# The filter's choice for scenarios with a SOC 3 in addition; beside it stand the reports' own ids.
SOC_3 = "soc-3-addition"


def scenarios(dataset: Dataset, links: Links) -> str:
    """Return every scenario, with a filter that a script reveals."""
    model = DecisionModel(dataset.vocabulary, dataset.decisions, dataset.timeline)
    cards: dict[str, list[dict[str, object]]] = {}  # in the order in which the data begins them
    for item in dataset.scenarios.values():
        card = _card(dataset, links, item, model.decide(item.answers))
        cards.setdefault(item.usual, []).append(card)
    context = {
        "groups": [
            {"id": name, "label": _outcome(dataset, "report", name), "cards": found}
            for name, found in cards.items()
        ],
        "choices": {name: _outcome(dataset, "report", name) for name in cards}
        | ({SOC_3: _outcome(dataset, "add-soc-3", "yes")} if _any_soc_3(dataset) else {}),
        "total": len(dataset.scenarios),
        "filter_words": dataset.filter_words.model_dump(),
        "src": links.page("assets/js/scenarios.mjs"),
    }
    return render("scenarios.html.j2", context)


def _any_soc_3(dataset: Dataset) -> bool:
    return any(item.add_soc_3 for item in dataset.scenarios.values())


def _card(dataset: Dataset, links: Links, item: Scenario, result: Result) -> dict[str, object]:
    return {
        "scenario": item,
        "results": " ".join([item.usual, SOC_3] if item.add_soc_3 else [item.usual]),
        "usual": _conclusion(dataset, item.usual, item.type, item.add_soc_3),
        "tool": _conclusion(dataset, result.report, result.type, result.add_soc_3),
        "short": item.why.short,
        "why": statement(dataset, links, item.why),
        "said_by": " and ".join(publishers(dataset, item.why.sources)) if item.why.reported else "",
        "disagreement": item.disagreement and statement(dataset, links, item.disagreement),
        "answers": _answers(dataset, item),
        "href": f"{links.page('which-report/')}?{urlencode(item.answers)}",
    }


def _conclusion(dataset: Dataset, report: str, kind: str | None, add_soc_3: bool) -> list[str]:
    """Return the outcomes that a line names: the report, its type, a SOC 3."""
    said = [_outcome(dataset, "report", report)]
    if kind and kind != "undecided":
        said.append(_outcome(dataset, "type", kind))
    if add_soc_3:
        said.append(_outcome(dataset, "add-soc-3", "yes"))
    return said


def _answers(dataset: Dataset, item: Scenario) -> list[dict[str, object]]:
    """Return the answers in the order of the questions, each with whether we assumed it."""
    return [
        {
            "question": question.short,
            "answer": next(
                option.label
                for option in question.options
                if option.id == item.answers[question.id]
            ),
            "assumed": question.id in item.inferred,
        }
        for question in dataset.vocabulary.questions
        if question.id in item.answers
    ]


def _outcome(dataset: Dataset, decision: str, outcome: str) -> str:
    return dataset.vocabulary.outcome(decision, outcome).label
