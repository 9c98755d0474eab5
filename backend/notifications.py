"""Which notifications a request gets, and how each kind is delivered.

To the operator, to the buyer, to a webhook; mails about firms are backend/introductions/mailer.py.
"""

from collections.abc import Callable
from email.headerregistry import Address
from functools import partial

from sqlalchemy import Engine

from backend.config.settings import Mail, Settings, Webhook
from backend.config.urls import DESK
from backend.delivery import (
    DeliveryCancelledError,
    LeasedNotification,
    format_chat,
    mail,
    webhook,
)
from backend.desk import find_mailed
from backend.digest import DigestStats, collect_stats, count_reviews, render_digest
from backend.introductions import (
    FirmMailer,
    render_message,
    render_operator_message,
    site_context,
)
from backend.matching import Matcher
from backend.storage.clock import Clock, utc_now
from backend.storage.connections import read_transaction
from backend.storage.secrets import signing_key

Deliver = Callable[[LeasedNotification], None]
WEBHOOK_KINDS = frozenset({"webhook", "webhook-erased", "webhook-digest"})


def build_deliverers(
    settings: Settings,
    engine: Engine | None = None,
    now: Clock = utc_now,
    matcher: Matcher | None = None,
) -> dict[str, Deliver]:
    """Return how each kind is delivered. A kind that is not set up is left out, and waits.

    Digests, and mails about firms, look at the database right before they leave, so they need its
    `engine`; the latter also need an address that their links lead to.
    """
    found: dict[str, Deliver] = {}
    stats = partial(_stats, settings, engine, now, matcher)
    if settings.mail:
        found["operator"] = partial(_send_to_operator, settings.mail, settings)
        found["receipt"] = partial(_send_receipt, settings.mail, settings)
        found["erased"] = partial(_send_erased, settings.mail, settings)
        if engine is not None and settings.desk and settings.public_address:
            found["sign-in"] = partial(_send_sign_in, settings.mail, settings, engine, now)
        if engine is not None:
            found["digest"] = partial(_send_digest, settings.mail, settings, stats)
        if engine is not None and settings.public_address:
            mailer = FirmMailer(settings, matcher, settings.mail, engine, now)
            receipt = partial(mailer.send_receipt, found["receipt"])
            found |= {**mailer.deliverers(), "receipt": receipt}
    if hook := settings.webhook:
        found["webhook"] = partial(_post_request, hook, now)
        found["webhook-erased"] = partial(_post_erased, hook, now)
        if engine is not None:
            found["webhook-digest"] = partial(_post_digest, hook, settings, stats, now)
    return found


def channel_of(kind: str) -> str:
    """Return by which way a kind is delivered; a way that hangs holds up no other."""
    return "webhook" if kind in WEBHOOK_KINDS else "mail"


def notification_kinds(settings: Settings) -> tuple[str, ...]:
    """Return the kinds of notification that each new request gets.

    The operator's is written even where no mail server is set: it waits for one.
    """
    receipt = ("receipt",) if settings.receipts else ()
    hook = ("webhook",) if settings.webhook else ()
    return ("operator", *receipt, *hook)


def digest_kinds(settings: Settings) -> tuple[str, ...]:
    """Return by which notifications the operator is told once a day what waits."""
    return ("digest", *(("webhook-digest",) if settings.webhook else ()))


def _send_to_operator(server: Mail, settings: Settings, leased: LeasedNotification) -> None:
    reply_to = mail.parse_address(leased.answers["name"], leased.answers["email"])
    message = render_operator_message(leased, settings.form, demonstration=settings.demonstration)
    _send(server, server.operator, leased, message.subject, message.body, reply_to)


def _send_receipt(server: Mail, settings: Settings, leased: LeasedNotification) -> None:
    """Nothing that somebody typed goes out: the address may be another person's."""
    to = mail.ascii_email(leased.answers["email"])
    if to is None:
        return  # no server we know of would take it, and a receipt is a courtesy
    receipt = settings.form.receipt
    body = "\n\n".join(receipt.body).replace("{reference}", leased.reference) + "\n"
    body = body.replace("{days}", settings.reply_time)
    subject = receipt.subject.replace("{reference}", leased.reference)
    _send(server, to, leased, subject, body, mail.parse_address("", server.operator))


