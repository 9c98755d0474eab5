"""What confirms a request: its number, what happens next and when, and what was sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from backend.config.settings import Settings
from backend.config.templates import render
from backend.config.urls import confirmation_path, private_path
from backend.delivery import is_quarantined
from backend.matching import MatchedRequest
from backend.portal.buyer_page import MailStatus
from backend.storage.clock import format_day, format_time
from model.form import warn_of_date

SATURDAY = 5
AS_FILE = "&as=file"


@dataclass(frozen=True)
class Confirmed:
    """A request that is confirmed: when it was stored, and all about it for who has its key.

    `dated`: what it says of its date, which is not personal.
    """

    reference: str
    created_at: str
    dated: Mapping[str, str]
    matched: MatchedRequest | None = None
    mails: MailStatus | None = None


def render_confirmation(settings: Settings, confirmed: Confirmed, *, file: bool = False) -> str:
    """Return the page's content, or the same as a text to keep."""
    matched, mails = confirmed.matched, confirmed.mails
    key = matched.private_key if matched else ""
    here = confirmation_path(confirmed.reference, key)
    own = private_path(confirmed.reference, key) if key else ""
    context: dict[str, object] = {
        "base": settings.base_path,
        "contact": settings.contact,
        "demonstration": settings.demonstration,
        "words": settings.form.success,
        "days": settings.reply_time,
        "reference": confirmed.reference,
        "stored_at": format_time(confirmed.created_at),
        "reply_by": format_day(add_working_days(confirmed.created_at, settings.reply_days)),
        "late": warn_of_date(settings.timeline, confirmed.dated, datetime.now(UTC).date()),
        "private": own and settings.base_path + own,
        "address": own and (settings.public_address or settings.base_path) + own,
        "file": settings.base_path + here + AS_FILE,
        "firms": len(matched.offers) if matched else 0,
        "answer_days": settings.answer_days,
        "quarantined": bool(matched and is_quarantined(matched.status)),
        "mailing": bool(mails and (mails.address_sent or mails.address_pending)),
        "answers": _answers(settings, matched) if matched else [],
    }
    return render("confirmation.txt.j2" if file else "confirmation.html.j2", context)


def _answers(settings: Settings, matched: MatchedRequest) -> list[tuple[str, str]]:
    """Return question and answer in the words of the form."""
    given = ((field, matched.answers.get(field.name, "")) for field in settings.form.fields)
    return [(field.label, field.words(answer)) for field, answer in given if answer]


def add_working_days(moment: str, days: int) -> date:
    """Return the day on which so many working days have passed since a time of the database."""
    day = datetime.fromisoformat(moment).date()
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day
