"""The stored requests, as the operator reads them."""

import json
from collections.abc import Iterable

from sqlalchemy import select

from backend.database import connect, reading, sqlite_file, translated
from backend.schema import submissions

Request = dict[str, str]
COLUMNS = ("reference", "status", "created_at", "email")


def stored_requests(url: str, reference: str | None = None) -> list[Request]:
    """Return all requests, oldest first, or the one with this reference.

    Raises BadSetting or Unavailable. Creates nothing: without a database there are no requests.
    """
    engine = connect(url)
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return []
    query = select(submissions).order_by(submissions.c.id)
    if reference is not None:
        query = query.where(submissions.c.reference == reference)
    with translated(), reading(engine) as connection:
        rows = connection.execute(query).mappings().all()
    shown = (*COLUMNS, "consent_version")
    return [{**{name: row[name] for name in shown}, **row["answers"]} for row in rows]


def as_json(request: Request) -> str:
    """Return one line of JSON."""
    return json.dumps(request, ensure_ascii=False)


def as_table(requests: Iterable[Request]) -> str:
    """Return the main columns of many requests, aligned."""
    rows = [COLUMNS, *(tuple(request[name] for name in COLUMNS) for request in requests)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(COLUMNS))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def as_card(request: Request) -> str:
    """Return every answer of one request, a line each; further lines of a text are indented."""
    width = max(map(len, request)) + 2
    return "\n".join(
        f"{name + ':':{width}}" + value.replace("\n", "\n" + " " * width)
        for name, value in request.items()
    )
