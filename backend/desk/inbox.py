"""The inbox: which requests an address asks for, and what its table shows of each."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from backend.delivery import QUARANTINED, is_quarantined
from backend.matching import MatchedRequest, find_by_reference
from backend.storage.clock import format_day, format_time
from backend.storage.tables import desk_states, matches, offers, submissions
from model.form import QuoteForm

PAGE = 25
# Of the operator's own: where a request stands with us.
OWN_STATES = {
    "new": "New",
    "contacted": "Contacted",
    "quoted": "Quoted",
    "won": "Won",
    "lost": "Lost",
}
TABS = {"open": "Open", **OWN_STATES, "aside": "Set aside", "all": "All"}
OPEN_STATES = ("new", "contacted", "quoted")
# Of the program: how far a request has come.
STAGES = {
    "received": "No firm offered",
    "offered": "Buyer chooses",
    "chosen": "Firms chosen",
    "introduced": "With firms",
    "accepted": "Quoting",
    "declined": "No firm quotes",
    "withdrawn": "Taken back",
}
# A limit of what is searched for, in characters.
MAX_SEARCH = 200
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Filters:
    """What the address of the inbox asks for; empty: all. Days are ISO, and both count.

    `find` is text to search for: by `q` the site's own search opens.
    """

    state: str = "open"
    stage: str = ""
    report: str = ""
    find: str = ""
    since: str = ""
    until: str = ""
    page: int = 1

    def query(self, **changes: object) -> str:
        """Return these filters as an address's query, with changes."""
        wanted = vars(replace(self, **changes))  # type: ignore[arg-type]
        usual = vars(Filters())
        return urlencode({name: value for name, value in wanted.items() if value != usual[name]})

    @property
    def narrowed(self) -> bool:
        """Whether more than the state is asked for."""
        return any([self.stage, self.report, self.find, self.since, self.until])


def read_filters(given: Mapping[str, str], form: QuoteForm) -> Filters:
    """Return the filters of an address; what makes no sense counts as not given."""
    page = given.get("page", "1")
    return Filters(
        state=_known(given.get("state", ""), TABS, "open"),
        stage=_known(given.get("stage", ""), STAGES, ""),
        report=_known(given.get("report", ""), report_labels(form), ""),
        find=given.get("find", "").replace("\0", "").strip()[:MAX_SEARCH],
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
        page=int(page) if re.fullmatch(r"[1-9][0-9]{0,5}", page) else 1,
    )


def report_labels(form: QuoteForm) -> dict[str, str]:
    """Return the reports that the form asks for, by value."""
    field = next(each for each in form.fields if each.name == "framework")
    return {option.value: option.label for option in field.options}


def select_requests(filters: Filters) -> Select[Any]:
    """Return the query of the requests that fit, newest first; all of them, not of one page."""
    columns = (
        submissions.c.id,
        submissions.c.reference,
        submissions.c.status,
        submissions.c.created_at,
        submissions.c.answers,
        submissions.c.signals,
        matches.c.state.label("stage"),
        desk_states.c.state.label("own"),
    )
    joined = select(*columns).outerjoin(matches, matches.c.submission_id == submissions.c.id)
    joined = joined.outerjoin(desk_states, desk_states.c.submission_id == submissions.c.id)
    wanted = and_(_in_tab(filters.state), *_narrowing(filters))
    return joined.where(wanted).order_by(submissions.c.id.desc())


def count_tabs(connection: Connection, filters: Filters) -> dict[str, int]:
    """Return how many requests each state has, with the other filters as they are."""
    return {tab: _count(connection, select_requests(replace(filters, state=tab))) for tab in TABS}


