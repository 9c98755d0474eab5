"""Mails as they would be, for a request that nobody sent."""

from backend.config.settings import Settings
from backend.introductions import messages
from backend.introductions.mailer import HIDDEN
from backend.introductions.messages import Letter
from backend.matching.queries import Matched, Offer
from model.form.definition import QuoteForm

REFERENCE = "Q-0000-0000-0000"
# Typed answers; of the others the first option is taken.
TYPED = {"company": "Sample Company", "name": "Sample Buyer", "email": "buyer@company.example"}
# Of the firm that a mail is about.
STATES = {"failed": "failed", "undelivered": "failed", "next": "declined", "accepted": "accepted"}


def preview(settings: Settings, kind: str) -> Letter:
    """Return the mail of a kind, with everything that could stand in it."""
    matched = _request(settings.form)
    if kind == "deletion":
        return messages.letter(kind, {**messages.about(settings), "reference": REFERENCE})
    offer = matched.offers[0]
    sent = messages.letter(
        "introduction", messages.about_firm(settings, matched, offer, HIDDEN)
    ).body
    context = messages.about_firm(settings, matched, offer, HIDDEN)
    more = {"letter": sent, "state": STATES.get(kind, offer.state), "problem": "refused: 550"}
    return messages.letter(kind, {**context, **more})


def _request(form: QuoteForm) -> Matched:
    answers = {
        field.name: field.options[0].value if field.options else TYPED.get(field.name, "")
        for field in form.fields
    }
    listed = (_offer(1, "First Sample Firm", "introduced"), _offer(2, "Other Sample", "offered"))
    return Matched(
        owner=0,
        reference=REFERENCE,
        status="received",
        email=TYPED["email"],
        answers=answers,
        private_key="a-private-key",
        rotation="",
        state="introduced",
        why_fewer="",
        withdrawn_at="",
        offers=listed,
    )


def _offer(number: int, name: str, state: str) -> Offer:
    empty = dict.fromkeys(Offer.__dataclass_fields__, "")
    given = {"id": number, "firm": f"sample-{number}", "firm_name": name, "state": state}
    return Offer(**{**empty, "reasons": [], "sample": True, **given})  # type: ignore[arg-type]
