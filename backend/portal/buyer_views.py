"""The buyer's private page, and what its buttons do."""

import hmac
import json
import logging
import re
from collections.abc import Callable

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from backend.config.urls import private_path
from backend.http.form_body import RequestRejectedError
from backend.intake import is_reference
from backend.introductions import confirms
from backend.matching import (
    EditRefusedError,
    Erasure,
    MatchedRequest,
    Offer,
    choose,
    confirm_address,
    edit_request,
    find_by_reference,
    mail_link,
    needs_renewal,
    random_token,
    renew,
    share_request,
    unshare_request,
    withdraw_offer,
    withdraw_request,
)
from backend.portal import buyer_page
from backend.portal.base_view import PRIVATE_HEADERS, BaseView, SubmittedForm
from backend.portal.buyer_page import FieldErrors, FormState, MailStatus
from backend.portal.edit_form import EditState, check_values, read_values
from backend.privacy import collect_stored, erase_request, explain_left_out
from backend.storage.clock import timestamp
from backend.storage.secrets import find_secret

log = logging.getLogger(__name__)

Change = Callable[[Connection, MatchedRequest, SubmittedForm], Response]
NONE_TICKED = "Tick at least one firm"
CHANGED = (
    "Your answers were changed after you opened this page, and nothing was sent. Look at them and"
    " at the firms again, and then send"
)
NOT_AGREED = "Tick that you agree, so that we may send your request"


