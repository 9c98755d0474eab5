"""Rows of the replaced database that a restored one must not be without.

A firm that has a buyer's contact must stay within the buyer's reach: by the private page, by an
erasure, and by a notice to delete that waits.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Select, Table, insert, select, update

from backend.matching import find_by_reference, sync_request_state
from backend.storage import tables
from backend.storage.tables import audit, consents, imports, matches, notifications, submissions
from backend.storage.tables import request_versions as versions

Row = Mapping[str, Any]
# What a firm or a buyer is still to be sent, whatever else a backup says.
OWED_KINDS = ("deletion", "erased", "webhook-erased", "copy")
UNDELIVERED_STATES = ("pending", "held", "dead")
# An offer as it is when a firm has just been put before a buyer.
LATER_COLUMNS = ("letter", "sent_to", "chosen_at", "introduced_at", "answered_at", "withdrawn_at")
SHOWN_COLUMNS = ("firm_name", "firm_site", "sample", "position", "reasons")
NEW_OFFER = {**dict.fromkeys((*LATER_COLUMNS, "silence_noted_at")), "state": "offered"}
NO_LEASE = {"lease": None, "leased_until": None}


class ReplacedDatabase:
    """What the database that a backup replaces says about its requests."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._matches = {row["reference"]: row for row in _rows_of_requests(connection, matches)}
        self._offers = {
            (row["reference"], row["firm"]): row
            for row in _rows_of_requests(connection, tables.offers)
        }

    def sent_mail(self, reference: str, firm: str) -> dict[str, str]:
        """Return what a firm was sent, and where to."""
        row = self._offers.get((reference, firm), {})
        return {name: row[name] for name in ("letter", "sent_to")} if row.get("sent_to") else {}

    def restore_offer(self, restored: Connection, reference: str, firm: str) -> None:
        """Insert an offer from after the backup, for a request that the backup has."""
        row, submission_id = self._offers.get((reference, firm)), _request_id(restored, reference)
        if row is None or submission_id is None:
            return
        if find_by_reference(restored, reference) is None:
            _insert(
                restored, matches, self._matches[reference], submission_id, {"state": "received"}
            )
        matched = find_by_reference(restored, reference)
        if matched is not None and matched.offer_of(firm) is None:
            _insert(restored, tables.offers, row, submission_id, NEW_OFFER)
            sync_request_state(restored, reference)

    def restore_answers(self, restored: Connection, reference: str) -> None:
        """Give a request the answers that its buyer changed them to, and those of before.

        With them come the reasons for its firms as they were shown, by which one may be chosen.
        """
        match, submission_id = self._matches.get(reference), _request_id(restored, reference)
        if match is None or submission_id is None:
            return
        old = match["submission_id"]
        mine = submissions.c.id == submission_id
        answers = self._connection.scalar(
            select(submissions.c.answers).where(submissions.c.id == old)
        )
        restored.execute(update(submissions).where(mine).values(answers=answers))
        changes = {name: match[name] for name in ("edits", "why_fewer")}
        shown = matches.c.submission_id == submission_id
        restored.execute(update(matches).where(shown).values(changes))
        restored.execute(versions.delete().where(versions.c.submission_id == submission_id))
        for version in _rows(
            self._connection, select(versions).where(versions.c.submission_id == old)
        ):
            _insert(restored, versions, version, submission_id, {})
        table = tables.offers
        for (theirs, firm), offer in self._offers.items():
            if theirs == reference:
                this = (table.c.submission_id == submission_id, table.c.firm == firm)
                now = {name: offer[name] for name in SHOWN_COLUMNS}
                restored.execute(update(table).where(*this).values(now))

    def carry_reader_keys(self, restored: Connection) -> None:
        """Let second readers in by the links that are good now, and by no other.

        A link that was taken back since the backup, or may have been, stays shut.
        """
        columns = (submissions.c.reference, matches.c.submission_id)
        for reference, submission_id in restored.execute(select(*columns).join(matches)).all():
            key = self._matches.get(reference, {}).get("read_key")
            mine = matches.c.submission_id == submission_id
            restored.execute(update(matches).where(mine).values(read_key=key))

    def carry_introduced(self, restored: Connection) -> list[str]:
        """Copy requests that the backup does not know and of which a firm was told.

        Returns their references.
        """
        told = select(audit.c.reference).where(audit.c.event.in_(["sending", "introduced"]))
        query = select(submissions).where(submissions.c.reference.in_(told))
        found = _rows(self._connection, query.order_by(submissions.c.id))
        missing = [row for row in found if _request_id(restored, row["reference"]) is None]
        for row in missing:
            self._carry(restored, row)
        return [row["reference"] for row in missing]

    def carry_imports(self, restored: Connection) -> None:
        """Copy which rows of an export are not to come back: those whose requests are gone.

        A request that this restore loses can be imported again.
        """
        there = select(submissions.c.reference)
        gone = select(imports).where(imports.c.reference.not_in(there))
        known = set(restored.scalars(select(imports.c.key_hash)))
        for row in _rows(self._connection, gone):
            if row["key_hash"] not in known:
                _insert(restored, imports, row, None, {})

    def carry_unsent(self, restored: Connection) -> None:
        """Copy notices to delete and copies for buyers that have not been sent yet."""
        waiting = (
            notifications.c.kind.in_(OWED_KINDS),
            notifications.c.state.in_(UNDELIVERED_STATES),
        )
        query = select(notifications).where(*waiting).order_by(notifications.c.id)
        for row in _rows(self._connection, query):
            if row["kind"] == "copy":
                _carry_copy(restored, row)
            else:
                _carry_deletion(restored, row)

    def _carry(self, restored: Connection, row: Row) -> None:
        reference = row["reference"]
        _insert(restored, submissions, row, None, {})
        submission_id = _request_id(restored, reference)
        before = select(versions).where(versions.c.submission_id == row["id"])
        for version in _rows(self._connection, before):
            _insert(restored, versions, version, submission_id, {})
        proofs = select(consents).where(consents.c.reference == reference)
        known = select(consents.c.id).where(consents.c.reference == reference)
        if restored.execute(known).first() is None:
            for proof in _rows(self._connection, proofs):
                _insert(restored, consents, proof, None, {})
        if reference in self._matches:
            _insert(restored, matches, self._matches[reference], submission_id, {})
        for (theirs, _), offer in self._offers.items():
            if theirs == reference:
                _insert(restored, tables.offers, offer, submission_id, {})
        for key in _rows(self._connection, select(imports).where(imports.c.reference == reference)):
            _insert(restored, imports, key, None, {})


