"""What is said to whom about a request: the operator, the buyer, a webhook."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy import Engine

from backend.config.settings import Mail, Settings, Webhook
from backend.delivery import mail, webhook
from backend.delivery.outbox import Due
from backend.demo_guard import refuse_real_requests
from backend.introductions import FirmMailer, render_operator_message
from backend.storage.clock import Clock, utc_now
from model.form.definition import QuoteForm

Deliver = Callable[[Due], None]


def deliverers(
    settings: Settings, engine: Engine | None = None, now: Clock = utc_now
) -> dict[str, Deliver]:
    """Return how each kind is delivered. A kind that is not set up is left out, and waits.

    Mails about firms look at the database right before they leave, so they need its `engine`, and
    an address that their links lead to. Raises BadSetting for a demonstration over real requests.
    """
    if settings.demonstration and engine is not None:
        refuse_real_requests(engine)
    found: dict[str, Deliver] = {}
    if settings.mail:
        found["operator"] = partial(_to_operator, settings.mail, settings)
        found["receipt"] = partial(_receipt, settings.mail, settings.form)
        if engine is not None and settings.public_address:
            mailer = FirmMailer(settings, settings.matcher, settings.mail, engine, now)
            receipt = partial(mailer.send_receipt, found["receipt"])
            found |= {**mailer.deliverers(), "receipt": receipt}
    if settings.webhook:
        found["webhook"] = partial(_hook, settings.webhook, now)
    return found


def kinds(settings: Settings) -> tuple[str, ...]:
    """Return the kinds of notification that each new request gets.

    The operator's is written even where no mail server is set: it waits for one.
    """
    receipt = ("receipt",) if settings.receipts else ()
    hook = ("webhook",) if settings.webhook else ()
    return ("operator", *receipt, *hook)


def _to_operator(post: Mail, settings: Settings, due: Due) -> None:
    reply_to = mail.address_of(due.answers["name"], due.answers["email"])
    demonstration = settings.demonstration
    message = render_operator_message(due, settings.form, demonstration=demonstration)
    subject, body = message.subject, message.body
    made = mail.message(
        post, post.operator, _id(due), subject=subject, body=body, reply_to=reply_to
    )
    mail.send(post.server, made)


def _receipt(settings: Mail, form: QuoteForm, due: Due) -> None:
    """Nothing that somebody typed goes out: the address may be another person's."""
    to = mail.ascii_email(due.answers["email"])
    if to is None:
        return  # no server we know of would take it, and a receipt is a courtesy
    body = "\n\n".join(form.receipt.body).replace("{reference}", due.reference) + "\n"
    subject = form.receipt.subject.replace("{reference}", due.reference)
    reply_to = mail.address_of("", settings.operator)
    made = mail.message(settings, to, _id(due), subject=subject, body=body, reply_to=reply_to)
    mail.send(settings.server, made)


def _hook(hook: Webhook, now: Callable[[], datetime], due: Due) -> None:
    content: dict[str, object] = {
        "reference": due.reference,
        "status": due.status,
        "created_at": due.created_at,
        "answers": due.answers,
    }
    webhook.post(hook, content, _id(due), now())


def _id(due: Due) -> str:
    return f"{due.reference}.{due.id}"
