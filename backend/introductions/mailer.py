"""How mails about firms are delivered, each with a look at whether it is still to be sent."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from email.headerregistry import Address

from sqlalchemy import Connection, Engine

from backend.config.settings import Mail, Settings
from backend.delivery import (
    DeliveryCancelledError,
    DeliveryError,
    LeasedNotification,
    is_last_attempt,
    mail,
)
from backend.delivery.mail import was_never_sent
from backend.introductions import lifecycle, messages
from backend.introductions.answer_links import new_token
from backend.introductions.lifecycle import Introduction, Try
from backend.introductions.messages import Letter
from backend.matching import audit, queries
from backend.matching.matcher import Matcher
from backend.matching.states import OfferState
from backend.storage.clock import Clock
from backend.storage.connections import read_transaction
from backend.storage.secrets import signing_key

# In the buyer's copy: the links are the firm's alone.
HIDDEN = {"accept": "[a link for this firm only]", "decline": "[a link for this firm only]"}
# Some mails to the buyer are true only as long as the firm is in one of these states.
STILL_NEWS: dict[str, set[OfferState]] = {
    "silent": {"introduced"},
    "accepted": {"accepted"},
    "failed": {"failed", "unclear"},
}


class FirmPost:
    """The mails about firms, of one deployment."""

    def __init__(
        self, settings: Settings, post: Mail, matcher: Matcher | None, engine: Engine, now: Clock
    ) -> None:
        self._settings = settings
        self._matcher = matcher
        self._mail = post
        self._engine = engine
        self._now = now

    def deliverers(self) -> dict[str, Callable[[LeasedNotification], None]]:
        """Return how each kind is delivered."""
        return {
            "introduction": self.introduce,
            "deletion": self.ask_to_delete,
            **dict.fromkeys(messages.TO_OPERATOR, self.tell_operator),
            **dict.fromkeys(messages.TO_BUYER, self.tell_buyer),
        }

    def introduce(self, due: LeasedNotification) -> None:
        """Send one introduction, which is written down before and after."""
        begun: Introduction | None = None
        try:
            begun, sealed, fields = self._begin(due)
            reply_to = mail.parse_address(begun.matched.answers["name"], begun.matched.email)
            self._send(due, begun.firm.introductions, sealed, reply_to)
            lifecycle.left(self._engine, due, fields, self._now())
        except DeliveryCancelledError:
            lifecycle.not_needed(self._engine, due, self._now())
            raise
        except Exception as error:  # also for mistakes of our own: the buyer must not wait for ever
            self._not_sent(due, begun, error)
            raise

    def ask_to_delete(self, due: LeasedNotification) -> None:
        """Ask a firm to delete what it got; the request may be gone by now."""
        if due.recipient is None:
            raise DeliveryCancelledError
        context = {**messages.about(self._settings), "reference": due.reference}
        self._send(due, due.recipient, messages.letter("deletion", context))
        with self._engine.begin() as connection:
            audit.note(
                connection,
                self._now(),
                due.reference,
                "service",
                "asked-to-delete",
                firm=due.firm,
            )

    def tell_buyer(self, due: LeasedNotification) -> None:
        """Send the buyer what happened, unless it stopped mattering."""
        with read_transaction(self._engine) as connection:
            matched = queries.find(connection, due.reference)
        if matched is None or (matched.withdrawn_at and due.kind != "copy"):
            raise DeliveryCancelledError
        to = mail.ascii_email(matched.email)
        if to is None:
            # No server we know of would take it, and the page says the same.
            raise DeliveryCancelledError
        offer = matched.offer_of(due.firm)
        if offer and offer.state not in STILL_NEWS.get(due.kind, {offer.state}):
            raise DeliveryCancelledError
        context = (
            messages.about_firm(self._settings, matched, offer, {})
            if offer
            else messages.about_match(self._settings, matched)
        )
        self._send(due, to, messages.letter(due.kind, context))
        if due.kind == "copy":
            self._note_copy(due)

    def receipt(self, plain: Callable[[LeasedNotification], None], due: LeasedNotification) -> None:
        """Send the private link where there is one, and the plain receipt otherwise."""
        with read_transaction(self._engine) as connection:
            matched = queries.find(connection, due.reference)
        if matched is None or self._matcher is None:
            plain(due)
        else:
            self.tell_buyer(replace(due, kind="link"))

    def tell_operator(self, due: LeasedNotification) -> None:
        """Tell the operator that no firm fits, or that one could not be reached."""
        with read_transaction(self._engine) as connection:
            matched = queries.find(connection, due.reference)
            log = audit.trail(connection, due.reference)
        if matched is None:
            raise DeliveryCancelledError
        offer = matched.offer_of(due.firm)
        context = (
            messages.about_firm(self._settings, matched, offer, {})
            if offer
            else messages.about_match(self._settings, matched)
        )
        why = [each.why for each in log if (each.actor, each.firm) == ("service", due.firm)]
        context |= {"problem": next(filter(None, reversed(why)), "")}
        self._send(due, self._mail.operator, messages.letter(due.kind, context))

    def _begin(self, due: LeasedNotification) -> tuple[Introduction, Letter, Sequence[str]]:
        """Return what is to leave, the mail, and the names of the answers in it."""
        with self._engine.begin() as connection:
            what = lifecycle.about_to_send(connection, self._matcher, due)
            sealed = self._introduction(what, self._links(connection, what))
            kept = self._introduction(what, HIDDEN)
            fields = messages.sent_fields(self._settings.form, what.matched.answers)
            lifecycle.begin(connection, what, kept, fields, self._now())
        return what, sealed, fields

    def _not_sent(
        self, due: LeasedNotification, begun: Introduction | None, error: Exception
    ) -> None:
        permanent = isinstance(error, DeliveryError) and error.permanent
        problem = str(error) if isinstance(error, DeliveryError) else type(error).__name__
        last = is_last_attempt(due, permanent=permanent)
        tried = Try(begun, was_never_sent(error), last, problem)
        lifecycle.failed(self._engine, self._matcher, due, tried, self._now())

    def _introduction(self, what: Introduction, links: dict[str, str]) -> Letter:
        context = messages.about_firm(self._settings, what.matched, what.offer, links)
        return messages.letter("introduction", context)

    def _links(self, connection: Connection, what: Introduction) -> dict[str, str]:
        key = signing_key(connection, self._settings.secret, self._now().timestamp())
        start = f"{self._settings.public_address}api/introductions?answer="
        return {
            "accept": start + new_token(key, "accept", what.offer.answer_code),
            "decline": start + new_token(key, "decline", what.offer.answer_code),
        }

    def _send(
        self, due: LeasedNotification, to: str, made: Letter, reply_to: Address | None = None
    ) -> None:
        operator = mail.parse_address("", self._settings.contact)
        message = mail.build_message(
            self._mail,
            to,
            f"{due.reference}.{due.id}",
            subject=made.subject,
            body=made.body,
            reply_to=reply_to or operator,
        )
        mail.send(self._mail.server, message)

    def _note_copy(self, due: LeasedNotification) -> None:
        with self._engine.begin() as connection:
            now = self._now()
            audit.note(connection, now, due.reference, "service", "copied", firm=due.firm)
