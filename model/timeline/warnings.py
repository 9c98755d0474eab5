"""What is said of a report that may be late: in the form, in reasons of matching, to a buyer."""

from datetime import date

from model.timeline.planning import (
    TYPE_1,
    Interim,
    assess_deadline,
    count_weeks,
    is_type_1_sooner,
    plan,
)
from model.timeline.records import Timeline


def warn(
    timeline: Timeline, *, type: str, stage: str | None, deadline: str | None, today: date
) -> str:
    """Return that a report may be late, and what can be shown by then; "" if it need not be.

    Arguments and errors are those of `plan`.
    """
    found = plan(timeline, type=type, stage=stage, deadline=deadline, today=today)
    if found is None or not found.interim:
        return ""
    words = timeline.words
    sentence = words.no if found.fits == "no" else words.tight
    values = {
        "{report}": words.report.type_1 if type == TYPE_1 else words.report.type_2,
        "{quickest}": str(found.quickest_weeks),
        "{cautious}": str(found.cautious_weeks),
    }
    for brace, value in values.items():
        sentence = sentence.replace(brace, value)
    first_weeks = count_weeks(timeline, TYPE_1, stage)
    if is_type_1_sooner(found, type=type, stage=stage):
        sentence += " " + words.sooner.replace("{quickest}", str(first_weeks.quickest))
    first = assess_deadline(first_weeks, stage, deadline, today)
    names = words.interim.model_dump()
    shown = words.between.join(names[_key(item, first)] for item in found.interim)
    return f"{sentence} {words.meanwhile.replace('{interim}', shown)}"


def _key(item: Interim, first: str) -> str:
    """Return the word for something to show; a Type 1 that may itself be late is called so."""
    return "type_1_tight" if item == TYPE_1 and first != "yes" else item.replace("-", "_")
