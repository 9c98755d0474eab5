"""The desk's addresses: sign in, inbox, one request, acts, health, firms, CSV."""

import io
import os
import secrets
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urlsplit

from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from backend.applications import is_application
from backend.cli import doctor
from backend.cli.csv_format import write_csv
from backend.cli.deployment import Deployment
from backend.cli.launch import Place, check_all_the_time
from backend.cli.match_reports import count_exposure
from backend.cli.request_commands import (
    NoSuchRequestError,
    confirm_in,
    release_in,
    resend_dead_in,
    resend_in,
)
from backend.cli.request_reports import iterate_requests
from backend.config.desk import DeskSettings
from backend.config.environment import ENV_FILE
from backend.config.settings import Settings
from backend.config.urls import DESK
from backend.desk import acts, sign_in
from backend.desk.access import Access, AuthenticatedUser, HeaderError, csrf_token
from backend.desk.acts import Act, ActError
from backend.desk.application_pages import list_context, page_context
from backend.desk.counts_page import counts_context
from backend.desk.firm_list import dead_mails, firm_rows
from backend.desk.inbox import OWN_STATES, find_references, inbox_context, read_filters
from backend.desk.request_page import LAST_SIGNS, request_context
from backend.http.form_body import RequestRejectedError
from backend.intake import Limit, consume_each, is_reference
from backend.matching import InvalidTransitionError, Matcher, record_event
from backend.portal import PRIVATE_HEADERS, BaseView, SubmittedForm, read_form
from backend.storage.clock import Clock, format_time, utc_now
from backend.storage.database import Database
from backend.storage.hashing import sha256
from backend.storage.secrets import find_secret, signing_key
from model.dataset import ROOT, Dataset
from model.decision import is_day
from model.launch import Check, count_open

HOUR, DAY = 3600, 24 * 3600
# How often a link may be asked for: by one network, for one address, and in all.
ASK_LIMITS = {"network": Limit(20, HOUR), "address": Limit(10, HOUR), "all": Limit(200, DAY)}
# Codes and links that one network may try.
TRY_LIMIT = Limit(30, HOUR)
BODY_LIMIT, MAX_FIELDS = 32_768, 120

# The desk's own pages load nothing but what the site's pages do, and nobody shows them in a frame.
POLICY = (
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'self';"
    " connect-src 'self'; img-src 'self' data:; font-src 'self'; worker-src 'none'"
)
HEADERS = {**PRIVATE_HEADERS, "Content-Security-Policy": POLICY}

CODE_TITLE = "Look into your mail"
# What an act has done, by the word that the address ends with.
DONE = {
    "released": "Let in. What was held back is on its way.",
    "unchanged": "Nothing was to be done.",
    "erased": "Erased. Whoever was told is asked to delete it.",
    "state": "Saved where it stands.",
    "note": "The note is saved.",
    "resent": "To be delivered again: the worker sends it now.",
    "confirmed": "The address counts as confirmed.",
    "answer": "The firm's answer is noted, and the buyer is told.",
}

Show = Callable[[AuthenticatedUser], Response]


