"""The firm's way: a page with one button, since programs that look through mail follow links."""

from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from backend.introductions import answer_links
from backend.introductions.answer_links import Asked
from backend.portal.base_view import BaseView, SubmittedForm
from backend.storage.secrets import find_secret

TITLES = {"accept": "Will you quote?", "decline": "Will you decline?"}


class FirmDesk(BaseView):
    """What a firm sees and does. It is shown nothing about a buyer that its mail did not say."""

    async def show(self, request: Request) -> Response:
        """Show the button of a link; looking changes nothing."""
        token = request.query_params.get("answer", "")
        return await run_in_threadpool(self.guarded, lambda: self._show(token))

    async def answer(self, request: Request) -> Response:
        """Note the answer, once."""
        return await self.handle_form(request, self._answer)

    def _show(self, token: str) -> Response:
        with self.database.read() as connection:
            what = self._asked(connection, token)
        if what is None:
            return self.not_found()
        content = self.render_fragment(
            "introduction.html.j2",
            open=what.open,
            answer=what.answer,
            state=what.offer.state,
            firm=what.offer.firm_name,
            reference=what.matched.reference,
            token=token,
        )
        return self.page_response(TITLES[what.answer] if what.open else "Your answer", content)

    def _answer(self, sent: SubmittedForm) -> Response:
        token = sent.get("answer")
        with self.database.write() as connection:
            what = self._asked(connection, token, lock=True)
            if what is not None and what.open:
                answer_links.take(connection, what, self.settings.form, self.matcher, self.now())
        return self.redirect(f"api/introductions?answer={token}") if what else self.not_found()

    def _asked(self, connection: Connection, token: str, *, lock: bool = False) -> Asked | None:
        given = self.settings.secret
        key = given.encode() if given else find_secret(connection, "token")
        return answer_links.asked(connection, key, token, lock=lock) if key else None
