"""The audit log: who did what about which firm, when, and which answers went along.

Rows are added only. They hold no answers, so they are kept as long as the proof of consent.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Select, select, update

from backend.storage import tables
from backend.storage.clock import timestamp

Actor = Literal["buyer", "firm", "operator", "service"]
AuditEvent = Literal[
    "offered",
    "chosen",
    "confirmed",
    "edited",
    "shared",
    "unshared",
    "sending",
    "not-sent",
    "introduced",
    "failed",
    "unclear",
    "copied",
    "accepted",
    "declined",
    "silent",
    "removed",
    "withdrawn",
    "asked-to-delete",
    "unmatched",
    "erased",
    "released",
    "resent",
    "noted",
    "stands",
    "exported",
    "signed-in",
    "signed-out",
]


# Made once: building a statement takes as long as running it.
INSERT_ENTRY = tables.audit.insert()


@dataclass(frozen=True)
class AuditEntry:
    """One line of the log. `firm` is empty where it is about the whole request."""

    at: str
    reference: str
    firm: str
    actor: Actor
    event: AuditEvent
    fields: str
    why: str
    person: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return it for JSON."""
        return asdict(self)


def record_event(  # noqa: PLR0913 - what a line of the log holds
    connection: Connection,
    now: datetime,
    reference: str,
    actor: Actor,
    event: AuditEvent,
    *,
    firm: str = "",
    fields: Sequence[str] = (),
    why: str = "",
    person: str = "",
) -> None:
    """Add a line, in the transaction of what it records. `fields` are names, never answers.

    `person`: the e-mail address of who of the operator's people did it at the desk.
    """
    connection.execute(
        tables.audit.insert().values(
            at=timestamp(now),
            reference=reference,
            firm=firm,
            actor=actor,
            event=event,
            fields=",".join(fields),
            why=why,
            person=person,
        )
    )


def record_offered(  # noqa: PLR0913, PLR0917 - what a line of the log holds
    connection: Connection,
    now: datetime,
    reference: str,
    actor: Actor,
    firms: Sequence[str],
    why: str,
) -> None:
    """Add a line for each of several firms that are offered at once."""
    common = {
        "at": timestamp(now),
        "reference": reference,
        "actor": actor,
        "event": "offered",
        "fields": "",
        "why": why,
    }
    connection.execute(INSERT_ENTRY, [{**common, "firm": firm} for firm in firms])


def audit_entries(connection: Connection, reference: str) -> list[AuditEntry]:
    """Return every line about a request, in the order in which it was written."""
    log = tables.audit
    columns = (log.c[name] for name in AuditEntry.__dataclass_fields__)
    query = select(*columns).where(log.c.reference == reference).order_by(log.c.id)
    return [AuditEntry(*row) for row in connection.execute(query)]


def clear_audit_reasons(connection: Connection, references: Select[tuple[str]]) -> None:
    """Empty what an operator wrote about erased requests: it could name a person."""
    about_them = tables.audit.c.reference.in_(references)
    connection.execute(update(tables.audit).where(about_them).values(why=""))
