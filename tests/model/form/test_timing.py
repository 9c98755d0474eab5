"""The form's answers ask the model of time; a date counts more than the range."""

from datetime import date
from itertools import product

from model.dataset import Dataset
from model.exports.timeline import compile_timeline
from model.form.timing import deadline_of, follow_date, warn_of_date
from model.timeline import add_months, warn
from tests.model.node import run

TODAY = date(2026, 11, 27)


def options(dataset: Dataset, name: str) -> list[str]:
    [field] = [field for field in dataset.quote_form.fields if field.name == name]
    return ["", *(option.value for option in field.options)]


def every_answer(dataset: Dataset) -> list[dict[str, str]]:
    days = ["", "soon", "2027-01-15", "2027-08-01", "2029-01-01"]
    names = ("report_type", "stage", "timeline", "needed_by")
    choices = [*(options(dataset, name) for name in names[:-1]), days]
    return [dict(zip(names, values, strict=True)) for values in product(*choices)]


def test_a_date_is_the_deadline_and_without_one_the_range_is() -> None:
    given = {"timeline": "under-3-months", "needed_by": "2027-08-01"}
    assert deadline_of(given) == "2027-08-01"
    assert deadline_of(given | {"needed_by": "soon"}) == "under-3-months"
    assert deadline_of({"timeline": "unsure"}) is None
    assert deadline_of({}) is None


def test_the_range_follows_from_the_date() -> None:
    for months, name in [(1, "under-3-months"), (6, "3-to-6-months"), (13, "over-12-months")]:
        day = str(add_months(TODAY, months))
        assert follow_date({"needed_by": day, "timeline": "unsure"}, TODAY)["timeline"] == name
    assert follow_date({"timeline": "unsure"}, TODAY) == {"timeline": "unsure"}


def test_what_is_said_is_what_the_model_says_of_the_answers(dataset: Dataset) -> None:
    for answers in every_answer(dataset):
        wanted = answers["report_type"]
        expected = wanted not in {"", "unsure"} and warn(
            dataset.timeline,
            type=wanted,
            stage=answers["stage"] or None,
            deadline=deadline_of(answers),
            today=TODAY,
        )
        assert warn_of_date(dataset.timeline, answers, TODAY) == (expected or "")


def test_python_and_the_browser_say_the_same_of_the_answers(dataset: Dataset) -> None:
    sets = every_answer(dataset)
    given = {
        "time": {
            "timeline": compile_timeline(dataset),
            "words": dataset.timeline.words.model_dump(),
        },
        "sets": sets,
    }
    code = f"({{time, sets}}) => sets.map((one) => module.warnOfDate(time, one, '{TODAY}'))"
    found = run("quotes/timing.mjs", code, given)
    assert found == [warn_of_date(dataset.timeline, answers, TODAY) for answers in sets]
    assert any(found)
