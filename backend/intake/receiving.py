"""What the endpoint of every form does around storing: read the body, count and answer refusals."""

import logging
from collections.abc import Awaitable, Callable
from traceback import format_tb

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from backend.config.process_metrics import measures
from backend.http.form_body import RequestRejectedError, read_body
from backend.http.responses import ErrorResponses
from backend.intake.submission import parse
from backend.storage.connections import UnavailableError
from model.form import QuoteForm

log = logging.getLogger(__name__)
FormHandler = Callable[[Request, dict[str, str]], Awaitable[Response]]


async def receive_form(
    request: Request, form: QuoteForm, errors: ErrorResponses, answer: FormHandler
) -> Response:
    """Return what `answer` says of the sent values, or the refusal; count what is not taken.

    `answer` leaves pages and the database to threads: both are blocking work.
    """
    response = await _receive(request, form, errors, answer)
    if response.status_code >= 400:
        measures.note_refused(response.status_code)
    return response


async def _receive(
    request: Request, form: QuoteForm, errors: ErrorResponses, answer: FormHandler
) -> Response:
    try:
        body = await read_body(request.stream(), form.body_limit)
        values = parse(body, request.headers.get("content-type", ""), form)
    except ClientDisconnect:
        return Response(status_code=400)  # nobody is there to read it
    except RequestRejectedError as refusal:
        return await run_in_threadpool(errors.rejected, request, refusal)
    try:
        return await answer(request, values)
    except UnavailableError as error:
        return await run_in_threadpool(errors.rejected, request, to_rejection(error), values)


def to_rejection(error: Exception) -> RequestRejectedError:
    """Return how a form that could not be stored is answered; logs what is a mistake of ours."""
    if isinstance(error, RequestRejectedError):
        return error
    if isinstance(error, UnavailableError):
        return RequestRejectedError(503, "unavailable")
    # Where, but not the error's own words: they could repeat what somebody wrote.
    where = "".join(format_tb(error.__traceback__))
    log.error("a request could not be answered: %s\n%s", type(error).__name__, where)
    return RequestRejectedError(500, "unexpected")
