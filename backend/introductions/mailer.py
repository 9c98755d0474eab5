"""The mails about firms: what each kind needs, and a look at whether it is still to be sent."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from email.headerregistry import Address
from functools import partial

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
from backend.introductions.answer_links import sign_links
from backend.introductions.confirmation_links import sign_confirmation
from backend.introductions.lifecycle import DeliveryAttempt, Introduction
from backend.introductions.messages import HIDDEN_LINKS, Message
from backend.matching import (
    MatchedRequest,
    Matcher,
    answer_days,
    audit_entries,
    find_by_reference,
    record_event,
)
from backend.storage.clock import Clock
from backend.storage.connections import read_transaction
from backend.storage.secrets import signing_key


class FirmMailer:
    """The mails about firms, of one deployment."""

    def __init__(
        self, settings: Settings, matcher: Matcher | None, server: Mail, engine: Engine, now: Clock
    ) -> None:
        self._settings = settings
        self._matcher = matcher
        self._mail = server
        self._engine = engine
        self._now = now

    def deliverers(self) -> dict[str, Callable[[LeasedNotification], None]]:
        """Return how each kind is delivered."""
        return {
            "introduction": self.introduce,
            "deletion": self.request_deletion,
            **dict.fromkeys(messages.TO_OPERATOR, self.notify_operator),
            **dict.fromkeys(messages.TO_BUYER, self.notify_buyer),
        }

    def introduce(self, due: LeasedNotification) -> None:
        """Send one introduction, which is written down before and after."""
        introduction: Introduction | None = None
        try:
            introduction, message, fields = self._begin(due)
            reply_to = self._buyer_of(introduction.matched)
            check = partial(lifecycle.check_still_wanted, self._engine, due)
            self._send(due, introduction.firm.introductions, message, reply_to, check)
            lifecycle.mark_sent(self._engine, due, fields, self._now())
        except DeliveryCancelledError:
            lifecycle.record_cancellation(self._engine, due, introduction, self._now())
            raise
        except Exception as error:  # also for mistakes of our own: the buyer must not wait for ever
            attempt = _failed_attempt(due, introduction, error)
            lifecycle.record_failure(self._engine, self._matcher, due, attempt, self._now())
            raise

    def request_deletion(self, due: LeasedNotification) -> None:
        """Ask a firm to delete what it got; the request may be gone by now."""
        if due.recipient is None:
            raise DeliveryCancelledError
        context = {**messages.site_context(self._settings), "reference": due.reference}
        self._send(due, due.recipient, messages.render_message("deletion", context))
        lifecycle.record_deletion_notice(self._engine, due, self._now())

    def notify_buyer(self, due: LeasedNotification) -> None:
        """Send the buyer what happened, unless it stopped mattering."""
        matched = self._load(due)
        if not lifecycle.is_still_accurate(due.kind, matched, matched.offer_of(due.firm)):
            raise DeliveryCancelledError
        to = mail.ascii_email(matched.email)
        if to is None:
            # No server we know of would take it, and the page says the same.
            raise DeliveryCancelledError
        self._send(due, to, messages.render_message(due.kind, self._context(due, matched)))
        if due.kind == "copy":
            with self._engine.begin() as connection:
                about = (connection, self._now(), due.reference)
                record_event(*about, "service", "copied", firm=due.firm)

    def send_receipt(
        self, plain: Callable[[LeasedNotification], None], due: LeasedNotification
    ) -> None:
        """Send the private link where there is one, and the plain receipt otherwise."""
        with read_transaction(self._engine) as connection:
            matched = find_by_reference(connection, due.reference)
        if matched is None or self._matcher is None:
            plain(due)
        else:
            self.notify_buyer(replace(due, kind="link"))

    def notify_operator(self, due: LeasedNotification) -> None:
        """Tell the operator that no firm fits, or that one could not be reached."""
        matched = self._load(due)
        with read_transaction(self._engine) as connection:
            log = audit_entries(connection, due.reference)
        why = [each.why for each in log if (each.actor, each.firm) == ("service", due.firm)]
        problem = {"problem": next(filter(None, reversed(why)), "")}
        message = messages.render_message(due.kind, self._context(due, matched) | problem)
        self._send(due, self._mail.operator, message)

    def _begin(self, due: LeasedNotification) -> tuple[Introduction, Message, Sequence[str]]:
        """Return what is to leave, the message, and the names of the answers in it."""
        with self._engine.begin() as connection:
            introduction = lifecycle.load_sendable(connection, self._matcher, due)
            message = self._introduction(introduction, self._links(connection, introduction))
            kept = self._introduction(introduction, HIDDEN_LINKS)
            answers = introduction.matched.answers
            fields = messages.answered_fields(self._settings.form, answers)
            lifecycle.record_sending(connection, introduction, kept, fields, self._now())
        return introduction, message, fields

    def _introduction(self, introduction: Introduction, links: dict[str, str]) -> Message:
        about = (introduction.matched, introduction.offer, links)
        context = messages.firm_context(self._settings, self._answer_days, *about)
        return messages.render_message("introduction", context)

    def _links(self, connection: Connection, introduction: Introduction) -> dict[str, str]:
        key = signing_key(connection, self._settings.secret, self._now().timestamp())
        return sign_links(self._settings.public_address, key, introduction.offer.answer_code)

    def _load(self, due: LeasedNotification) -> MatchedRequest:
        """Return the request it is about; raises DeliveryCancelledError where that is erased."""
        with read_transaction(self._engine) as connection:
            matched = find_by_reference(connection, due.reference)
        if matched is None:
            raise DeliveryCancelledError
        return matched

    def _context(self, due: LeasedNotification, matched: MatchedRequest) -> dict[str, object]:
        """Return what a mail says: of the firm that it is about, or of all firms."""
        about = (self._settings, self._answer_days, matched)
        offer = matched.offer_of(due.firm)
        if due.kind == "link":
            return messages.match_context(*about) | {"confirm_page": self._confirm_page(matched)}
        return messages.firm_context(*about, offer, {}) if offer else messages.match_context(*about)

    def _confirm_page(self, matched: MatchedRequest) -> str:
        """Return the page with the token that confirms; without it once that is done."""
        page = messages.page_address(self._settings, matched)
        if matched.confirmed_at:
            return page
        with self._engine.begin() as connection:
            key = signing_key(connection, self._settings.secret, self._now().timestamp())
        return f"{page}&confirm={sign_confirmation(key, matched)}"

    @property
    def _answer_days(self) -> int:
        return answer_days(self._matcher)

    @staticmethod
    def _buyer_of(matched: MatchedRequest) -> Address | None:
        return mail.parse_address(matched.answers["name"], matched.email)

    def _send(
        self,
        due: LeasedNotification,
        to: str,
        message: Message,
        reply_to: Address | None = None,
        check: Callable[[], None] = mail.no_check,
    ) -> None:
        made = mail.build_message(
            self._mail,
            to,
            f"{due.reference}.{due.id}",
            subject=message.subject,
            body=message.body,
            reply_to=reply_to or mail.parse_address("", self._settings.contact),
        )
        mail.send(self._mail.server, made, check)


def _failed_attempt(
    due: LeasedNotification, introduction: Introduction | None, error: Exception
) -> DeliveryAttempt:
    failure = error if isinstance(error, DeliveryError) else None
    return DeliveryAttempt(
        introduction,
        never_sent=was_never_sent(error),
        last=is_last_attempt(due, permanent=failure is not None and failure.permanent),
        problem=str(failure) if failure else type(error).__name__,
    )
