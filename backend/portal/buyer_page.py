"""What a buyer's private page shows: how things stand, firms to choose, and ways to stop."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, select

from backend.config.settings import Settings
from backend.config.templates import render
from backend.config.urls import reader_path
from backend.delivery import is_quarantined
from backend.delivery.mail import ascii_email
from backend.introductions import answer_labels, match_context
from backend.matching import (
    OPEN,
    READER_TEXTS,
    STATUS_TEXTS,
    Consent,
    MatchedRequest,
    Matcher,
    Offer,
    answer_days,
    next_match,
    offer_status,
    still_valid,
)
from backend.portal.edit_form import CONFLICTS, EditState, edit_fields, typed_answers
from backend.portal.firm_table import compare_firms
from backend.portal.progress import list_steps, summarize
from backend.storage import tables
from backend.storage.clock import format_day, format_time, timestamp
from model.form import warn_of_date

READER_TITLE = "A request, to read"
# Answers that say what is asked for, in the line above the page.
ASKED = ("framework", "report_type")
UNSURE = "unsure"
# Of templates/agreement.txt.j2; a test knows the words of each version.
AGREEMENT_VERSION = "1"

# The link may be passed on, so it leads to no person.
HIDDEN_FROM_READERS = ("name", "email")

# A control of the page, and what is wrong there.
FieldErrors = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class MailStatus:
    """What was mailed about a request.

    When each firm was asked to delete, by its id; whether the operator knows that nobody is
    offered; whether the address of the page was mailed, or is about to be, or waits
    for a person; to which firms a worker is just sending.
    """

    deletions: Mapping[str, str]
    operator_notified: bool
    address_sent: bool
    address_pending: bool
    address_held: bool = False
    under_way: Collection[str] = ()


@dataclass(frozen=True)
class FormState:
    """What a buyer tried to send, and what is wrong with it; what was ticked stays ticked.

    `confirm`: the token of the mail, where the page was opened by its link. `edit`: what was to be
    changed, and could not be.
    """

    errors: FieldErrors = ()
    ticked: Collection[str] = ()
    agreed: bool = False
    confirm: str = ""
    edit: EditState = field(default_factory=EditState)


def current_consent(settings: Settings) -> Consent:
    """Return the sentence that a buyer agrees to, as it is shown and kept."""
    text = render("agreement.txt.j2", {"site_name": settings.site_name}).strip()
    return Consent(text, AGREEMENT_VERSION)


def selectable_offers(matcher: Matcher | None, matched: MatchedRequest) -> list[Offer]:
    """Return the firms that a buyer may choose: those that still are what the page says."""
    return [
        offer
        for offer in matched.offers
        if offer.state == "offered" and still_valid(matcher, matched, offer)
    ]


def load_mail_status(connection: Connection, reference: str, now: datetime) -> MailStatus:
    """Return what was mailed about a request, as far as its page tells of it."""
    table, moment = tables.notifications, timestamp(now)
    columns = (table.c.kind, table.c.firm, table.c.state, table.c.sent_at, table.c.leased_until)
    rows = connection.execute(select(*columns).where(table.c.reference == reference)).all()
    addresses = {row.state for row in rows if row.kind in {"receipt", "link"}}
    return MailStatus(
        deletions={row.firm: row.sent_at for row in rows if row.kind == "deletion" and row.sent_at},
        operator_notified=any(row.kind == "unmatched" for row in rows),
        address_sent="sent" in addresses,
        address_pending="pending" in addresses,
        address_held="held" in addresses,
        under_way={
            row.firm
            for row in rows
            if row.kind == "introduction" and (row.leased_until or "") > moment
        },
    )


def render_page(
    settings: Settings,
    matcher: Matcher | None,
    matched: MatchedRequest,
    mails: MailStatus,
    form: FormState | None = None,
) -> str:
    """Return the page's content."""
    given = form or FormState()
    common = _common_context(settings, matcher, matched, mails)
    by_hand = settings.mail is None or not _reachable(matched.email)
    context = {
        **common,
        **vars(mails),
        **vars(given),
        "errors": [*given.errors, *_edit_errors(settings, matched, given.edit)],
        "key": matched.private_key,
        "edits": matched.edits,
        "editable": matched.editable,
        "form": settings.form,
        "fields": edit_fields(settings.form, matched, given.edit),
        "typed": typed_answers(settings.form, matched, given.edit),
        "reader": settings.public_address + reader_path(matched.reference, matched.read_key)
        if matched.read_key
        else "",
        "by_hand": by_hand,
        "asked": _asked(settings, matched),
        "steps": list_steps(
            matched,
            _due_days(matcher, matched),
            offered=len(_candidates(matcher, matched)),
            confirmable=not by_hand,
        ),
        "still_sending": any(
            offer.state == "withdrawn" and offer.letter and offer.firm in mails.under_way
            for offer in matched.offers
        ),
        "more": next_match(matcher, matched) is not None,
        "late": warn_of_date(settings.timeline, matched.answers, datetime.now(UTC).date()),
        "agreement": current_consent(settings).text,
    }
    return render("request.html.j2", context)


