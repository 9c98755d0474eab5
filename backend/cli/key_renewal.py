"""`python -m backend new-key`: the service's key is lost, and a new one takes its place.

What only the old key could open is made anew: the keys of private pages, of which buyers are mailed
the new links, and those of tokens and of links in mails. Proofs of requests that are still there
get hashes by the new key. Of requests that are gone nobody is known any more: their proofs stay as
they are, and erasures of people cannot be repeated in an older backup.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Table, bindparam, select, update

from backend.backup import CopyError
from backend.matching import find_by_reference, mail_link, random_token
from backend.storage import tables
from backend.storage.connections import translate_errors
from backend.storage.hashing import email_hash
from backend.storage.link_keys import PRIVATE_KEY, seal_link_key
from backend.storage.migrations import NEWEST, version_of
from backend.storage.service_key import KEY_NOTE, KeyFileError, require_key, service_key_of
from backend.storage.service_state import write_state


@dataclass(frozen=True)
class Renewal:
    """How many private pages have a new key, and how many of their buyers are mailed the link."""

    pages: int
    mailed: int


def renew_key(engine: Engine, now: datetime) -> Renewal:
    """Keep a database by another key than the one that it was written with, which is lost.

    A key that lies in the file is taken, else one is made. Raises CopyError where nothing is lost,
    KeyFileError where the file holds no key.
    """
    with translate_errors(), engine.begin() as connection:
        if version_of(connection) != NEWEST:
            raise CopyError("no key is lost: the database is older than keys are; run `migrate`")
        if not _is_lost(connection):
            raise CopyError(f"the key is not lost: {service_key_of(connection).file} holds it")
        service_key = service_key_of(connection)
        service_key.make_where_missing()
        write_state(connection, KEY_NOTE, service_key.id, now)
        connection.execute(tables.guard_secrets.delete())
        _key_proofs(connection)
        references = _renew_pages(connection)
        return Renewal(len(references), sum(_mail(connection, each, now) for each in references))


def _is_lost(connection: Connection) -> bool:
    try:
        require_key(connection)
    except KeyFileError:
        return True
    return False


def _key_proofs(connection: Connection) -> None:
    """Give the proofs of requests and applications that are there hashes by the new key."""
    requests = tables.submissions
    for table in (tables.consents, tables.agreements):
        query = select(table.c.id, requests.c.email)
        rows = connection.execute(query.join(requests, requests.c.reference == table.c.reference))
        _write_hashes(connection, table, [(row, email) for row, email in rows])
    query = select(tables.applications.c.id, tables.applications.c.answers)
    rows = connection.execute(query)
    _write_hashes(
        connection, tables.applications, [(row, answers["email"]) for row, answers in rows]
    )


def _write_hashes(connection: Connection, table: Table, people: list[tuple[int, str]]) -> None:
    keyed = [{"row": row, "hash": email_hash(connection, email)} for row, email in people]
    if keyed:
        mine = update(table).where(table.c.id == bindparam("row"))
        connection.execute(mine.values(email_hash=bindparam("hash")), keyed)


def _renew_pages(connection: Connection) -> list[str]:
    """Make the keys of private pages anew, and none for second readers; return the references."""
    matches, requests = tables.matches, tables.submissions
    query = select(matches.c.submission_id, requests.c.reference)
    found = connection.execute(query.join(requests).order_by(requests.c.id)).all()
    for submission_id, reference in found:
        key = seal_link_key(connection, PRIVATE_KEY, random_token(), reference)
        mine = update(matches).where(matches.c.submission_id == submission_id)
        connection.execute(mine.values(private_key=key, read_key=None))
    return [reference for _, reference in found]


def _mail(connection: Connection, reference: str, now: datetime) -> bool:
    """Have a buyer sent the new link, unless the request was taken back."""
    matched = find_by_reference(connection, reference)
    return matched is not None and not matched.withdrawn_at and mail_link(connection, matched, now)
