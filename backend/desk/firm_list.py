"""The firms of the data with what became of their requests, and the mails that were given up."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select

from backend.matching import Matcher
from backend.storage.clock import format_time
from backend.storage.tables import notifications
from model.dataset import Dataset
from model.matching import find_due_checks

# Of mails that were given up, on one page.
MAX_ROWS = 100


def firm_rows(
    dataset: Dataset | None,
    matcher: Matcher | None,
    exposure: Sequence[dict[str, object]],
    today: date,
) -> list[dict[str, object]]:
    """Return a row for each firm, those with something to check first."""
    if dataset is None:
        return []
    due: dict[str, list[dict[str, str]]] = {}
    for check in find_due_checks(dataset.firms, dataset.matching.recheck_days, today):
        where = ".".join(map(str, check.path))
        due.setdefault(check.firm, []).append({"what": where, "since": str(check.due)})
    counts = {str(row["firm"]): row for row in exposure}
    rows = [
        {
            "name": firm.name,
            "id": firm.id,
            "site": firm.site,
            "sample": firm.sample,
            "listed": bool(matcher and matcher.firm(firm.id)),
            "accepting": firm.accepting,
            "checked": firm.checked,
            "due": due.get(firm.id, []),
            "counts": counts.get(firm.id, {}),
        }
        for firm in dataset.firms
    ]
    return sorted(rows, key=lambda row: (not row["due"], str(row["name"]).lower()))


def dead_mails(connection: Connection) -> list[dict[str, str]]:
    """Return the newest notifications that were given up."""
    dead = select(notifications).where(notifications.c.state == "dead")
    rows = connection.execute(dead.order_by(notifications.c.id.desc()).limit(MAX_ROWS)).mappings()
    return [
        {
            "reference": row["reference"],
            "kind": row["kind"],
            "firm": row["firm"],
            "at": format_time(row["dead_at"] or row["created_at"]),
            "problem": row["problem"] or "",
        }
        for row in rows
    ]