def _carry_deletion(restored: Connection, row: Row) -> None:
    """A notice that was made again in the restored database may not know where to go."""
    mine = _same_notification(row)
    if row["recipient"] is not None:
        restored.execute(notifications.delete().where(*mine, notifications.c.recipient.is_(None)))
    if restored.execute(select(notifications.c.id).where(*mine)).first() is None:
        _insert(restored, notifications, row, None, NO_LEASE)


def _carry_copy(restored: Connection, row: Row) -> None:
    matched = find_by_reference(restored, row["reference"])
    offer = matched.offer_of(row["firm"]) if matched else None
    if matched is None or offer is None or not offer.letter:
        return
    if restored.execute(select(notifications.c.id).where(*_same_notification(row))).first() is None:
        _insert(
            restored, notifications, row, matched.submission_id, {**NO_LEASE, "offer_id": offer.id}
        )


def _same_notification(row: Row) -> tuple[Any, ...]:
    wanted = ((notifications.c[name] == row[name]) for name in ("reference", "firm", "kind"))
    return (*wanted, notifications.c.state.in_(UNDELIVERED_STATES))


def _rows_of_requests(connection: Connection, table: Table) -> list[Row]:
    """Return the rows of a table about requests, each with its request's reference."""
    query = select(table, submissions.c.reference)
    return _rows(connection, query.join(submissions, submissions.c.id == table.c.submission_id))


def _rows(connection: Connection, query: Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(query).mappings()]


def _insert(
    restored: Connection, table: Table, row: Row, submission_id: int | None, changes: Row
) -> None:
    """Insert a row under a number of its own, for the request with the number `submission_id`."""
    values = {column.name: row[column.name] for column in table.c if column.name != "id"}
    if "submission_id" in values:
        values["submission_id"] = submission_id
    restored.execute(insert(table).values({**values, **changes}))


def _request_id(connection: Connection, reference: str) -> int | None:
    query = select(submissions.c.id).where(submissions.c.reference == reference)
    number: int | None = connection.scalar(query)
    return number