def render_reader_page(
    settings: Settings, matcher: Matcher | None, matched: MatchedRequest, mails: MailStatus
) -> str:
    """Return what a second reader sees: request and firms, without a key, name or address."""
    common = _common_context(settings, matcher, matched, mails)
    shown = {**matched.answers, **dict.fromkeys(HIDDEN_FROM_READERS, "")}
    answers = [
        pair
        for contact in (True, False)
        for pair in answer_labels(settings.form, shown, contact=contact)
    ]
    return render("reader.html.j2", {**common, "answers": answers})


def title_of(matcher: Matcher | None, matched: MatchedRequest) -> str:
    """Return the page's heading: how the request stands."""
    due = _due_days(matcher, matched)
    return summarize(matched, due, offered=len(_candidates(matcher, matched)))


def _common_context(
    settings: Settings, matcher: Matcher | None, matched: MatchedRequest, mails: MailStatus
) -> dict[str, object]:
    """Return what the buyer and a second reader are both told."""
    days = answer_days(matcher)
    candidates = _candidates(matcher, matched)
    chosen = [offer for offer in matched.offers if offer.chosen_at]
    return {
        **match_context(settings, days, matched),
        "base": settings.base_path,
        "withdrawn": format_time(matched.withdrawn_at),
        "chosen": [_chosen_context(offer, matched, mails, days) for offer in chosen],
        "candidates": candidates,
        "table": compare_firms(matcher, matched, candidates),
    }


def _candidates(matcher: Matcher | None, matched: MatchedRequest) -> list[Offer]:
    return [] if matched.withdrawn_at else selectable_offers(matcher, matched)


def _asked(settings: Settings, matched: MatchedRequest) -> str:
    """Return what the request asks for, in one line; "" where all of it is open."""
    given = {field.name: field for field in settings.form.fields}
    said = [
        given[name].words(answer)
        for name in ASKED
        if (answer := matched.answers.get(name, "")) and answer != UNSURE
    ]
    if day := matched.answers.get("needed_by", ""):
        said.append(settings.form.steps.known_by.replace("{date}", given["needed_by"].words(day)))
    return ", ".join(said)


def _edit_errors(
    settings: Settings, matched: MatchedRequest, edit: EditState
) -> list[tuple[str, str]]:
    """Return what the summary says of an edit, each with the id that it leads to."""
    fields = edit_fields(settings.form, matched, edit)
    wrong = [(each.target, each.error) for each in fields if each.error]
    conflict = [("change-your-answers", CONFLICTS[edit.conflict])] if edit.conflict else []
    return [*conflict, *wrong]


def _reachable(email: str) -> bool:
    """Tell whether a mail server would take a mail to this address."""
    return ascii_email(email) is not None


def _chosen_context(
    offer: Offer, matched: MatchedRequest, mails: MailStatus, days: int
) -> dict[str, object]:
    """Return what the page shows of a firm that was chosen; `days`: what it has to answer."""
    received = "what it got" if offer.introduced_at else "what it may have got"
    deletion_sent_at = mails.deletions.get(offer.firm, "")
    status = offer_status(
        offer,
        quarantined=is_quarantined(matched.status),
        deletion_sent=bool(deletion_sent_at),
        under_way=offer.firm in mails.under_way,
        confirmed=bool(matched.confirmed_at),
    )
    known = {
        "answer_days": days,
        "received": received,
        "chosen_at": format_time(offer.chosen_at),
        "introduced_at": format_time(offer.introduced_at),
        "due": format_day(_due(offer, days)) if offer.introduced_at else "",
        "answered_at": format_time(offer.answered_at),
        "withdrawn_at": format_time(offer.withdrawn_at),
        "deletion_sent_at": format_time(deletion_sent_at),
    }
    return {
        "firm": offer.firm,
        "firm_name": offer.firm_name,
        "state": offer.state,
        "status": STATUS_TEXTS[status].format(**known),
        "status_for_reader": READER_TEXTS[status].format(**known),
        "letter": offer.letter,
        "received": received,
        "can_withdraw": offer.state in OPEN and not matched.withdrawn_at,
    }


def _due_days(matcher: Matcher | None, matched: MatchedRequest) -> dict[str, date]:
    """Return the day by which each firm has to answer, by its id; of those that got it."""
    days = answer_days(matcher)
    return {offer.firm: _due(offer, days) for offer in matched.offers if offer.introduced_at}


def _due(offer: Offer, days: int) -> date:
    """Return the day by which a firm has to answer that got the request."""
    return (datetime.fromisoformat(offer.introduced_at) + timedelta(days=days)).date()
