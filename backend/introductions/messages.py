"""The mails about requests and firms, each from a template of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from backend.config.settings import Settings
from backend.config.templates import render
from backend.config.urls import private_path
from backend.delivery import LeasedNotification
from backend.matching import MatchedRequest, Offer
from backend.storage.clock import format_time
from model.form import QuoteForm

# To whom each kind goes.
TO_FIRM = ("introduction", "deletion")
TO_BUYER = ("copy", "accepted", "next", "silent", "failed", "link")
TO_OPERATOR = ("unmatched", "undelivered")
KINDS = (*TO_FIRM, *TO_BUYER, *TO_OPERATOR)
# Whom to write to; everything else that a buyer answered says what the work is.
CONTACT = ("name", "company", "email")
# In the buyer's copy of an introduction: the links are the firm's alone.
HIDDEN_LINKS = {"accept": "[a link for this firm only]", "decline": "[a link for this firm only]"}

# Columns of a line: programs that read mail as plain text show so many. What a firm gets is
# indented in the buyer's copy.
WIDTH = 78
INDENT = 2


@dataclass(frozen=True)
class Message:
    """A mail: one line of subject, plain text below."""

    subject: str
    body: str


def render_message(kind: str, context: dict[str, object]) -> Message:
    """Return the mail of a kind. The first line of its template is the subject.

    A paragraph is one line of a template: it is broken here. An address stays whole.
    """
    subject, _, body = render(f"mail/{kind}.txt.j2", context).partition("\n")
    width = WIDTH - INDENT if kind in TO_FIRM else WIDTH
    text = "\n".join(_break_line(line, width) for line in body.strip().splitlines())
    return Message(subject.removeprefix("Subject:").strip(), text + "\n")


def _break_line(line: str, width: int) -> str:
    """Return a line in lines of at most `width` columns, all indented as it is."""
    if len(line) <= width:
        return line
    indent = line[: len(line) - len(line.lstrip())]
    broken = wrap(
        line.strip(),
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(broken)


def site_context(settings: Settings) -> dict[str, object]:
    """Return what every mail may say: whose it is, and whether firms are samples."""
    return {
        "site_name": settings.site_name,
        "address": settings.public_address,
        "contact": settings.contact,
        "demonstration": settings.demonstration,
    }


def request_context(
    settings: Settings, answer_days: int, matched: MatchedRequest
) -> dict[str, object]:
    """Return what mails and pages say of one request; `answer_days`: what a firm has to answer."""
    return {
        **site_context(settings),
        "reference": matched.reference,
        "page": page_address(settings, matched),
        "confirmed": bool(matched.confirmed_at),
        "brief": answer_labels(settings.form, matched.answers, contact=False),
        "who": answer_labels(settings.form, matched.answers, contact=True),
        "answer_days": answer_days,
    }


def page_address(settings: Settings, matched: MatchedRequest) -> str:
    """Return the address of a buyer's page."""
    return settings.public_address + private_path(matched.reference, matched.private_key)


def match_context(
    settings: Settings, answer_days: int, matched: MatchedRequest
) -> dict[str, object]:
    """Return what mails about all firms of a request say."""
    return {
        **request_context(settings, answer_days, matched),
        "waiting": [each.firm_name for each in matched.offers if each.state == "offered"],
        "offered": bool(matched.offers),
        "why_fewer": matched.why_fewer,
    }


def firm_context(
    settings: Settings,
    answer_days: int,
    matched: MatchedRequest,
    offer: Offer,
    links: dict[str, str],
) -> dict[str, object]:
    """Return what mails about one firm say; `links` accept and decline."""
    return {
        **match_context(settings, answer_days, matched),
        "firm": offer.firm_name,
        "firm_id": offer.firm,
        "state": offer.state,
        "letter": offer.letter,
        "certain": bool(offer.introduced_at),
        **links,
    }


def answer_labels(
    form: QuoteForm, given: dict[str, str], *, contact: bool
) -> list[tuple[str, str]]:
    """Return question and answer in the words of the form: whom to write to, or the rest."""
    return [
        (field.label, field.words(text))
        for field in form.fields
        if (field.name in CONTACT) == contact and (text := given.get(field.name, ""))
    ]


def answered_fields(form: QuoteForm, given: dict[str, str]) -> Sequence[str]:
    """Return the names of the answers that an introduction holds."""
    return [field.name for field in form.fields if given.get(field.name)]


def render_operator_message(
    due: LeasedNotification, form: QuoteForm, *, demonstration: bool
) -> Message:
    """Return the operator's mail about a new request, with every answer under its question."""
    context = {
        "reference": due.reference,
        "created_at": format_time(due.created_at),
        "status": due.status,
        "signals": due.signals,
        "demonstration": demonstration,
        "answers": [
            (field.label, field.words(due.answers.get(field.name, ""))) for field in form.fields
        ],
    }
    return render_message("operator", context)
