"""How mails about firms are delivered, each with a look at whether it is still to be sent."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from email.headerregistry import Address

from sqlalchemy import Connection, Engine

from backend.config.settings import Mail, Settings
from backend.delivery import mail
from backend.delivery.errors import Failure, NotNeeded
from backend.delivery.mail import certainly_not_sent
from backend.delivery.outbox import Due, is_last
from backend.introductions import lifecycle, messages
from backend.introductions.answer_links import sign_answer
from backend.introductions.lifecycle import DeliveryAttempt, Introduction
from backend.introductions.messages import Message
from backend.matching import audit_log, queries
from backend.matching.states import OfferState
from backend.storage.clock import Clock
from backend.storage.connections import reading
from backend.storage.secrets import signing_key

# In the buyer's copy: the links are the firm's alone.
HIDDEN_LINKS = {"accept": "[a link for this firm only]", "decline": "[a link for this firm only]"}
# Some mails to the buyer are true only as long as the firm is in one of these states.
CURRENT_IN: dict[str, set[OfferState]] = {
    "silent": {"introduced"},
    "accepted": {"accepted"},
    "failed": {"failed", "unclear"},
}


class FirmMailer:
    """The mails about firms, of one deployment."""

    def __init__(self, settings: Settings, post: Mail, engine: Engine, now: Clock) -> None:
        self._settings = settings
        self._mail = post
        self._engine = engine
        self._now = now

    def deliverers(self) -> dict[str, Callable[[Due], None]]:
        """Return how each kind is delivered."""
        return {
            "introduction": self.introduce,
            "deletion": self.ask_to_delete,
            **dict.fromkeys(messages.TO_OPERATOR, self.tell_operator),
            **dict.fromkeys(messages.TO_BUYER, self.tell_buyer),
        }

    def introduce(self, due: Due) -> None:
        """Send one introduction, which is written down before and after."""
        begun: Introduction | None = None
        try:
            begun, sealed, fields = self._begin(due)
            reply_to = mail.address_of(begun.matched.answers["name"], begun.matched.email)
            self._send(due, begun.firm.introductions, sealed, reply_to)
            lifecycle.mark_sent(self._engine, due, fields, self._now())
        except NotNeeded:
            lifecycle.record_cancellation(self._engine, due, self._now())
            raise
        except Exception as error:  # also for mistakes of our own: the buyer must not wait for ever
            self._not_sent(due, begun, error)
            raise

    def ask_to_delete(self, due: Due) -> None:
        """Ask a firm to delete what it got; the request may be gone by now."""
        if due.recipient is None:
            raise NotNeeded
        context = {**messages.site_context(self._settings), "reference": due.reference}
        self._send(due, due.recipient, messages.render_message("deletion", context))
        with self._engine.begin() as connection:
            audit_log.record(
                connection,
                self._now(),
                due.reference,
                "service",
                "asked-to-delete",
                firm=due.firm,
            )

    def tell_buyer(self, due: Due) -> None:
        """Send the buyer what happened, unless it stopped mattering."""
        with reading(self._engine) as connection:
            matched = queries.find_request(connection, due.reference)
        if matched is None or (matched.withdrawn_at and due.kind != "copy"):
            raise NotNeeded
        to = mail.ascii_email(matched.email)
        if to is None:
            raise NotNeeded  # no server we know of would take it, and the page says the same
        offer = matched.offer_of(due.firm)
        if offer and offer.state not in CURRENT_IN.get(due.kind, {offer.state}):
            raise NotNeeded
        context = (
            messages.firm_context(self._settings, matched, offer, {})
            if offer
            else messages.match_context(self._settings, matched)
        )
        self._send(due, to, messages.render_message(due.kind, context))
        if due.kind == "copy":
            self._note_copy(due)

    def receipt(self, plain: Callable[[Due], None], due: Due) -> None:
        """Send the private link where there is one, and the plain receipt otherwise."""
        with reading(self._engine) as connection:
            matched = queries.find_request(connection, due.reference)
        if matched is None or self._settings.matcher is None:
            plain(due)
        else:
            self.tell_buyer(replace(due, kind="link"))

    def tell_operator(self, due: Due) -> None:
        """Tell the operator that no firm fits, or that one could not be reached."""
        with reading(self._engine) as connection:
            matched = queries.find_request(connection, due.reference)
            log = audit_log.entries_of(connection, due.reference)
        if matched is None:
            raise NotNeeded
        offer = matched.offer_of(due.firm)
        context = (
            messages.firm_context(self._settings, matched, offer, {})
            if offer
            else messages.match_context(self._settings, matched)
        )
        why = [each.why for each in log if (each.actor, each.firm) == ("service", due.firm)]
        context |= {"problem": next(filter(None, reversed(why)), "")}
        self._send(due, self._mail.operator, messages.render_message(due.kind, context))

    def _begin(self, due: Due) -> tuple[Introduction, Message, Sequence[str]]:
        """Return what is to leave, the mail, and the names of the answers in it."""
        with self._engine.begin() as connection:
            what = lifecycle.load_sendable(connection, self._settings.matcher, due)
            sealed = self._introduction(what, self._links(connection, what))
            kept = self._introduction(what, HIDDEN_LINKS)
            fields = messages.answered_fields(self._settings.form, what.matched.answers)
            lifecycle.begin(connection, what, kept, fields, self._now())
        return what, sealed, fields

    def _not_sent(self, due: Due, begun: Introduction | None, error: Exception) -> None:
        for_good = isinstance(error, Failure) and error.for_good
        problem = str(error) if isinstance(error, Failure) else type(error).__name__
        last = is_last(due, for_good=for_good)
        tried = DeliveryAttempt(begun, certainly_not_sent(error), last, problem)
        lifecycle.record_failure(self._engine, self._settings.matcher, due, tried, self._now())

    def _introduction(self, what: Introduction, links: dict[str, str]) -> Message:
        context = messages.firm_context(self._settings, what.matched, what.offer, links)
        return messages.render_message("introduction", context)

    def _links(self, connection: Connection, what: Introduction) -> dict[str, str]:
        key = signing_key(connection, self._settings.secret, self._now().timestamp())
        start = f"{self._settings.public_address}api/introductions?answer="
        return {
            "accept": start + sign_answer(key, "accept", what.offer.answer_code),
            "decline": start + sign_answer(key, "decline", what.offer.answer_code),
        }

    def _send(self, due: Due, to: str, made: Message, reply_to: Address | None = None) -> None:
        operator = mail.address_of("", self._settings.contact)
        message = mail.message(
            self._mail,
            to,
            f"{due.reference}.{due.id}",
            subject=made.subject,
            body=made.body,
            reply_to=reply_to or operator,
        )
        mail.send(self._mail.server, message)

    def _note_copy(self, due: Due) -> None:
        with self._engine.begin() as connection:
            now = self._now()
            audit_log.record(connection, now, due.reference, "service", "copied", firm=due.firm)
