"""The mails about firms, each from a template of its own: to a firm, or to the buyer."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.config.settings import Settings
from backend.config.templates import render
from backend.config.urls import private_path
from backend.matching.queries import Matched, Offer
from model.form.definition import QuoteForm

# To whom each kind goes.
TO_FIRM = ("introduction", "deletion")
TO_BUYER = ("copy", "accepted", "next", "silent", "failed", "link")
TO_OPERATOR = ("unmatched", "undelivered")
KINDS = (*TO_FIRM, *TO_BUYER, *TO_OPERATOR)
# Whom to write to; everything else that a buyer answered says what the work is.
CONTACT = ("name", "company", "email")


@dataclass(frozen=True)
class Letter:
    """A mail: one line of subject, plain text below."""

    subject: str
    body: str


def letter(kind: str, context: dict[str, object]) -> Letter:
    """Return the mail of a kind. The first line of its template is the subject."""
    subject, _, body = render(f"mail/{kind}.txt.j2", context).partition("\n")
    return Letter(subject.removeprefix("Subject:").strip(), body.strip() + "\n")


def about(settings: Settings) -> dict[str, object]:
    """Return what every letter may say: whose it is, and whether firms are samples."""
    return {
        "site_name": settings.site_name,
        "address": settings.public_address,
        "contact": settings.contact,
        "demonstration": settings.demonstration,
    }


def about_request(settings: Settings, matched: Matched) -> dict[str, object]:
    """Return what letters and pages say of one request."""
    return {
        **about(settings),
        "reference": matched.reference,
        "page": settings.public_address + private_path(matched.reference, matched.private_key),
        "brief": answers(settings.form, matched.answers, contact=False),
        "who": answers(settings.form, matched.answers, contact=True),
        "answer_days": settings.answer_days,
    }


def about_match(settings: Settings, matched: Matched) -> dict[str, object]:
    """Return what letters about all firms of a request say."""
    return {
        **about_request(settings, matched),
        "waiting": [each.firm_name for each in matched.offers if each.state == "offered"],
        "offered": bool(matched.offers),
        "why_fewer": matched.why_fewer,
    }


def about_firm(
    settings: Settings, matched: Matched, offer: Offer, links: dict[str, str]
) -> dict[str, object]:
    """Return what letters about one firm say; `links` accept and decline."""
    return {
        **about_match(settings, matched),
        "firm": offer.firm_name,
        "firm_id": offer.firm,
        "state": offer.state,
        "letter": offer.letter,
        "certain": bool(offer.introduced_at),
        **links,
    }


def answers(form: QuoteForm, given: dict[str, str], *, contact: bool) -> list[tuple[str, str]]:
    """Return question and answer in the words of the form: whom to write to, or the rest."""
    return [
        (field.label, {option.value: option.label for option in field.options}.get(text, text))
        for field in form.fields
        if (field.name in CONTACT) == contact and (text := given.get(field.name, ""))
    ]


def sent_fields(form: QuoteForm, given: dict[str, str]) -> Sequence[str]:
    """Return the names of the answers that an introduction holds."""
    return [field.name for field in form.fields if given.get(field.name)]
