"""What `requests list` and `requests show` print."""

import json
from collections.abc import Iterable

from sqlalchemy import Connection, Engine, select

from backend.storage.connections import connect, read_transaction, sqlite_file, translate_errors
from backend.storage.migrations import migrate
from backend.storage.tables import consents, notifications, submissions

Request = dict[str, str]
COLUMNS = ("reference", "status", "created_at", "email")


def load_requests(
    url: str, reference: str | None = None, status: str | None = None
) -> list[Request]:
    """Return all requests, oldest first, or those with this reference or status.

    Raises SettingError or UnavailableError. Creates nothing: without a database there are no
    requests.
    """
    engine = open_existing(url)
    if engine is None:
        return []
    query = select(submissions, consents.c.version, consents.c.method)
    query = query.outerjoin(consents, consents.c.reference == submissions.c.reference)
    if reference is not None:
        query = query.where(submissions.c.reference == reference)
    if status is not None:
        query = query.where(submissions.c.status == status)
    with translate_errors(), read_transaction(engine) as connection:
        rows = connection.execute(query.order_by(submissions.c.id)).mappings().all()
        states = _delivery_states(connection)
    return [
        {
            **{name: row[name] for name in COLUMNS},
            "consent_version": row["version"] or "",
            "consent_method": row["method"] or "",
            "signals": row["signals"] or "",
            "delivery": states.get(row["id"], ""),
            **row["answers"],
        }
        for row in rows
    ]


def open_existing(url: str) -> Engine | None:
    """Return an engine for a database at the newest version, None for a file that is not there.

    Raises SettingError or UnavailableError.
    """
    engine = connect(url)
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return None
    with translate_errors():
        migrate(engine)
    return engine


def _delivery_states(connection: Connection) -> dict[int, str]:
    """Return, by request, the state of each notification: 'operator sent, webhook pending'."""
    columns = (notifications.c.submission_id, notifications.c.kind, notifications.c.state)
    states: dict[int, str] = {}
    for owner, kind, state in connection.execute(select(*columns).order_by(notifications.c.id)):
        states[owner] = ", ".join(filter(None, [states.get(owner), f"{kind} {state}"]))
    return states


def to_json(request: Request) -> str:
    """Return one line of JSON."""
    return json.dumps(request, ensure_ascii=False)


def format_table(requests: Iterable[Request]) -> str:
    """Return the main columns of many requests, aligned."""
    rows = [COLUMNS, *(tuple(request[name] for name in COLUMNS) for request in requests)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(COLUMNS))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def format_card(request: Request) -> str:
    """Return every answer of one request, a line each; further lines of a text are indented."""
    width = max(map(len, request)) + 2
    return "\n".join(
        f"{name + ':':{width}}" + value.replace("\n", "\n" + " " * width)
        for name, value in request.items()
    )
