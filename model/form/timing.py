"""What a form's answers ask of the model of time."""

from collections.abc import Mapping
from datetime import date

from model.form.validation import parse_day
from model.timeline import NO_DEADLINE, RANGES, TYPES, UNDECIDED, Timeline, range_of, warn

UNSURE = "unsure"
# What the model of time is asked about.
DATED = ("report_type", "stage", "timeline", "needed_by")


def deadline_of(answers: Mapping[str, str]) -> str | None:
    """Return the deadline: the date if there is one, else the range; None if nobody knows."""
    day = answers.get("needed_by", "")
    if day and parse_day(day):
        return day
    chosen = answers.get("timeline", "")
    return chosen if chosen not in {"", UNSURE} else None


def follow_date(answers: Mapping[str, str], today: date) -> dict[str, str]:
    """Return the answers with the range that a date lies in, where there is a date."""
    day = parse_day(answers.get("needed_by", ""))
    return {**answers, "timeline": range_of(day, today)} if day else dict(answers)


def warn_of_date(timeline: Timeline, answers: Mapping[str, str], today: date) -> str:
    """Return that what was asked for may be late, and what can be shown by then; "" if not.

    An answer that the form does not offer counts as not given: a refused form is shown with it.
    """
    wanted, stage = answers.get("report_type", ""), answers.get("stage", "")
    deadline = deadline_of(answers)
    is_known = deadline in {*RANGES, NO_DEADLINE} or parse_day(deadline or "")
    return warn(
        timeline,
        type=wanted if wanted in TYPES else UNDECIDED,
        stage=stage if stage in {each.id for each in timeline.stages} else None,
        deadline=deadline if is_known else None,
        today=today,
    )