class BuyerViews(BaseView):
    """What a buyer sees and does; who has the key is the buyer."""

    def page(self, reference: str, key: str, confirm: str = "") -> Response | None:
        """Return the private page, None for an unknown reference or a wrong key.

        With the token of the mail in `confirm` it has a button; looking confirms nothing, since
        programs that look through mail open every link.
        """
        if not (key and is_reference(reference)):
            return None
        with self.database.read() as connection:
            matched = _authorized(find_by_reference(connection, reference), key)
            mails = buyer_page.load_mail_status(connection, reference, self.now())
            stale = matched and needs_renewal(connection, self.matcher, matched)
            good = matched and self._confirms(connection, matched, confirm)
        if matched is None:
            return None
        if stale:
            matched, mails = self._renew(matched)
        form = FormState(confirm=confirm if good else "")
        content = buyer_page.render_page(self.settings, self.matcher, matched, mails, form)
        return self.page_response(buyer_page.title_of(self.matcher, matched), content)

    def authorized(self, reference: str, key: str) -> tuple[MatchedRequest, MailStatus] | None:
        """Return a request and its mails for who has its key; None for everybody else."""
        if not (key and is_reference(reference)):
            return None
        with self.database.read() as connection:
            matched = _authorized(find_by_reference(connection, reference), key)
            mails = buyer_page.load_mail_status(connection, reference, self.now())
        return (matched, mails) if matched else None

    def reader_page(self, reference: str, key: str) -> Response | None:
        """Return what a second reader sees, None for an unknown reference or a wrong key.

        It changes nothing, and nothing on it does.
        """
        if not (key and is_reference(reference)):
            return None
        with self.database.read() as connection:
            matched = find_by_reference(connection, reference)
            right = (matched and matched.read_key) or random_token()
            if matched is None or not hmac.compare_digest(right.encode(), key.encode()):
                return None
            mails = buyer_page.load_mail_status(connection, reference, self.now())
        content = buyer_page.render_reader_page(self.settings, self.matcher, matched, mails)
        return self.page_response(buyer_page.READER_TITLE, content)

    def _confirms(self, connection: Connection, matched: MatchedRequest, token: str) -> bool:
        given = self.settings.secret
        key = given.encode() if given else find_secret(connection, "token")
        return bool(key and token and confirms(key, matched, token))

    def _renew(self, matched: MatchedRequest) -> tuple[MatchedRequest, MailStatus]:
        """Return the match without firms that have gone from the list since the last visit."""
        with self.database.write() as connection:
            found = find_by_reference(connection, matched.reference, lock=True)
            if found is not None:
                matched = renew(connection, self.matcher, found, self.now())
            return matched, buyer_page.load_mail_status(connection, matched.reference, self.now())

    async def choose(self, request: Request) -> Response:
        """Introduce the buyer to the firms that were ticked."""
        return await self.handle_form(request, self._changing(self._choose))

    async def confirm(self, request: Request) -> Response:
        """Note that the address is the buyer's, whom the mail has reached."""
        return await self.handle_form(request, self._changing(self._confirm))

    async def mail(self, request: Request) -> Response:
        """Send the mail with the link once more."""
        return await self.handle_form(request, self._changing(self._mail))

    async def edit(self, request: Request) -> Response:
        """Change the answers, as long as no firm is chosen."""
        form = self.settings.form
        act = self._changing(self._edit)
        return await self.handle_form(request, act, form.body_limit, form.max_fields)

    async def share(self, request: Request) -> Response:
        """Make the link for a second reader."""
        return await self.handle_form(request, self._changing(self._share))

    async def unshare(self, request: Request) -> Response:
        """Take that link back."""
        return await self.handle_form(request, self._changing(self._unshare))

    async def download(self, request: Request) -> Response:
        """Return all that is stored about the request, as a file."""
        return await self.handle_form(request, self._download)

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
                found = find_by_reference(connection, reference, lock=True)
                matched = _authorized(found, sent.get("key"))
                if matched is not None:
                    answer = change(connection, matched, sent)
                    log.info("%s %s", reference, change.__name__.strip("_"))
                    return answer
            return self.not_found()

        return act

    def _choose(
        self, connection: Connection, matched: MatchedRequest, sent: SubmittedForm
    ) -> Response:
        ticked, agreed = sent.get_all("firm"), sent.get("agree") == "yes"
        candidates = buyer_page.selectable_offers(self.matcher, matched)
        if _count(sent) != matched.edits:  # what was agreed to is not what a firm would get
            form = FormState([("firms-that-fit", CHANGED)], ticked)
            return self._problem(connection, matched, form, 409)
        errors = _validate(matched, candidates, sent)
        if errors:
            return self._problem(connection, matched, FormState(errors, ticked, agreed), 422)

        consent = buyer_page.current_consent(self.settings)
        firms = {offer.firm for offer in candidates}.intersection(ticked)
        choose(connection, matched, firms, consent, self.now())
        return self._back(matched, "#firms-you-chose")

    def _edit(
        self, connection: Connection, matched: MatchedRequest, sent: SubmittedForm
    ) -> Response:
        values = read_values(self.settings.form, sent.pairs)
        try:
            answers, errors = check_values(self.settings.form, matched, values)
        except RequestRejectedError as refusal:
            return self.problem_page(refusal.status)
        if errors:
            form = FormState(edit=EditState(values, errors))
            return self._problem(connection, matched, form, 422)
        try:
            edit_request(connection, self.matcher, matched, answers, _count(sent), self.now())
        except EditRefusedError as refused:
            form = FormState(edit=EditState(answers, conflict=refused.reason))
            return self._problem(connection, matched, form, 409)
        return self._back(matched, "#your-answers")

    def _problem(
        self, connection: Connection, matched: MatchedRequest, form: FormState, status: int
    ) -> Response:
        """Return the page with what was sent, and what is wrong with it."""
        mails = buyer_page.load_mail_status(connection, matched.reference, self.now())
        content = buyer_page.render_page(self.settings, self.matcher, matched, mails, form)
        prefix = f"{self.settings.form.errors.prefix} "
        title = buyer_page.title_of(self.matcher, matched)
        return self.page_response(title, content, status, prefix)

    def _share(self, connection: Connection, matched: MatchedRequest, _: SubmittedForm) -> Response:
        share_request(connection, matched, self.now())
        return self._back(matched, "#second-reader")

    def _unshare(
        self, connection: Connection, matched: MatchedRequest, _: SubmittedForm
    ) -> Response:
        unshare_request(connection, matched, self.now())
        return self._back(matched, "#second-reader")

    def _download(self, sent: SubmittedForm) -> Response:
        reference = sent.get("reference")
        if not is_reference(reference):
            return self.not_found()
        with self.database.read() as connection:
            matched = _authorized(find_by_reference(connection, reference), sent.get("key"))
            if matched is None:
                return self.not_found()
            stored = collect_stored(connection, matched.submission_id, reference)
        content = {
            "about": f"All that {self.settings.site_name} stores about request {reference}.",
            "made_at": timestamp(self.now()),
            "stored": stored,
            "left_out": explain_left_out(),
        }
        headers = {
            **PRIVATE_HEADERS,
            "Content-Disposition": f'attachment; filename="{reference}.json"',
        }
        text = json.dumps(content, indent=2, ensure_ascii=False)
        return Response(text + "\n", media_type="application/json", headers=headers)

    def _confirm(
        self, connection: Connection, matched: MatchedRequest, sent: SubmittedForm
    ) -> Response:
        if self._confirms(connection, matched, sent.get("confirm")):
            confirm_address(connection, matched, self.now())
        return self._back(matched, "#address-confirmed")

    def _mail(self, connection: Connection, matched: MatchedRequest, _: SubmittedForm) -> Response:
        if not matched.confirmed_at and not matched.withdrawn_at:
            mail_link(connection, matched, self.now())
        return self._back(matched)

    def _withdraw(
        self, connection: Connection, matched: MatchedRequest, sent: SubmittedForm
    ) -> Response:
        firm = sent.get("firm")
        offer = matched.offer_of(firm)
        if offer is not None:
            matched = withdraw_offer(connection, matched, offer, self.now())
            renew(connection, self.matcher, matched, self.now())
        elif not firm:
            withdraw_request(connection, matched, self.now())
        return self._back(matched)

    def _erase(self, connection: Connection, matched: MatchedRequest, _: SubmittedForm) -> Response:
        erasure = Erasure(self.now(), "buyer")
        erase_request(connection, matched.reference, matched.email, erasure)
        return self.redirect("api/requests/erased")

    def _back(self, matched: MatchedRequest, anchor: str = "") -> Response:
        return self.redirect(private_path(matched.reference, matched.private_key) + anchor)


def _count(sent: SubmittedForm) -> int:
    """Return how many edits the sender of a form knew of; a page from before they were is 0."""
    text = sent.get("edits") or "0"
    return int(text) if re.fullmatch("[0-9]{1,6}", text) else -1


def _authorized(matched: MatchedRequest | None, key: str) -> MatchedRequest | None:
    """Return the match if this is its key. As much is compared where there is none."""
    right = matched.private_key if matched else random_token()
    same = hmac.compare_digest(right.encode(), key.encode())
    return matched if same else None


def _validate(matched: MatchedRequest, candidates: list[Offer], sent: SubmittedForm) -> FieldErrors:
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
