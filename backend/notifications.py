"""Which notifications a request gets, and how each kind is delivered.

To the operator, to the buyer, to a webhook; mails about firms are backend/introductions/mailer.py.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy import Engine

from backend.config.settings import Mail, Settings, Webhook
from backend.delivery import LeasedNotification, mail, webhook
from backend.introductions import FirmMailer, render_operator_message
from backend.matching import Matcher
from backend.storage.clock import Clock, utc_now
from model.form.definition import QuoteForm

Deliver = Callable[[LeasedNotification], None]


def build_deliverers(
    settings: Settings,
    engine: Engine | None = None,
    now: Clock = utc_now,
    matcher: Matcher | None = None,
) -> dict[str, Deliver]:
    """Return how each kind is delivered. A kind that is not set up is left out, and waits.

    Mails about firms look at the database right before they leave, so they need its `engine`, and
    an address that their links lead to.
    """
    found: dict[str, Deliver] = {}
    if settings.mail:
        found["operator"] = partial(_send_to_operator, settings.mail, settings)
        found["receipt"] = partial(_send_receipt, settings.mail, settings.form)
        if engine is not None and settings.public_address:
            mailer = FirmMailer(settings, matcher, settings.mail, engine, now)
            receipt = partial(mailer.send_receipt, found["receipt"])
            found |= {**mailer.deliverers(), "receipt": receipt}
    if settings.webhook:
        found["webhook"] = partial(_post_webhook, settings.webhook, now)
    return found


def channel_of(kind: str) -> str:
    """Return by which way a kind is delivered; a way that hangs holds up no other."""
    return "webhook" if kind == "webhook" else "mail"


def notification_kinds(settings: Settings) -> tuple[str, ...]:
    """Return the kinds of notification that each new request gets.

    The operator's is written even where no mail server is set: it waits for one.
    """
    receipt = ("receipt",) if settings.receipts else ()
    hook = ("webhook",) if settings.webhook else ()
    return ("operator", *receipt, *hook)


def _send_to_operator(server: Mail, settings: Settings, leased: LeasedNotification) -> None:
    reply_to = mail.parse_address(leased.answers["name"], leased.answers["email"])
    message = render_operator_message(leased, settings.form, demonstration=settings.demonstration)
    made = mail.build_message(
        server,
        server.operator,
        _message_id(leased),
        subject=message.subject,
        body=message.body,
        reply_to=reply_to,
    )
    mail.send(server.server, made)


def _send_receipt(settings: Mail, form: QuoteForm, leased: LeasedNotification) -> None:
    """Nothing that somebody typed goes out: the address may be another person's."""
    to = mail.ascii_email(leased.answers["email"])
    if to is None:
        return  # no server we know of would take it, and a receipt is a courtesy
    body = "\n\n".join(form.receipt.body).replace("{reference}", leased.reference) + "\n"
    subject = form.receipt.subject.replace("{reference}", leased.reference)
    reply_to = mail.parse_address("", settings.operator)
    made = mail.build_message(
        settings, to, _message_id(leased), subject=subject, body=body, reply_to=reply_to
    )
    mail.send(settings.server, made)


def _post_webhook(hook: Webhook, now: Callable[[], datetime], leased: LeasedNotification) -> None:
    content: dict[str, object] = {
        "reference": leased.reference,
        "status": leased.status,
        "created_at": leased.created_at,
        "answers": leased.answers,
    }
    webhook.post(hook, content, _message_id(leased), now())


def _message_id(leased: LeasedNotification) -> str:
    return f"{leased.reference}.{leased.id}"
