"""Everything that is stored about one request, as its buyer may take it along."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, select

from backend.storage import tables
from backend.storage.link_keys import PRIVATE_KEY, READER_KEY, unseal_link_key

# By which column each table knows the request. Every table is here or in LEFT_OUT.
ABOUT: Mapping[Table, str] = {
    tables.submissions: "reference",
    tables.request_versions: "submission_id",
    tables.consents: "reference",
    tables.matches: "submission_id",
    tables.offers: "submission_id",
    tables.agreements: "reference",
    tables.notifications: "reference",
    tables.audit: "reference",
    tables.imports: "reference",
    tables.desk_states: "submission_id",
    tables.desk_notes: "submission_id",
}
# And why the others are not part of the file.
LEFT_OUT: Mapping[Table, str] = {
    tables.erasures: "holds only requests that are erased",
    tables.rate_events: "counts requests for a day, by marks that nobody can turn back",
    tables.used_tokens: "random numbers of forms that were sent, without a request",
    tables.guard_secrets: "keys of the service itself",
    tables.applications: "what firms say of themselves that ask to be listed",
    tables.daily_counts: "how often pages were asked for, without who asked",
    tables.service_state: "what the service remembers of itself",
    tables.desk_links: "how the operator's people sign in, without a request",
    tables.desk_sessions: "who of the operator's people is signed in, without a request",
}
# Columns that are somebody else's, and why.
WITHHELD: Mapping[tuple[str, str], str] = {
    ("offers", "answer_code"): "the key of the firm's own links",
    ("notifications", "lease"): "the key of a worker's try",
    ("audit", "person"): "which of the operator's people it was",
    ("desk_notes", "person"): "which of the operator's people wrote it",
}


def collect_stored(
    connection: Connection, submission_id: int, reference: str
) -> dict[str, list[dict[str, Any]]]:
    """Return every row about a request by table, without the keys of others."""
    known = {"submission_id": submission_id, "reference": reference}
    return {
        table.name: [
            {
                name: _readable(connection, table, name, value, reference)
                for name, value in row.items()
                if (table.name, name) not in WITHHELD
            }
            for row in connection.execute(
                select(table).where(table.c[column] == known[column]).order_by(*table.primary_key)
            ).mappings()
        ]
        for table, column in ABOUT.items()
    }


def _readable(connection: Connection, table: Table, name: str, value: Any, reference: str) -> Any:
    """Return a value as its buyer knows it: the keys of their own pages are not sealed for them."""
    if table is tables.matches and name in {PRIVATE_KEY, READER_KEY}:
        return unseal_link_key(connection, name, value, reference) or None
    return value


def explain_left_out() -> dict[str, str]:
    """Return what is not in the file, and why."""
    return {
        **{table.name: why for table, why in LEFT_OUT.items()},
        **{f"{table}.{column}": why for (table, column), why in WITHHELD.items()},
    }
