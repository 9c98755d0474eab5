"""`python -m backend applications`: firms that ask to be listed, and drafts of their records."""

import json
from collections.abc import Iterator, Mapping

from sqlalchemy import Engine

from backend.applications import Application, find_application, iterate_applications
from backend.storage.connections import read_transaction
from model.dataset import Dataset
from model.form import ApplicationForm
from model.integrity import check_draft, write_record
from model.matching import draft_firm, select_listed

LOOK_UP = (
    "look up the license and the peer review, talk to the firm, then name the day: --looked-up"
    " YYYY-MM-DD"
)


class NoSuchApplicationError(Exception):
    """There is no application with this reference."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"there is no application {reference}")


def load_applications(engine: Engine | None) -> list[Application]:
    """Return all applications, the oldest first; none where there is no database."""
    if engine is None:
        return []
    with read_transaction(engine) as connection:
        return list(iterate_applications(connection))


def load_application(engine: Engine | None, reference: str) -> Application:
    """Return one application; raises NoSuchApplicationError."""
    if engine is not None:
        with read_transaction(engine) as connection:
            if found := find_application(connection, reference):
                return found
    raise NoSuchApplicationError(reference)


def as_json(application: Application) -> str:
    """Return an application as one line of JSON."""
    return json.dumps(vars(application) | {"signals": [*application.signals]}, ensure_ascii=False)


def format_line(application: Application) -> str:
    """Return an application in one line."""
    doubts = f"  set aside: {', '.join(application.signals)}" if application.signals else ""
    day, name = application.created_at[:10], application.answers.get("name", "")
    return f"{application.reference}  {day}  {name}{doubts}"


def format_answers(application: Application, form: ApplicationForm) -> Iterator[str]:
    """Yield every answer with its question, as people read it."""
    yield format_line(application)
    for question, answer in list_answers(application, form):
        yield f"{question}: {answer}"


def list_answers(application: Application, form: ApplicationForm) -> list[tuple[str, str]]:
    """Return every question with its answer in words."""
    return [
        (field.label, field.words(application.answers.get(field.name, "")) or "–")
        for field in form.form.fields
    ]


def draft(
    dataset: Dataset, answers: Mapping[str, str], looked_up: str
) -> tuple[list[str], list[str]]:
    """Return the lines of a record for data/firms.yml, and what keeps it from standing there."""
    record = draft_firm(answers, dataset.firm_tags, looked_up)
    # Samples give way to the first firm that is listed.
    firms = select_listed(dataset.firms, demonstration=False)
    problems = check_draft(record, firms, dataset.firm_tags)
    return write_record(record).splitlines(), problems if looked_up else [*problems, LOOK_UP]
