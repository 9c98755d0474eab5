"""What `requests list` and `requests show` print."""

import json
import re
from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Connection, Engine, select

from backend.storage.connections import connect, read_transaction, sqlite_file, translate_errors
from backend.storage.migrations import migrate
from backend.storage.tables import consents, notifications, submissions

Request = dict[str, str]
COLUMNS = ("reference", "status", "created_at", "email")
# Characters; the last column is as wide as it is.
WIDTHS = (16, 11, 24, 0)
# Requests that are read in one transaction. Between two of them writers have their turn.
PAGE = 100
# What a terminal would obey. Line breaks and tabs are part of what people write.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
REPLACEMENT = "\ufffd"


def load_requests(
    url: str, reference: str | None = None, status: str | None = None
) -> list[Request]:
    """Return what `iterate_requests` yields."""
    return list(iterate_requests(url, reference, status))


def iterate_requests(
    url: str, reference: str | None = None, status: str | None = None
) -> Iterator[Request]:
    """Yield all requests, oldest first, or those with this reference or status.

    A page of them at a time is read and held, so that nobody who writes waits for long. Raises
    SettingError or UnavailableError. Creates nothing: without a database there are no requests.
    """
    engine = open_existing(url)
    if engine is None:
        return
    query = select(submissions, consents.c.version, consents.c.method)
    query = query.outerjoin(consents, consents.c.reference == submissions.c.reference)
    if reference is not None:
        query = query.where(submissions.c.reference == reference)
    if status is not None:
        query = query.where(submissions.c.status == status)
    query, last = query.order_by(submissions.c.id).limit(PAGE), 0
    while True:
        with translate_errors(), read_transaction(engine) as connection:
            page = query.where(submissions.c.id > last)
            rows = connection.execute(page).mappings().all()
            states = _delivery_states(connection, [row["id"] for row in rows])
        for row in rows:
            yield {
                **{name: storable(row[name]) for name in COLUMNS},
                "consent_version": row["version"] or "",
                "consent_method": row["method"] or "",
                "signals": row["signals"] or "",
                "delivery": states.get(row["id"], ""),
                **{name: storable(value) for name, value in row["answers"].items()},
            }
        if len(rows) < PAGE:
            return
        last = rows[-1]["id"]


def storable(text: str) -> str:
    """Return `text` without what no file and no terminal takes, whoever stored it."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


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


def _delivery_states(connection: Connection, owners: Collection[int]) -> dict[int, str]:
    """Return, by request, the state of each notification: 'operator sent, webhook pending'."""
    columns = (notifications.c.submission_id, notifications.c.kind, notifications.c.state)
    query = select(*columns).where(notifications.c.submission_id.in_(owners))
    states: dict[int, str] = {}
    for submission_id, kind, state in connection.execute(query.order_by(notifications.c.id)):
        states[submission_id] = ", ".join(
            filter(None, [states.get(submission_id), f"{kind} {state}"])
        )
    return states


def to_json(request: Request) -> str:
    """Return one line of JSON."""
    return json.dumps(request, ensure_ascii=False)


def format_table(requests: Iterable[Request]) -> Iterator[str]:
    """Yield the main columns of many requests, aligned, after a line with their names."""
    yield _format_row(COLUMNS)
    for request in requests:
        yield _format_row(tuple(printable(request[name]) for name in COLUMNS))


def _format_row(row: tuple[str, ...]) -> str:
    cells = (cell.ljust(width) for cell, width in zip(row, WIDTHS, strict=True))
    return "  ".join(cells).rstrip()


def printable(text: str) -> str:
    """Return `text` without characters that a terminal would obey."""
    return CONTROL_CHARACTERS.sub(REPLACEMENT, text)


def format_card(request: Request) -> str:
    """Return every answer of one request, a line each; further lines of a text are indented."""
    width = max(map(len, request)) + 2
    return "\n".join(
        f"{name + ':':{width}}" + printable(value).replace("\n", "\n" + " " * width)
        for name, value in request.items()
    )
