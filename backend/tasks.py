"""What is put into the outbox."""

from dataclasses import dataclass

from sqlalchemy import Connection

from backend.schema import notifications


@dataclass(frozen=True)
class Task:
    """What a notification is about. `offer`: its id, for one that is about a firm.

    `recipient` is for what must reach somebody after the request is gone.
    """

    owner: int | None
    reference: str
    kind: str
    offer: int | None = None
    firm: str = ""
    recipient: str | None = None


def add_notification(
    connection: Connection, task: Task, state: str, now: str, due: str | None = None
) -> None:
    """Insert one notification; if it is pending, it is due at `due` or at once."""
    connection.execute(
        notifications.insert().values(
            submission_id=task.owner,
            reference=task.reference,
            offer_id=task.offer,
            firm=task.firm,
            recipient=task.recipient,
            kind=task.kind,
            state=state,
            created_at=now,
            attempts=0,
            next_at=due or now,
        )
    )