class DeskViews(BaseView):
    """What the operator's people see and do."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a view is made of, and how the desk is set up
        self,
        settings: Settings,
        desk: DeskSettings,
        database: Database,
        matcher: Matcher | None = None,
        now: Clock = utc_now,
        dataset: Dataset | None = None,
    ) -> None:
        super().__init__(settings, database, matcher, now)
        self._desk = desk
        self._access = Access(settings, desk, now)
        self._dataset = dataset

    def routes(self) -> list[Route]:
        """Return every address, below the desk's own."""
        get, post = ["GET"], ["POST"]
        return [
            Route("/", self.inbox, methods=get),
            Route("/sign-in", self.ask_form, methods=get),
            Route("/sign-in", self.ask, methods=post),
            Route("/sign-in/code", self.code_form, methods=get),
            Route("/sign-in/code", self.code, methods=post),
            Route("/in/{token}", self.link_form, methods=get),
            Route("/in/{token}", self.link, methods=post),
            Route("/sign-out", self.sign_out, methods=post),
            Route("/requests", self.act_on_many, methods=post),
            Route("/requests.csv", self.export, methods=post),
            Route("/requests/{reference}", self.request_page, methods=get),
            Route("/requests/{reference}", self.act, methods=post),
            Route("/health", self.health, methods=get),
            Route("/health", self.resend_dead, methods=post),
            Route("/firms", self.firms, methods=get),
            Route("/applications", self.applications, methods=get),
            Route("/applications/{reference}", self.application, methods=get),
            Route("/counts", self.counts, methods=get),
        ]

    # Pages

    async def inbox(self, request: Request) -> Response:
        """Every request that the address asks for, a page of them."""

        def show(user: AuthenticatedUser) -> Response:
            filters = read_filters(request.query_params, self.settings.form)
            days = self.settings.retention.quarantine_days
            with self.database.read() as connection:
                context = inbox_context(connection, filters, self.settings.form, days)
            return self._page(request, user, "Requests", "desk_inbox.html.j2", context)

        return await self._show(request, show)

    async def request_page(self, request: Request) -> Response:
        """One request."""

        def show(user: AuthenticatedUser) -> Response:
            return self._request_page(request, user, "")

        return await self._show(request, show)

    async def health(self, request: Request) -> Response:
        """What `doctor` finds, what holds the launch up, and the mails that were given up."""

        def show(user: AuthenticatedUser) -> Response:
            with self.database.read() as connection:
                dead = dead_mails(connection)
            checks = self._launch_checks()
            context = {
                "findings": self._check_health(),
                "launch": checks,
                "open_checks": count_open(checks),
                "dead": dead,
            }
            return self._page(request, user, "Health", "desk_health.html.j2", context)

        return await self._show(request, show)

    async def firms(self, request: Request) -> Response:
        """The firms, what became of their requests, and what is to be checked again."""

        def show(user: AuthenticatedUser) -> Response:
            with self.database.read() as connection:
                exposure = count_exposure(connection)
            rows = firm_rows(self._dataset, self.matcher, exposure, self.now().date())
            context = {"firms": rows, "known": self._dataset is not None}
            return self._page(request, user, "Firms", "desk_firms.html.j2", context)

        return await self._show(request, show)

    async def applications(self, request: Request) -> Response:
        """The firms that ask to be listed."""

        def show(user: AuthenticatedUser) -> Response:
            with self.database.read() as connection:
                context = list_context(connection)
            return self._page(request, user, "Applications", "desk_applications.html.j2", context)

        return await self._show(request, show)

    async def application(self, request: Request) -> Response:
        """One firm that asks to be listed, with the draft of its record."""
        reference = request.path_params["reference"]
        looked_up = request.query_params.get("looked-up", "")

        def show(user: AuthenticatedUser) -> Response:
            found = None
            if self._dataset is not None:
                with self.database.read() as connection:
                    day = looked_up if is_day(looked_up) else ""
                    found = page_context(connection, self._dataset, reference, day)
            if found is None:
                return self._missing(request, user)
            title = str(found["name"])
            return self._page(request, user, title, "desk_application.html.j2", found)

        return await self._show(request, show)

    async def counts(self, request: Request) -> Response:
        """What this service counted of the requests that it answered itself."""

        def show(user: AuthenticatedUser) -> Response:
            with self.database.read() as connection:
                context = counts_context(connection, self.now().date())
            return self._page(request, user, "Numbers", "desk_counts.html.j2", context)

        return await self._show(request, show)

    # Acts

    async def act(self, request: Request) -> Response:
        """Do one thing to one request."""
        reference = request.path_params["reference"]

        def work(user: AuthenticatedUser, form: SubmittedForm) -> Response:
            act = Act(reference, user.person, self.now())
            back = self._back(form)
            try:
                with self.database.write() as connection:
                    done = self._do(connection, act, form)
            except (ActError, InvalidTransitionError) as error:
                return self._request_page(request, user, str(error), 409)
            except NoSuchRequestError:
                return self._missing(request, user)
            here = "" if done == "erased" else f"{DESK}requests/{reference}"
            return self._return(here or back, done, back)

        return await self._handle_form(request, work)

    async def act_on_many(self, request: Request) -> Response:
        """Do one thing to each request that is ticked, or to the one whose button was pressed."""

        def work(user: AuthenticatedUser, form: SubmittedForm) -> Response:
            one = form.get("one")
            ticked = [one] if one else form.get_all("reference")
            do, state = ("release" if one else form.get("do")), form.get("state")
            done = "unchanged"
            with self.database.write() as connection:
                for reference in dict.fromkeys(ticked):
                    act = Act(reference, user.person, self.now())
                    try:
                        if do == "release" and release_in(
                            connection, reference, act.at, act.person
                        ):
                            done = "released"
                        elif do == "state" and state in OWN_STATES:
                            acts.set_state(connection, act, state, None)
                            done = "state"
                    except NoSuchRequestError:
                        continue  # erased by now
            return self._return(self._back(form), done)

        return await self._handle_form(request, work)

    async def resend_dead(self, request: Request) -> Response:
        """Try everything again that was given up."""

        def work(user: AuthenticatedUser, _: SubmittedForm) -> Response:
            with self.database.write() as connection:
                count = resend_dead_in(connection, self.now(), user.person)
            return self._return(f"{DESK}health", "resent" if count else "unchanged")

        return await self._handle_form(request, work)

    async def export(self, request: Request) -> Response:
        """Send what the filters on the screen show as CSV, all pages of it."""

        def work(user: AuthenticatedUser, form: SubmittedForm) -> Response:
            query = dict(parse_qsl(urlsplit(self._back(form)).query))
            filters = read_filters(query, self.settings.form)
            with self.database.write() as connection:
                wanted = {*find_references(connection, filters)}
                who = user.person
                record_event(connection, self.now(), "", "operator", "exported", person=who)
            file = io.StringIO(newline="")
            url = self.settings.database_url
            rows = [each for each in iterate_requests(url) if each["reference"] in wanted]
            write_csv(file, lambda: rows)
            name = {"Content-Disposition": 'attachment; filename="requests.csv"'}
            # The mark at the beginning tells spreadsheets that it is UTF-8.
            body = file.getvalue().encode("utf-8-sig", "replace")
            return Response(body, media_type="text/csv; charset=utf-8", headers={**HEADERS, **name})

        return await self._handle_form(request, work)

    # Signing in and out

    async def ask_form(self, request: Request) -> Response:
        """The form that asks for a link."""
        return await self._show_before_sign_in(
            request, "Sign in", "desk_sign_in.html.j2", {"by_mail": self.settings.mail is not None}
        )

    async def ask(self, request: Request) -> Response:
        """Mail a link; the answer is the same for everybody."""

        def work(key: bytes, form: SubmittedForm, browser: str) -> Response:
            email, moment = form.get("email")[:254], self.now().timestamp()
            limits = (
                ("desk-network", self._access.network_of(request), (ASK_LIMITS["network"],)),
                ("desk-address", email.lower(), (ASK_LIMITS["address"],)),
                ("desk-all", "", (ASK_LIMITS["all"],)),
            )
            with self.database.write() as connection:
                if consume_each(connection, limits, moment) > 0:
                    return self._too_many()
                person = sign_in.known_person(self._desk.people, email)
                if person and browser:
                    sign_in.mail_link_to(connection, key, person, browser, self.now())
            return self.redirect(f"{DESK}sign-in/code")

        return await self._handle_form_before_sign_in(request, work)

    async def code_form(self, request: Request) -> Response:
        """The form that takes a code."""
        return await self._show_before_sign_in(
            request, "Look into your mail", "desk_code.html.j2", {"wrong": False}
        )

    async def code(self, request: Request) -> Response:
        """Sign in by a typed code, in the browser that asked for it."""

        def work(key: bytes, form: SubmittedForm, browser: str) -> Response:
            typed = "".join(form.get("code").split())
            with self.database.write() as connection:
                if self._tries_too_much(connection, request):
                    return self._too_many()
                link = sign_in.find_code(connection, key, browser, typed, self.now())
                secret = link and sign_in.open_session(connection, link, "code", self.now())
            if secret:
                return self._signed_in(secret)
            token = csrf_token(key, browser) if browser else ""
            context = {"wrong": True, "token": token, "person": ""}
            return self._plain(CODE_TITLE, "desk_code.html.j2", context, 422)

        return await self._handle_form_before_sign_in(request, work)

    async def link_form(self, request: Request) -> Response:
        """Say who would sign in by a link, with the button; looking changes nothing."""
        token = request.path_params["token"].lower()
        with_link: dict[str, object] = {}

        def look() -> Response | None:
            with self.database.read() as connection:
                link = sign_in.find_link(connection, token, self.now())
            if link is None or not sign_in.known_person(self._desk.people, link.person):
                return self._no_link()
            elsewhere = bool(
                link.browser_hash
            ) and link.browser_hash != self._access.read_browser_cookie(request)
            with_link.update(
                link=token, who=link.person, elsewhere=elsewhere, asked=format_time(link.made_at)
            )
            return None

        return await self._show_before_sign_in(
            request, "Sign in", "desk_link.html.j2", with_link, look
        )

    async def link(self, request: Request) -> Response:
        """Sign in by a link, once."""
        token = request.path_params["token"].lower()

        def work(_: bytes, form: SubmittedForm, browser: str) -> Response:
            with self.database.write() as connection:
                if self._tries_too_much(connection, request):
                    return self._too_many()
                link = sign_in.find_link(connection, token, self.now())
                if link is None or not sign_in.known_person(self._desk.people, link.person):
                    return self._no_link()
                way: sign_in.Way = "mail" if link.browser_hash else "command"
                secret = sign_in.open_session(connection, link, way, self.now())
            return self._signed_in(secret) if secret else self._no_link()

        return await self._handle_form_before_sign_in(request, work)

    async def sign_out(self, request: Request) -> Response:
        """Sign out here, or everywhere."""

        def work(user: AuthenticatedUser, form: SubmittedForm) -> Response:
            only = "" if form.get("everywhere") else user.session
            with self.database.write() as connection:
                sign_in.close_sessions(connection, user.person, self.now(), only)
            answer = self.redirect(f"{DESK}sign-in")
            self._access.delete_session_cookie(answer)
            return answer

        return await self._handle_form(request, work)

    # Common

    async def _show(self, request: Request, show: Show) -> Response:
        def look() -> Response:
            try:
                user = self._authenticate(request)
            except HeaderError:
                return self._refused()
            return show(user) if user else self.redirect(f"{DESK}sign-in")

        return await self.guarded(look)

    async def _handle_form(
        self, request: Request, work: Callable[[AuthenticatedUser, SubmittedForm], Response]
    ) -> Response:
        form = await self._read(request)
        if isinstance(form, Response):
            return form

        def act() -> Response:
            try:
                user = self._authenticate(request)
            except HeaderError:
                return self._refused()
            if user is None:
                return self.redirect(f"{DESK}sign-in")
            if not self._access.verify_csrf(request, form.get("token"), user.token):
                return self._refused()
            return work(user, form)

        return await self.guarded(act)

    async def _show_before_sign_in(
        self,
        request: Request,
        title: str,
        template: str,
        context: dict[str, object],
        look: Callable[[], Response | None] = lambda: None,
    ) -> Response:
        """Show a page to who has not signed in, and know the browser from then on."""

        def show() -> Response:
            if other := look():
                return other
            known, fresh = self._access.read_browser_cookie(request), secrets.token_hex(32)
            browser = known or sha256(fresh)
            token = csrf_token(self._key(), browser)
            answer = self._plain(title, template, {**context, "token": token, "person": ""})
            if not known:
                self._access.set_browser_cookie(answer, fresh)
            return answer

        return await self.guarded(show)

    async def _handle_form_before_sign_in(
        self, request: Request, work: Callable[[bytes, SubmittedForm, str], Response]
    ) -> Response:
        form = await self._read(request)
        if isinstance(form, Response):
            return form

        def act() -> Response:
            key, browser = self._key(), self._access.read_browser_cookie(request)
            expected = csrf_token(key, browser) if browser else ""
            if not self._access.verify_csrf(request, form.get("token"), expected):
                return self._refused()
            return work(key, form, browser)

        return await self.guarded(act)

    async def _read(self, request: Request) -> SubmittedForm | Response:
        try:
            return await read_form(request, BODY_LIMIT, MAX_FIELDS)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        except RequestRejectedError as refusal:
            return await run_in_threadpool(self.problem_page, refusal.status)

    def _authenticate(self, request: Request) -> AuthenticatedUser | None:
        key = self._key()
        with self.database.read() as connection:
            user = self._access.authenticate(connection, key, request)
            session = user.session if user else ""
            late = bool(session) and sign_in.is_last_seen_outdated(connection, session, self.now())
        if late:
            with self.database.write() as connection:
                sign_in.note_seen(connection, session, self.now())
        return user

    def _key(self) -> bytes:
        given = self.settings.secret
        with self.database.read() as connection:
            key = given.encode() if given else find_secret(connection, "token")
        if key is None:
            with self.database.write() as connection:
                key = signing_key(connection, given, self.now().timestamp())
        return key

    def _page(  # noqa: PLR0913, PLR0917 - what a page is made of
        self,
        request: Request,
        user: AuthenticatedUser,
        title: str,
        template: str,
        context: dict[str, object],
        status: int = 200,
    ) -> Response:
        query = [(name, value) for name, value in request.query_params.items() if name != "done"]
        path = request.url.path.removeprefix(self.settings.base_path)
        common = {
            "person": user.person,
            "token": user.token,
            "back": path + (f"?{urlencode(query)}" if query else ""),
            "done": DONE.get(request.query_params.get("done", ""), ""),
            "by_session": bool(user.session),
        }
        return self._plain(title, template, {**common, **context}, status)

    def _plain(
        self, title: str, template: str, context: dict[str, object], status: int = 200
    ) -> Response:
        desk = self.settings.base_path + DESK
        content = self.render_fragment(template, desk=desk, **context)
        answer = self.page_response(title, content, status)
        answer.headers.update(HEADERS)
        return answer

    def _request_page(
        self, request: Request, user: AuthenticatedUser, problem: str, status: int = 200
    ) -> Response:
        reference = request.path_params["reference"]
        with self.database.read() as connection:
            found = request_context(connection, self.settings, reference)
        if found is None:
            return self._missing(request, user)
        query = request.query_params.get("from", "")
        context = {**found, "problem": problem, "inbox": self._inbox_path(query)}
        title = str(found["company"])
        return self._page(request, user, title, "desk_request.html.j2", context, status)

    def _missing(self, request: Request, user: AuthenticatedUser) -> Response:
        reference = request.path_params["reference"]
        known = is_reference(reference) or is_application(reference)
        context = {"reference": reference if known else ""}
        return self._page(request, user, "Not known", "desk_missing.html.j2", context, 404)

    def _check_health(self) -> list[doctor.CheckResult]:
        if self._dataset is None:
            return list(doctor.check_database(self.settings))
        checks = doctor.run_checks(self.settings, self._dataset, self.matcher, send=False)
        return list(checks)

    def _launch_checks(self) -> list[Check]:
        """Return the checks of a launch that take neither mail nor network."""
        if self._dataset is None:
            return []
        place = Place(ROOT, ENV_FILE)
        return check_all_the_time(
            Deployment(self._dataset, self.settings, self.matcher), os.environ, place
        )

    def _do(  # noqa: PLR0911 - one for each button
        self, connection: Connection, act: Act, form: SubmittedForm
    ) -> str:
        """Do what the pressed button says; return the word of DONE."""
        about = (connection, act.reference)
        match form.get("do"):
            case "release":
                return "released" if release_in(*about, act.at, act.person) else "unchanged"
            case "resend":
                return "resent" if resend_in(*about, act.at, act.person) else "unchanged"
            case "confirm":
                if not (why := form.get("why")):
                    raise ActError("Say how you know that it is the buyer's address.")
                done = confirm_in(*about, why, act.at, act.person)
                return "confirmed" if done else "unchanged"
            case "erase":
                acts.erase(connection, act, form.get("signs"), LAST_SIGNS)
                return "erased"
            case "note":
                acts.add_note(connection, act, form.get("text").replace("\r\n", "\n"))
                return "note"
            case "answer":
                answer, given = form.get("answer"), self.settings.form
                acts.note_answer(connection, act, form.get("firm"), answer, given, self.matcher)
                return "answer"
            case "state" if form.get("state") in OWN_STATES:
                version = form.get("version")
                seen = int(version) if version.isascii() and version.isdigit() else -1
                acts.set_state(connection, act, form.get("state"), seen)
                return "state"
        raise ActError("Nothing was pressed that this page knows.")

    def _inbox_path(self, query: str) -> str:
        """Return the inbox with the filters that a request was opened from."""
        filters = read_filters(dict(parse_qsl(query)), self.settings.form)
        wanted = filters.query()
        return DESK + (f"?{wanted}" if wanted else "")

    def _back(self, form: SubmittedForm) -> str:
        """Return the inbox with its filters, as the page that sent a form knows them.

        Only they are taken from it: whatever else stands there leads nowhere.
        """
        parts = urlsplit(form.get("back"))
        if parts.path.startswith(f"{DESK}requests/"):
            return self._inbox_path(dict(parse_qsl(parts.query)).get("from", ""))
        return self._inbox_path(parts.query if parts.path.rstrip("/") + "/" == DESK else "")

    def _return(self, path: str, done: str, inbox: str = "") -> Response:
        """303 to a page that says what was done, with the filters that it had."""
        query = urlsplit(inbox).query
        extra = {"from": query} if query and "/requests/" in path else {}
        sign = "&" if "?" in path else "?"
        return self.redirect(f"{path}{sign}{urlencode({**extra, 'done': done})}")

    def _signed_in(self, secret: str) -> Response:
        answer: RedirectResponse | Response = self.redirect(DESK)
        self._access.set_session_cookie(answer, secret)
        return answer

    def _tries_too_much(self, connection: Connection, request: Request) -> bool:
        network = self._access.network_of(request)
        limits = (("desk-tries", network, (TRY_LIMIT,)),)
        return consume_each(connection, limits, self.now().timestamp()) > 0

    def _too_many(self) -> Response:
        return self._plain(
            "Too many tries", "desk_refused.html.j2", {"many": True, "person": ""}, 429
        )

    def _refused(self) -> Response:
        context: dict[str, object] = {"many": False, "person": ""}
        return self._plain("Not from this page", "desk_refused.html.j2", context, 403)

    def _no_link(self) -> Response:
        return self._plain("This link has ended", "desk_no_link.html.j2", {"person": ""}, 404)