def _send_erased(server: Mail, settings: Settings, leased: LeasedNotification) -> None:
    """Ask the operator to delete the mails about a request that is erased."""
    context = {**site_context(settings), "reference": leased.reference}
    message = render_message("erased", context)
    _send(server, server.operator, leased, message.subject, message.body)


def _send_sign_in(
    server: Mail, settings: Settings, engine: Engine, now: Clock, leased: LeasedNotification
) -> None:
    """Mail a link to the desk; raises DeliveryCancelledError once it is no good any more."""
    with engine.begin() as connection:
        key = signing_key(connection, settings.secret, now().timestamp())
        found = find_mailed(connection, key, leased.reference, now())
    if found is None or leased.recipient is None:
        raise DeliveryCancelledError
    token, code = found
    link = f"{settings.public_address}{DESK}in/{token}"
    message = render_message("sign-in", {**site_context(settings), "link": link, "code": code})
    _send(server, leased.recipient, leased, message.subject, message.body)


def _send_digest(
    server: Mail, settings: Settings, stats: Callable[[], DigestStats], leased: LeasedNotification
) -> None:
    subject, body = render_digest(stats(), _digest_context(settings))
    _send(server, server.operator, leased, subject, body)


def _post_request(hook: Webhook, now: Clock, leased: LeasedNotification) -> None:
    content: dict[str, object] = {
        "event": "request",
        "reference": leased.reference,
        "status": leased.status,
        "created_at": leased.created_at,
        "answers": leased.answers,
    }
    _post(hook, now, leased, content, f"New request for quotes: {leased.reference}")


def _post_erased(hook: Webhook, now: Clock, leased: LeasedNotification) -> None:
    """Ask the webhook's receiver to delete what it was told of a request that is erased."""
    content: dict[str, object] = {
        "event": "erased",
        "reference": leased.reference,
        "status": "erased",
    }
    words = f"Request {leased.reference} was erased, as its buyer asked. Delete what you kept."
    _post(hook, now, leased, content, words)


def _post_digest(
    hook: Webhook,
    settings: Settings,
    stats: Callable[[], DigestStats],
    now: Clock,
    leased: LeasedNotification,
) -> None:
    found = stats()
    subject, _ = render_digest(found, _digest_context(settings))
    content: dict[str, object] = {
        "event": "digest",
        **vars(found),
        "reviews": found.reviews.due,
    }
    words = f"{subject}. `python -m backend doctor` says more, and so does the daily mail."
    _post(hook, now, leased, content, words)


def _digest_context(settings: Settings) -> dict[str, object]:
    """Return what a digest says beside figures; `desk`: the desk's address, "" where it is off."""
    desk = settings.public_address + DESK if settings.desk else ""
    return {**site_context(settings), "desk": desk}


def _stats(
    settings: Settings, engine: Engine | None, now: Clock, matcher: Matcher | None
) -> DigestStats:
    """Return what waits now; raises DeliveryCancelledError where nothing does any more."""
    assert engine is not None  # noqa: S101 - without one no digest is delivered
    reviews = count_reviews(matcher, now().date())
    with read_transaction(engine) as connection:
        stats = collect_stats(connection, settings.retention.quarantine_days, now(), reviews)
    if not stats.worth_telling:
        raise DeliveryCancelledError
    return stats


def _send(  # noqa: PLR0913, PLR0917 - what a mail is made of
    server: Mail,
    to: str,
    leased: LeasedNotification,
    subject: str,
    body: str,
    reply_to: Address | None = None,
) -> None:
    made = mail.build_message(
        server, to, _message_id(leased), subject=subject, body=body, reply_to=reply_to
    )
    mail.send(server.server, made)


def _post(
    hook: Webhook, now: Clock, leased: LeasedNotification, content: dict[str, object], words: str
) -> None:
    """Post `content` to a program, or `words` to a chat."""
    sent = content if hook.format == "json" else format_chat(hook.format, words)
    webhook.post(hook, sent, _message_id(leased), now())


def _message_id(leased: LeasedNotification) -> str:
    return f"{leased.reference}.{leased.id}"
