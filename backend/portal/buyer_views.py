"""The buyer's private page, and what its buttons do."""

import hmac
import logging
from collections.abc import Callable

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from backend.config.urls import private_path
from backend.intake.request_store import is_reference
from backend.matching import (
    MatchedRequest,
    Matcher,
    Offer,
    choose,
    find_request,
    needs_renewal,
    random_key,
    renew,
    withdraw_offer,
    withdraw_request,
)
from backend.portal import buyer_page
from backend.portal.base_view import Desk, Sent
from backend.portal.buyer_page import FieldErrors, FormState, MailStatus
from backend.privacy import retention

log = logging.getLogger(__name__)

Change = Callable[[Connection, MatchedRequest, Sent], Response]
NONE_TICKED = "Tick at least one firm"
NOT_AGREED = "Tick that you agree, so that we may send your request"


class BuyerViews(Desk):
    """What a buyer sees and does; who has the key is the buyer."""

    def page(self, reference: str, key: str) -> Response | None:
        """Return the private page, None for an unknown reference or a wrong key."""
        if not (key and is_reference(reference)):
            return None
        with self.store.looking() as connection:
            matched = _authorized(find_request(connection, reference), key)
            mails = buyer_page.load_mail_status(connection, reference)
            stale = matched and needs_renewal(connection, self._matcher, matched)
        if matched is None:
            return None
        if stale:
            matched, mails = self._renew(matched)
        content = buyer_page.render_page(self.settings, self._matcher, matched, mails)
        return self.shown(buyer_page.TITLE, content)

    @property
    def _matcher(self) -> Matcher | None:
        return self.settings.matcher

    def _renew(self, matched: MatchedRequest) -> tuple[MatchedRequest, MailStatus]:
        """Return the match without firms that have gone from the list since the last visit."""
        with self.store.writing() as connection:
            found = find_request(connection, matched.reference, lock=True)
            if found is not None:
                matched = renew(connection, self._matcher, found, self.now())
            return matched, buyer_page.load_mail_status(connection, matched.reference)

    async def choose(self, request: Request) -> Response:
        """Introduce the buyer to the firms that were ticked."""
        return await self.take(request, self._changing(self._choose))

    async def withdraw(self, request: Request) -> Response:
        """Take one firm back, or the whole request."""
        return await self.take(request, self._changing(self._withdraw))

    async def erase(self, request: Request) -> Response:
        """Delete everything about the request."""
        return await self.take(request, self._changing(self._erase))

    def erased(self, _: Request) -> Response:
        """Say that it is done; there is nothing left to show."""
        return self.shown("Everything is erased", self.said("erased.html.j2"))

    def _changing(self, change: Change) -> Callable[[Sent], Response]:
        def act(sent: Sent) -> Response:
            reference = sent.one("reference")
            if not is_reference(reference):  # databases disagree about what some texts hold
                return self.unknown()
            with self.store.writing() as connection:
                found = find_request(connection, reference, lock=True)
                matched = _authorized(found, sent.one("key"))
                if matched is not None:
                    answer = change(connection, matched, sent)
                    log.info("%s %s", reference, change.__name__.strip("_"))
                    return answer
            return self.unknown()

        return act

    def _choose(self, connection: Connection, matched: MatchedRequest, sent: Sent) -> Response:
        ticked, agreed = sent.all("firm"), sent.one("agree") == "yes"
        candidates = buyer_page.selectable_offers(self._matcher, matched)
        errors = _validate(matched, candidates, sent)
        if errors:
            mails = buyer_page.load_mail_status(connection, matched.reference)
            form = FormState(errors, ticked, agreed)
            content = buyer_page.render_page(self.settings, self._matcher, matched, mails, form)
            prefix = f"{self.settings.form.errors.prefix} "
            return self.shown(buyer_page.TITLE, content, 422, prefix)

        consent = buyer_page.current_consent(self.settings)
        firms = {offer.firm for offer in candidates}.intersection(ticked)
        choose(connection, matched, firms, consent, self.now())
        return self._back(matched, "#firms-you-chose")

    def _withdraw(self, connection: Connection, matched: MatchedRequest, sent: Sent) -> Response:
        firm = sent.one("firm")
        offer = matched.offer_of(firm)
        if offer is not None:
            matched = withdraw_offer(connection, matched, offer, self.now())
            renew(connection, self._matcher, matched, self.now())
        elif not firm:
            withdraw_request(connection, matched, self.now())
        return self._back(matched)

    def _erase(self, connection: Connection, matched: MatchedRequest, _: Sent) -> Response:
        retention.erase_one(connection, matched.reference, matched.email, self.now())
        return self.see("api/requests/erased")

    def _back(self, matched: MatchedRequest, anchor: str = "") -> Response:
        return self.see(private_path(matched.reference, matched.private_key) + anchor)


def _authorized(matched: MatchedRequest | None, key: str) -> MatchedRequest | None:
    """Return the match if this is its key. As much is compared where there is none."""
    right = matched.private_key if matched else random_key()
    same = hmac.compare_digest(right.encode(), key.encode())
    return matched if same else None


def _validate(matched: MatchedRequest, candidates: list[Offer], sent: Sent) -> FieldErrors:
    """Return what is missing. A form sent twice finds its firms chosen, and misses nothing."""
    firms = set(sent.all("firm"))
    chosen = {offer.firm for offer in matched.offers if offer.chosen_at}
    ticked = firms.intersection(offer.firm for offer in candidates)
    if not candidates or (firms and firms <= chosen):
        return []
    return [
        *([] if ticked else [(f"firm-{candidates[0].firm}", NONE_TICKED)]),
        *([] if sent.one("agree") == "yes" else [("agree", NOT_AGREED)]),
    ]
