"""What `matches list`, `explain`, `exposure` and `audit` print."""

import json
from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from backend.delivery import QUARANTINED
from backend.matching import (
    AuditEntry,
    MatchedRequest,
    Matcher,
    Offer,
    audit_entries,
)
from backend.storage import tables
from backend.storage.tables import submissions

COUNTED_EVENTS = ("offered", "chosen", "introduced", "accepted", "declined", "silent")


def to_json(matched: MatchedRequest) -> str:
    """Return one line; it holds no key and no answers."""
    listed = [{"firm": offer.firm, "state": offer.state} for offer in matched.offers]
    row = {
        "reference": matched.reference,
        "state": matched.state,
        "offers": listed,
        "why_fewer": matched.why_fewer,
    }
    return json.dumps(row, ensure_ascii=False)


def format_line(matched: MatchedRequest) -> str:
    """Return one line for people."""
    listed = ", ".join(f"{offer.firm} {offer.state}" for offer in matched.offers)
    return f"{matched.reference}  {matched.state:10}  {listed or 'no firm fits'}"


def explain(matched: MatchedRequest, matcher: Matcher | None) -> Iterable[str]:
    """Yield why each firm was offered, and why the others are not, by the data of today."""
    yield f"{matched.reference}: {matched.state}"
    if matched.why_fewer:
        yield matched.why_fewer
    for offer in matched.offers:
        yield ""
        yield f"{offer.firm_name} ({offer.firm}): {offer.state}"
        yield from _reasons(offer)
    offered = {offer.firm for offer in matched.offers}
    found = matcher.match(matched.answers, matched.rotation) if matcher else None
    for each in (*found.fitting, *found.others) if found else ():
        if each.firm.id not in offered:
            yield ""
            words = "fits, and comes later" if each.fits else "does not fit"
            yield f"{each.firm.name} ({each.firm.id}): {words}"
            yield from (f"    {reason.kind:8} {reason.text}" for reason in each.reasons)


def count_exposure(connection: Connection) -> list[dict[str, object]]:
    """Return how often each firm was offered and what came of it, from the audit log.

    Erased requests count; quarantined ones do not.
    """
    quarantined = select(submissions.c.reference).where(submissions.c.status == QUARANTINED)
    columns = (tables.audit.c.firm, tables.audit.c.event)
    requests = func.count(tables.audit.c.reference.distinct())
    query = select(*columns, requests).where(
        tables.audit.c.firm != "", tables.audit.c.reference.not_in(quarantined)
    )
    counts: dict[str, Counter[str]] = {}
    for firm, event, count in connection.execute(query.group_by(*columns)):
        counts.setdefault(firm, Counter())[event] = count
    return [
        {"firm": firm, **{event: counted[event] for event in COUNTED_EVENTS}}
        for firm, counted in sorted(counts.items())
    ]


def format_table(rows: list[dict[str, object]]) -> Iterable[str]:
    """Yield aligned lines."""
    lines = [["firm", *COUNTED_EVENTS], *([str(value) for value in row.values()] for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        yield "  ".join(cells).rstrip()


def format_entry(entry: AuditEntry) -> str:
    """Return one line of the audit log for people."""
    about = " ".join(filter(None, (entry.actor, entry.event, entry.firm)))
    sent = f" [{entry.fields}]" if entry.fields else ""
    return f"{entry.at}  {about}{sent}" + (f": {entry.why}" if entry.why else "")


def load_audit(connection: Connection, reference: str) -> list[AuditEntry]:
    """Return the audit log of one request, also of an erased one."""
    return audit_entries(connection, reference)


def _reasons(offer: Offer) -> Iterable[str]:
    return (f"    {reason['kind']:8} {reason['text']}" for reason in offer.reasons)
