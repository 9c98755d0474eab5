"""What the desk shows of firms that ask to be listed: all of them, and one with its draft."""

from sqlalchemy import Connection

from backend.applications import Application, find_application, iterate_applications
from backend.cli import applications as reports
from backend.storage.clock import format_time
from model.dataset import Dataset

MAX_ROWS = 200


def list_context(connection: Connection) -> dict[str, object]:
    """Return what the list of applications shows, the newest first."""
    newest = [*iterate_applications(connection)][: -MAX_ROWS - 1 : -1]
    return {"rows": [_row_context(each) for each in newest]}


def page_context(
    connection: Connection, dataset: Dataset, reference: str, looked_up: str
) -> dict[str, object] | None:
    """Return what the page of one application shows, None where there is none.

    `looked_up`: the day for the draft, "" where nobody has looked the firm up.
    """
    found = find_application(connection, reference)
    if found is None:
        return None
    lines, problems = reports.draft(dataset, found.answers, looked_up)
    return {
        **_row_context(found),
        "answers": reports.list_answers(found, dataset.application_form),
        "email": found.answers.get("email", ""),
        "looked_up": looked_up,
        "record": "\n".join(lines),
        "problems": problems,
    }


def _row_context(application: Application) -> dict[str, str]:
    return {
        "reference": application.reference,
        "name": application.answers.get("name", ""),
        "contact": application.answers.get("contact", ""),
        "doubts": ", ".join(application.signals),
        "created_at": application.created_at,
        "received": format_time(application.created_at),
    }
