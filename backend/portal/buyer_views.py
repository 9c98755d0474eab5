"""The buyer's way: a private page, and what its buttons do."""

import hmac
import logging
from collections.abc import Callable

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from backend.config.urls import private_path
from backend.intake import is_reference
from backend.matching import offers, queries, selection
from backend.matching.offering import renew, wants_renewal
from backend.matching.queries import Matched, Offer
from backend.portal import buyer_page
from backend.portal.base_view import BaseView, SubmittedForm
from backend.portal.buyer_page import MailStatus
from backend.privacy import erase_request

log = logging.getLogger(__name__)

Change = Callable[[Connection, Matched, SubmittedForm], Response]
NONE_TICKED = "Tick at least one firm"
NOT_AGREED = "Tick that you agree, so that we may send your request"


class BuyerDesk(BaseView):
    """What a buyer sees and does; who has the key is the buyer."""

    def page(self, reference: str, key: str) -> Response | None:
        """Return the private page, None for an unknown reference or a wrong key."""
        if not (key and is_reference(reference)):
            return None
        with self.database.read() as connection:
            matched = _opened(queries.find(connection, reference), key)
            posted = buyer_page.posted(connection, reference)
            old = matched and wants_renewal(connection, self.matcher, matched)
        if matched is None:
            return None
        if old:
            matched, posted = self._renewed(matched)
        content = buyer_page.html(self.settings, self.matcher, matched, posted, None)
        return self.page_response(buyer_page.TITLE, content)

    def _renewed(self, matched: Matched) -> tuple[Matched, MailStatus]:
        """Return the match without firms that have gone from the list since the last visit."""
        with self.database.write() as connection:
            found = queries.find(connection, matched.reference, lock=True)
            if found is not None:
                matched = renew(connection, self.matcher, found, self.now())
            return matched, buyer_page.posted(connection, matched.reference)

    async def choose(self, request: Request) -> Response:
        """Introduce the buyer to the firms that were ticked."""
        return await self.handle_form(request, self._changing(self._choose))

    async def withdraw(self, request: Request) -> Response:
        """Take one firm back, or the whole request."""
        return await self.handle_form(request, self._changing(self._withdraw))

    async def erase(self, request: Request) -> Response:
        """Delete everything about the request."""
        return await self.handle_form(request, self._changing(self._erase))

    def erased(self, _: Request) -> Response:
        """Say that it is done; there is nothing left to show."""
        return self.page_response("Everything is erased", self.render_fragment("erased.html.j2"))

    def _changing(self, change: Change) -> Callable[[SubmittedForm], Response]:
        def act(sent: SubmittedForm) -> Response:
            reference = sent.get("reference")
            if not is_reference(reference):  # databases disagree about what some texts hold
                return self.not_found()
            with self.database.write() as connection:
                found = queries.find(connection, reference, lock=True)
                matched = _opened(found, sent.get("key"))
                if matched is not None:
                    answer = change(connection, matched, sent)
                    log.info("%s %s", reference, change.__name__.strip("_"))
                    return answer
            return self.not_found()

        return act

    def _choose(self, connection: Connection, matched: Matched, sent: SubmittedForm) -> Response:
        firms, agreed = sent.get_all("firm"), sent.get("agree") == "yes"
        candidates = buyer_page.candidates(self.matcher, matched)
        errors = _mistakes(matched, candidates, sent)
        if errors:
            posted = buyer_page.posted(connection, matched.reference)
            content = buyer_page.html(
                self.settings,
                self.matcher,
                matched,
                posted,
                buyer_page.Tried(errors, firms, agreed),
            )
            prefix = f"{self.settings.form.errors.prefix} "
            return self.page_response(buyer_page.TITLE, content, 422, prefix)

        agreement = buyer_page.agreement(self.settings)
        may = {offer.firm for offer in candidates}
        selection.choose(connection, matched, may.intersection(firms), agreement, self.now())
        return self._back(matched, "#firms-you-chose")

    def _withdraw(self, connection: Connection, matched: Matched, sent: SubmittedForm) -> Response:
        firm = sent.get("firm")
        offer = matched.offer_of(firm)
        if offer is not None:
            matched = selection.withdraw(connection, matched, offer, self.now())
            renew(connection, self.matcher, matched, self.now())
        elif not firm:
            selection.withdraw_all(connection, matched, self.now())
        return self._back(matched)

    def _erase(self, connection: Connection, matched: Matched, _: SubmittedForm) -> Response:
        erase_request(connection, matched.reference, matched.email, self.now())
        return self.redirect("api/requests/erased")

    def _back(self, matched: Matched, anchor: str = "") -> Response:
        return self.redirect(private_path(matched.reference, matched.private_key) + anchor)


def _opened(matched: Matched | None, key: str) -> Matched | None:
    """Return the match if this is its key. As much is compared where there is none."""
    right = matched.private_key if matched else offers.new_code()
    same = hmac.compare_digest(right.encode(), key.encode())
    return matched if same else None


def _mistakes(matched: Matched, candidates: list[Offer], sent: SubmittedForm) -> buyer_page.Errors:
    """Return what is missing. A form sent twice finds its firms chosen, and misses nothing."""
    firms = set(sent.get_all("firm"))
    chosen = {offer.firm for offer in matched.offers if offer.chosen_at}
    ticked = firms.intersection(offer.firm for offer in candidates)
    if not candidates or (firms and firms <= chosen):
        return []
    return [
        *([] if ticked else [(f"firm-{candidates[0].firm}", NONE_TICKED)]),
        *([] if sent.get("agree") == "yes" else [("agree", NOT_AGREED)]),
    ]