def inbox_context(
    connection: Connection, filters: Filters, form: QuoteForm, quarantine_days: int
) -> dict[str, object]:
    """Return what the inbox's template shows."""
    query = select_requests(filters)
    counts = count_tabs(connection, filters)
    total = counts[filters.state]
    pages = max(1, -(-total // PAGE))
    page = min(filters.page, pages)
    rows = connection.execute(query.offset((page - 1) * PAGE).limit(PAGE)).mappings().all()
    quarantined = Filters(state="aside")
    shows_quarantine = filters.state == "aside"
    waiting = connection.execute(select_requests(quarantined).limit(PAGE)).mappings().all()
    return {
        "filters": filters,
        "tabs": TABS,
        "counts": counts,
        "stages": STAGES,
        "own_states": OWN_STATES,
        "reports": report_labels(form),
        "rows": [_row_context(connection, row, form, quarantine_days) for row in rows],
        "aside": []
        if shows_quarantine
        else [_row_context(connection, row, form, quarantine_days) for row in waiting],
        "aside_total": _count(connection, select_requests(quarantined)),
        "total": total,
        "page": page,
        "pages": pages,
        "stored": connection.scalar(select(func.count()).select_from(submissions)) or 0,
    }


def find_references(connection: Connection, filters: Filters) -> list[str]:
    """Return the references of all that fits, on every page, oldest first."""
    found = select_requests(filters).with_only_columns(submissions.c.reference)
    return list(connection.scalars(found.order_by(None).order_by(submissions.c.id)))


def next_step(status: str, matched: MatchedRequest | None) -> str:
    """Return who has to do what next about a request."""
    if is_quarantined(status):
        return "You: is it real?"
    if matched is None:
        return "You: write to the buyer"
    if matched.withdrawn_at:
        return "Nothing"
    states = [offer.state for offer in matched.offers]
    steps = (
        ("accepted", f"{states.count('accepted')} will quote"),
        ("introduced", f"{states.count('introduced')} to answer"),
        ("unclear", "A mail is unclear"),
        ("introducing", "A mail is on its way"),
        ("chosen", "Mails to leave" if matched.confirmed_at else "Buyer confirms the address"),
        ("offered", "Buyer chooses"),
    )
    return next((words for state, words in steps if state in states), "You: no firm is left")


def signal_words(signals: str | None) -> str:
    """Return why a request was set aside, as words."""
    return ", ".join((signals or "").replace("_", " ").replace("-", " ").split(",")) or "unknown"


def option_label(form: QuoteForm, name: str, value: str) -> str:
    """Return the form's words for an answer that was picked."""
    for field in form.fields:
        if field.name == name:
            return {option.value: option.label for option in field.options}.get(value, value)
    return value


def _row_context(
    connection: Connection, row: Any, form: QuoteForm, quarantine_days: int
) -> dict[str, object]:
    answers, quarantined = row["answers"], is_quarantined(row["status"])
    # Nobody is matched with what is set aside.
    matched = None if quarantined else find_by_reference(connection, row["reference"])
    gone = datetime.fromisoformat(row["created_at"]) + timedelta(days=quarantine_days)
    needs = [option_label(form, name, answers.get(name, "")) for name in ("framework", "timeline")]
    return {
        "reference": row["reference"],
        "company": answers.get("company") or "No company",
        "aside": quarantined,
        "why": signal_words(row["signals"]),
        "erased_on": format_day(gone),
        "state": (own := row["own"] or "new"),
        "own": OWN_STATES[own],
        "stage": STAGES.get(row["stage"] or "received", ""),
        "needs": ", ".join(filter(None, needs)),
        "next": next_step(row["status"], matched),
        "created_at": row["created_at"],
        "received": format_time(row["created_at"]),
    }


def _in_tab(state: str) -> ColumnElement[bool]:
    quarantined = submissions.c.status == QUARANTINED
    own = func.coalesce(desk_states.c.state, "new")
    if state == "aside":
        return quarantined
    if state == "all":
        return submissions.c.id.is_not(None)
    wanted = OPEN_STATES if state == "open" else (state,)
    return and_(~quarantined, own.in_(wanted))


def _narrowing(filters: Filters) -> Collection[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    answers = submissions.c.answers
    if filters.stage:
        found.append(func.coalesce(matches.c.state, "received") == filters.stage)
    if filters.report:
        found.append(answers["framework"].as_string() == filters.report)
    if filters.since:
        found.append(submissions.c.created_at >= filters.since)
    if filters.until:
        after = date.fromisoformat(filters.until) + timedelta(days=1)
        found.append(submissions.c.created_at < after.isoformat())
    if filters.find:
        texts = (
            submissions.c.reference,
            submissions.c.email,
            answers["company"].as_string(),
            answers["name"].as_string(),
        )
        named = offers.c.firm_name.icontains(filters.find, autoescape=True)
        theirs = select(offers.c.submission_id).where(named)
        found.append(
            or_(
                *(text.icontains(filters.find, autoescape=True) for text in texts),
                submissions.c.id.in_(theirs),
            )
        )
    return found


def _count(connection: Connection, query: Select[Any]) -> int:
    inner = query.with_only_columns(submissions.c.id).order_by(None).subquery()
    return connection.scalar(select(func.count()).select_from(inner)) or 0


def _known(value: str, allowed: Collection[str], default: str) -> str:
    return value if value in allowed else default


def _day(text: str) -> str:
    """Return an ISO day, "" for what is none or has no day after it."""
    try:
        found = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return ""
    return text if found and found < date.max else ""
