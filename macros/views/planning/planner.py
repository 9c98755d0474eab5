"""The planner: an answer and tables without a script, and what the script counts with."""

from typing import Any

from macros.views.citations import check_known, publishers, source_marks
from macros.views.render import Links, render
from model.dataset import Dataset
from model.exports import compile_timeline, compile_type
from model.timeline import Lengths, PlannedReport, Reasoned, Weeks, count_weeks

TYPE_1, TYPE_2, READY = "type-1", "type-2", "ready"


def deadline_planner(dataset: Dataset, links: Links) -> str:
    """Return the planner with its answer before a date is known."""
    words = dataset.timeline.planner
    context = {
        "words": words,
        "stages": stage_labels(dataset),
        "answer": words.answer.replace("{type_1}", _weeks(dataset, TYPE_1)).replace(
            "{type_2}", _weeks(dataset, TYPE_2)
        ),
        "compiled": compiled(dataset),
        "script": links.page("assets/js/planner.mjs"),
    }
    return render("planner.html.j2", context)


def plan_weeks(dataset: Dataset) -> str:
    """Return the table of the weeks of every plan from every stage."""
    timeline, stages = dataset.timeline, stage_labels(dataset)
    context = {
        "rows": [
            {
                "plan": planned,
                "weeks": [
                    {"label": stages[stage.id], "weeks": _span(dataset, planned, stage.id)}
                    for stage in timeline.stages
                ],
            }
            for planned in timeline.planner.plans
        ]
    }
    return render("plan_weeks.html.j2", context)


def plan_assumptions(dataset: Dataset, links: Links) -> str:
    """Return the table of what each number rests on."""
    return render("plan_assumptions.html.j2", {"assumptions": list(_assumptions(dataset, links))})


def weeks_of(dataset: Dataset, kind: object, stage: object) -> str:
    """Return the weeks of a type from a stage in words, for pages: “4 to 13 weeks”."""
    stages = [option.id for option in dataset.timeline.stages]
    known = check_known("type", kind, (TYPE_1, TYPE_2)), check_known("stage", stage, stages)
    return _words(dataset, count_weeks(dataset.timeline, *known))


def stage_labels(dataset: Dataset) -> dict[str, str]:
    """Return the stages in the words of the quote form, “not sure” included."""
    [field] = [field for field in dataset.quote_form.fields if field.name == "stage"]
    return {option.value: option.label for option in field.options}


def compiled(dataset: Dataset) -> dict[str, object]:
    """Return what the script counts with, and the words that it says it with."""
    timeline = dataset.timeline
    return {
        "name": dataset.settings.name,
        "address": dataset.settings.address,
        "timeline": compile_timeline(dataset),
        "decision": compile_type(dataset),
        "warnings": timeline.words.model_dump(),
        "words": timeline.planner.model_dump(exclude={"plans", "answer", "calendar"}),
        "plans": [planned.model_dump() for planned in timeline.planner.plans],
        "who": _who(dataset),
    }


def _who(dataset: Dataset) -> dict[str, dict[str, list[str]]]:
    """Return who says so: for each stage, type and length in months, at the two paces."""
    timeline, words = dataset.timeline, dataset.timeline.planner

    def names(reasoned: Reasoned) -> str:
        if reasoned.basis is None:
            return words.assumed
        return ", ".join(publishers(dataset, reasoned.basis.sources))

    def both(lengths: Lengths) -> list[str]:
        return [names(lengths.quickest), names(lengths.cautious)]

    periods = timeline.periods
    named = {period.months: names(period) for period in (periods.quickest, periods.cautious)}
    return {
        "ready": {stage.id: both(stage) for stage in timeline.stages},
        "work": {TYPE_1: both(timeline.work.type_1), TYPE_2: both(timeline.work.type_2)},
        "period": {str(months): [named.get(months, words.chosen)] for months in periods.months},
    }


def _assumptions(dataset: Dataset, links: Links) -> Any:
    """Yield each number with why it is what it is, and who says so."""
    timeline, labels = dataset.timeline, stage_labels(dataset)
    parts: list[tuple[str, Lengths]] = [
        *((f"Getting ready: {labels[stage.id]}", stage) for stage in timeline.stages),
        ("The auditor's work on a Type 1", timeline.work.type_1),
        ("The auditor's work after the period of a Type 2", timeline.work.type_2),
    ]
    for label, lengths in parts:
        yield {
            "label": label,
            "paces": [
                _reason(dataset, links, f"{lengths.quickest.weeks} weeks", lengths.quickest),
                _reason(dataset, links, f"{lengths.cautious.weeks} weeks", lengths.cautious),
            ],
        }
    periods = timeline.periods
    yield {
        "label": "The period of a Type 2",
        "paces": [
            _reason(dataset, links, f"{period.months} months", period)
            for period in (periods.quickest, periods.cautious)
        ],
    }


def _reason(dataset: Dataset, links: Links, length: str, reasoned: Reasoned) -> dict[str, object]:
    basis = reasoned.basis
    return {
        "length": length,
        "why": reasoned.why,
        "basis": basis and basis.text,
        "sources": source_marks(dataset, links, basis.sources if basis else []),
    }


def _weeks(dataset: Dataset, kind: str) -> str:
    return _words(dataset, count_weeks(dataset.timeline, kind, READY))


def _span(dataset: Dataset, planned: PlannedReport, stage: str) -> str:
    kind = TYPE_2 if planned.months else TYPE_1
    weeks = count_weeks(dataset.timeline, kind, stage, planned.months or None)
    return _words(dataset, weeks)


def _words(dataset: Dataset, weeks: Weeks) -> str:
    text = dataset.timeline.planner.weeks
    return text.replace("{quickest}", str(weeks.quickest)).replace(
        "{cautious}", str(weeks.cautious)
    )
