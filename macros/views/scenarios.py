"""Kinds of business and what they usually need: one card each, grouped by report."""

from urllib.parse import urlencode

from macros.views.citations import statement
from macros.views.render import Links, render
from model.content.scenarios import Scenario
from model.dataset import Site
from model.decision.engine import DecisionModel, Result

# The filter's choice for scenarios with a SOC 3 in addition; beside it stand the reports' own ids.
SOC_3 = "soc-3-addition"


def scenarios(site: Site, links: Links) -> str:
    """Return every scenario, with a filter that a script reveals."""
    model = DecisionModel(site.vocabulary, site.decisions)
    cards: dict[str, list[dict[str, object]]] = {}  # in the order in which the data begins them
    for item in site.scenarios.values():
        card = _card(site, links, item, model.decide(item.answers))
        cards.setdefault(item.usual, []).append(card)
    context = {
        "groups": [
            {"id": name, "label": _outcome(site, "report", name), "cards": found}
            for name, found in cards.items()
        ],
        "choices": {name: _outcome(site, "report", name) for name in cards}
        | ({SOC_3: _outcome(site, "add-soc-3", "yes")} if _any_soc_3(site) else {}),
        "total": len(site.scenarios),
        "filter_words": site.filter_words.model_dump(),
        "src": links.page("assets/js/scenarios.mjs"),
    }
    return render("scenarios.html.j2", context)


def _any_soc_3(site: Site) -> bool:
    return any(item.add_soc_3 for item in site.scenarios.values())


def _card(site: Site, links: Links, item: Scenario, result: Result) -> dict[str, object]:
    return {
        "scenario": item,
        "results": " ".join([item.usual, SOC_3] if item.add_soc_3 else [item.usual]),
        "usual": _conclusion(site, item.usual, item.type, item.add_soc_3),
        "tool": _conclusion(site, result.report, result.type, result.add_soc_3),
        "why": statement(site, links, item.why),
        "said_by": _publishers(site, item.why.sources) if item.why.reported else "",
        "disagreement": item.disagreement and statement(site, links, item.disagreement),
        "answers": _answers(site, item),
        "href": f"{links.page('which-report/')}?{urlencode(item.answers)}",
    }


def _conclusion(site: Site, report: str, kind: str | None, add_soc_3: bool) -> list[str]:
    """Return the outcomes that a line names: the report, its type, a SOC 3."""
    said = [_outcome(site, "report", report)]
    if kind and kind != "undecided":
        said.append(_outcome(site, "type", kind))
    if add_soc_3:
        said.append(_outcome(site, "add-soc-3", "yes"))
    return said


def _publishers(site: Site, sources: list[str]) -> str:
    return " and ".join(dict.fromkeys(site.sources[source].publisher for source in sources))


def _answers(site: Site, item: Scenario) -> list[dict[str, object]]:
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
        for question in site.vocabulary.questions
        if question.id in item.answers
    ]


def _outcome(site: Site, decision: str, outcome: str) -> str:
    return site.vocabulary.outcome(decision, outcome).label
