"""The spam guard: origin, form token, honeypot and rate limits of a request.

A foreign page and too many requests of one network are refused. Everything else is a signal: the
request is stored and quarantined for a person to look at, and whoever sent it gets the answer that
everybody gets.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from time import time

from sqlalchemy import Connection, delete, select
from starlette.datastructures import Headers

from backend.config.settings import Settings
from backend.http.client_ip import client_address, networks_of
from backend.http.cors import classify_origin
from backend.http.form_body import RequestRejectedError
from backend.intake import rate_limits
from backend.intake.form_token import MAX_AGE, VerifiedToken, new_token, verify_token
from backend.intake.refusal_limit import RefusalLimit
from backend.intake.submission import Submission
from backend.storage.connections import UnavailableError
from backend.storage.secrets import signing_key
from backend.storage.tables import guard_secrets, rate_events, used_tokens
from backend.storage.threads import remaining
from model.form import FORM_TOKEN

log = logging.getLogger(__name__)
Transaction = Callable[[], AbstractContextManager[Connection]]
# Seconds between two prunings.
PRUNE_INTERVAL = 60 * 60
# Seconds for which a thread waits for another one that reads the key.
MAKING_TIMEOUT = 5.0


@dataclass(frozen=True)
class Sender:
    """What is known of who sends: nothing where `networks` is empty and `address` is None."""

    networks: tuple[str, ...]
    address: str | None
    token: VerifiedToken | None
    signals: tuple[str, ...]

    def annotate(self, submission: Submission) -> Submission:
        """Return the submission with what is known of its sender."""
        signals = (*submission.signals, *self.signals)
        return replace(submission, signals=signals, client_address=self.address)


class SpamGuard:
    """The guard of one service. `transaction` opens one on its database."""

    def __init__(
        self, settings: Settings, transaction: Transaction, now: Callable[[], float] = time
    ) -> None:
        self._settings = settings
        self._transaction = transaction
        self._now = now
        self._key = settings.secret.encode() if settings.secret else None
        self._making = threading.Lock()
        self._pruned_at = 0.0
        self._warned = False
        self._refusals = RefusalLimit()

    def may_wait(self, values: Mapping[str, str]) -> bool:
        """Tell whether `assess` reads the key of form tokens from the database, once."""
        return self._key is None and bool(values.get(FORM_TOKEN))

    def token(self) -> str:
        """Return a new form token. Raises UnavailableError where its key is in no reach."""
        return new_token(self._signing_key(), self._now())

    def assess(self, headers: Headers, peer: str | None, values: Mapping[str, str]) -> Sender:
        """Return what speaks against a request before its answers are validated.

        Raises RequestRejectedError for a foreign page.
        """
        origin = headers.get("origin")
        judgement = classify_origin(origin, self._settings.allowed_origins)
        if judgement == "foreign":
            log.warning("refused a form from %.100r: QUOTES_ALLOWED_ORIGINS lacks it", origin)
            raise RequestRejectedError(403, "foreign")
        token = self._verify_token(values)
        signals = [
            *(["no-origin"] if judgement == "unnamed" else []),
            *([token.signal] if token and token.signal else []),
            *self._missing_honeypot(values, token),
        ]
        address = client_address(
            peer, headers.getlist("x-forwarded-for"), self._settings.trusted_proxies
        )
        self._warn_of_untrusted_proxy(headers)
        return Sender(
            networks=networks_of(address) if address else (),
            address=str(address) if address and self._settings.store_address else None,
            token=token,
            signals=tuple(signals),
        )

    def admit(self, sender: Sender, connection: Connection, submission: Submission) -> Submission:
        """Count a new request and use up its token, in the transaction that stores it.

        Raises RequestRejectedError for too many of one network. Returns the submission, with a used
        token and too many of one address or of all together among its signals.
        """
        now = self._now()
        self._prune_if_due(connection, now)
        nonce = sender.token.nonce if sender.token else None
        if nonce is not None and not consume_token(connection, nonce, now):
            submission = replace(submission, signals=(*submission.signals, "token-used"))
        if self._settings.rate_limits:
            return self._consume_rate_limit(sender, connection, submission, now)
        return submission

    def count_refusal(self, sender: Sender) -> None:
        """Count a form with wrong answers; raises RequestRejectedError for too many of them."""
        if not self._settings.rate_limits:
            return
        wait = self._refusals.seconds_to_wait("".join(sender.networks[:1]), self._now())
        if wait:
            raise RequestRejectedError(429, "too_many", wait=wait)

    def _consume_rate_limit(
        self, sender: Sender, connection: Connection, submission: Submission, now: float
    ) -> Submission:
        try:
            quarantined = rate_limits.consume(
                connection,
                networks=sender.networks,
                email=submission.answers["email"],
                token=sender.token is not None and sender.token.nonce is not None,
                quarantined=submission.suspicious,
                now=now,
            )
        except rate_limits.RateLimitExceededError as error:
            raise RequestRejectedError(429, "too_many", wait=error.wait) from None
        if quarantined and not submission.suspicious:
            return replace(submission, signals=("too-many",))
        return submission

    def _verify_token(self, values: Mapping[str, str]) -> VerifiedToken | None:
        text = values.get(FORM_TOKEN)
        return verify_token(text, self._signing_key(), self._now()) if text else None

    def _missing_honeypot(
        self, values: Mapping[str, str], token: VerifiedToken | None
    ) -> list[str]:
        """Whoever ran the page's script sent every field of the form, the honeypot too.

        Without a token it may be a program that knows the form from its description only.
        """
        left_out = self._settings.form.honeypot.name not in values
        return ["honeypot-missing"] if left_out and token is not None else []

    def _signing_key(self) -> bytes:
        if self._key is None:
            if not self._making.acquire(timeout=remaining(MAKING_TIMEOUT)):
                raise UnavailableError("the key of the form tokens is still being read")
            try:
                if self._key is None:
                    with self._transaction() as connection:
                        self._key = signing_key(connection, None, self._now())
            finally:
                self._making.release()
        return self._key

    def _warn_of_untrusted_proxy(self, headers: Headers) -> None:
        if "x-forwarded-for" in headers and not self._settings.trusted_proxies and not self._warned:
            self._warned = True
            log.warning(
                "a proxy names the addresses of its clients, and nobody is trusted to: all of them"
                " count as one. If the proxy is yours, name it in QUOTES_TRUSTED_PROXIES"
            )

    def _prune_if_due(self, connection: Connection, now: float) -> None:
        if now - self._pruned_at >= PRUNE_INTERVAL:
            self._pruned_at = now
            prune_guard_data(connection, now)


def prune_guard_data(connection: Connection, now: float) -> None:
    """Delete rate events, salts and used tokens that no limit and no token needs any more."""
    connection.execute(delete(rate_events).where(rate_events.c.at <= now - rate_limits.MAX_WINDOW))
    in_use = ["token", rate_limits.salt_name(now), rate_limits.salt_name(now, days_ago=1)]
    connection.execute(delete(guard_secrets).where(guard_secrets.c.name.not_in(in_use)))
    connection.execute(delete(used_tokens).where(used_tokens.c.used_at <= now - MAX_AGE))


def consume_token(connection: Connection, nonce: str, now: float) -> bool:
    """Note that a token is used; False where it was before."""
    query = select(used_tokens.c.nonce).where(used_tokens.c.nonce == nonce)
    if connection.execute(query).first() is not None:
        return False
    connection.execute(used_tokens.insert().values(nonce=nonce, used_at=now))
    return True
