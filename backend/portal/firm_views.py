"""The page of a firm's link: one button, since programs that look through mail follow links."""

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from backend.introductions import FirmAnswerRequest, load_answer_request, record_answer
from backend.portal.base_view import BaseView, SubmittedForm
from backend.storage.secrets import find_secret

TITLES = {"accept": "Will you quote?", "decline": "Will you decline?"}


class FirmViews(BaseView):
    """What a firm sees and does. It is shown nothing about a buyer that its mail did not say."""

    async def show(self, request: Request) -> Response:
        """Show the button of a link; looking changes nothing."""
        token = request.query_params.get("answer", "")
        return await self.guarded(lambda: self._show(token))

    async def answer(self, request: Request) -> Response:
        """Note the answer, once."""
        return await self.handle_form(request, self._answer)

    def _show(self, token: str) -> Response:
        with self.database.read() as connection:
            asked = self._load(connection, token)
        if asked is None:
            return self.not_found()
        content = self.render_fragment(
            "introduction.html.j2",
            open=asked.answerable,
            answer=asked.answer,
            state=asked.offer.state,
            firm=asked.offer.firm_name,
            reference=asked.matched.reference,
            token=token,
        )
        return self.page_response(
            TITLES[asked.answer] if asked.answerable else "Your answer", content
        )

    def _answer(self, sent: SubmittedForm) -> Response:
        token, settings = sent.get("answer"), self.settings
        with self.database.write() as connection:
            asked = self._load(connection, token, lock=True)
            if asked is not None and asked.answerable:
                record_answer(connection, asked, settings.form, self.matcher, self.now())
        return self.redirect(f"api/introductions?answer={token}") if asked else self.not_found()

    def _load(
        self, connection: Connection, token: str, *, lock: bool = False
    ) -> FirmAnswerRequest | None:
        given = self.settings.secret
        key = given.encode() if given else find_secret(connection, "token")
        return load_answer_request(connection, key, token, lock=lock) if key else None
