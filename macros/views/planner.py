"""The deadline planner: a static table, and a script that turns weeks into dates."""

from dataclasses import asdict

from macros.views.citations import source_marks
from macros.views.render import Links, render
from model.content import (
    Assumption,
    Planner,
    Readiness,
    milestones,
    period_weeks,
    total_weeks,
)
from model.dataset import Dataset


def deadline_planner(dataset: Dataset, links: Links) -> str:
    """Return the planner with its table and its assumptions."""
    planner = dataset.planner
    longest = max(planner.plans, key=lambda plan: plan.months)
    context = {
        "planner": planner,
        "rows": [
            {
                "plan": plan,
                "weeks": [total_weeks(planner, plan, choice) for choice in planner.readiness],
            }
            for plan in planner.plans
        ],
        "assumptions": [
            {
                "assumption": assumption,
                "label": _label(assumption),
                "sources": source_marks(
                    dataset, links, assumption.basis.sources if assumption.basis else []
                ),
            }
            for assumption in (planner.choose, *planner.readiness, *planner.after)
        ],
        "example": {"months": longest.months, "weeks": period_weeks(longest.months)},
        "compiled": compiled(planner, dataset.settings.name, dataset.settings.address),
        "script": links.page("assets/js/planner.mjs"),
    }
    return render("planner.html.j2", context)


def _label(assumption: Assumption) -> str:
    """Return the step in words; a choice of readiness is a length of the same step."""
    if not isinstance(assumption, Readiness):
        return assumption.label
    return f"Closing gaps: {assumption.label[0].lower()}{assumption.label[1:]}"


def compiled(planner: Planner, name: str, address: str) -> dict[str, object]:
    """Return what the script counts with: sums in weeks, so that none is made twice."""
    return {
        "name": name,
        "address": address,
        "late": planner.late_label,
        "words": planner.words.model_dump(),
        "readiness": {choice.id: choice.weeks for choice in planner.readiness},
        "plans": [
            {
                "id": plan.id,
                "label": plan.label,
                "milestones": [asdict(mark) for mark in milestones(planner, plan)],
            }
            for plan in planner.plans
        ],
    }
