"""What a person does with requests at the desk. Each act is in the log, with who did it.

None of them is a way around a promise: they call what the buyer's page and the commands call.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from backend.cli.request_commands import NoSuchRequestError, find_request
from backend.introductions import FirmAnswerRequest, record_answer
from backend.matching import Erasure, Matcher, allows, find_by_reference, record_event
from backend.privacy import erase_request
from backend.storage.clock import timestamp
from backend.storage.tables import desk_notes, desk_states, submissions
from model.form import QuoteForm

AnswerWord = Literal["accept", "decline"]

MAX_NOTE = 4000


class ActError(Exception):
    """It cannot be done; the message is for the person at the desk."""


@dataclass(frozen=True)
class Act:
    """Who does something to which request, and when."""

    reference: str
    person: str
    at: datetime


def set_state(connection: Connection, act: Act, state: str, version: int | None) -> None:
    """Note where a request stands. `version`: what the person saw; None where that is no matter.

    Raises ActError where another person was faster.
    """
    submission_id, _ = find_request(connection, act.reference, lock=True)
    mine = desk_states.c.submission_id == submission_id
    found = connection.execute(select(desk_states).where(mine).with_for_update()).first()
    now = found.version if found else 0
    if version is not None and version != now:
        raise ActError("Somebody else has changed where it stands. Look at it, and choose again.")
    if (found.state if found else "new") == state:
        return
    values = {"state": state, "version": now + 1, "changed_at": timestamp(act.at)}
    if found:
        connection.execute(update(desk_states).where(mine).values(values))
    else:
        connection.execute(insert(desk_states).values(submission_id=submission_id, **values))
    about = (connection, act.at, act.reference, "operator", "stands")
    record_event(*about, fields=[state], person=act.person)  # type: ignore[arg-type]


def add_note(connection: Connection, act: Act, text: str) -> None:
    """Add a note. Raises ActError for an empty or a very long one."""
    if not text or len(text) > MAX_NOTE:
        raise ActError(f"A note has 1 to {MAX_NOTE:,} characters.")
    submission_id, _ = find_request(connection, act.reference, lock=True)
    row = {
        "submission_id": submission_id,
        "at": timestamp(act.at),
        "person": act.person,
        "text": text,
    }
    connection.execute(insert(desk_notes).values(row))
    record_event(connection, act.at, act.reference, "operator", "noted", person=act.person)


def erase(connection: Connection, act: Act, typed: str, signs: int) -> None:
    """Erase one request, as its buyer would. Raises ActError where the wrong signs are typed."""
    if typed.strip().upper() != act.reference[-signs:]:
        raise ActError(f"Nothing is erased: type the last {signs} signs of the reference.")
    email = connection.scalar(
        select(submissions.c.email).where(submissions.c.reference == act.reference)
    )
    if email is None:
        raise NoSuchRequestError(act.reference)
    erase_request(connection, act.reference, email, Erasure(act.at, "operator", act.person))


def note_answer(  # noqa: PLR0913, PLR0917 - what an answer is made of
    connection: Connection,
    act: Act,
    firm: str,
    answer: str,
    form: QuoteForm,
    matcher: Matcher | None,
) -> None:
    """Note what a firm said by phone or mail. Raises ActError where it cannot answer any more."""
    matched = find_by_reference(connection, act.reference, lock=True)
    offer = matched.offer_of(firm) if matched else None
    if matched is None or offer is None or matched.withdrawn_at:
        raise ActError("This firm has not got the request, or it was taken back.")
    given: AnswerWord = "accept" if answer == "accept" else "decline"
    if not allows(offer.state, given):
        raise ActError("This firm has answered already, or has not got the request.")
    about = FirmAnswerRequest(given, matched, offer)
    record_answer(connection, about, form, matcher, act.at, person=act.person)
