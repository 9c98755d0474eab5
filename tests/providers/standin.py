"""Stand-ins for the hosted providers on loopback, each with its documented contract.

What an email address starts with asks for a failure: wrong@ an error at the field, refused@ a
refusal, odd@ an answer that no contract has, silent@ no answer at all to a script.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from .choices import SETTINGS

Fields = dict[str, Any]


@dataclass(frozen=True)
class Ask:
    """One post, as a provider sees it."""

    provider: str
    path: str
    fields: Fields
    content_type: str
    wants_json: bool
    is_page: bool  # a form that navigates, not a script

    def asks_for(self, what: str) -> bool:
        return str(self.fields.get("email", "")).startswith(f"{what}@")


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: object = ""
    location: str | None = None
    cors: bool = True
    keep: bool = True


@dataclass
class World:
    """What the stand-ins know and what they kept. `thanks` is set in a provider's dashboard."""

    thanks: str = ""
    kept: list[Ask] = field(default_factory=list)

    def of(self, provider: str, email: str) -> list[Ask]:
        return [a for a in self.kept if a.provider == provider and a.fields.get("email") == email]


def refuse(status: int, body: object) -> Reply:
    return Reply(status, body, keep=False)


def page(ask: Ask, target: str, **more: str) -> Reply:
    """Lead on to another page; a script that follows may not read it."""
    return Reply(303, location=target + ("?" + urlencode(more) if more else ""), cors=True)


def formspree(ask: Ask, world: World) -> Reply:
    if ask.path != f"/f/{SETTINGS['formspree']['id']}":
        return refuse(404, {"error": "Form not found", "errors": [{"code": "FORM_NOT_FOUND"}]})
    if ask.fields.get("_gotcha"):
        return Reply(200, {"ok": True, "next": "/thanks"}, keep=False)
    if ask.asks_for("wrong"):
        error = {"code": "TYPE_EMAIL", "field": "email", "message": "should be an email"}
        return refuse(422, {"errors": [error]})
    if ask.asks_for("refused"):
        return refuse(403, {"error": "Form is blocked"})
    if ask.wants_json and "_next" not in ask.fields:
        return Reply(200, {"ok": True, "next": "https://formspree.io/thanks"})
    return page(ask, ask.fields.get("_next", ""))


def formspark(ask: Ask, world: World) -> Reply:
    if ask.path != f"/{SETTINGS['formspark']['id']}":
        return refuse(404, "Not found")
    if ask.asks_for("refused"):
        return refuse(400, {"message": "This form is paused"})
    if not ask.is_page:
        if ask.content_type != "application/json" or not ask.wants_json:
            return Reply(200, {}, keep=False)
        return Reply(200, {"id": "1"}, keep="_email.subject" not in ask.fields)
    if ask.fields.get("_append") != "false":
        return page(ask, ask.fields["_redirect"], **ask.fields)
    return page(ask, ask.fields["_redirect"])


def web3forms(ask: Ask, world: World) -> Reply:
    if ask.path != "/submit" or ask.fields.get("access_key") != SETTINGS["web3forms"]["key"]:
        return refuse(400, {"success": False, "body": {"message": "Invalid access key"}})
    if ask.asks_for("refused") or "botcheck" in ask.fields:
        return refuse(400, {"success": False, "message": "Spam detected"})
    if "redirect" in ask.fields:
        return page(ask, ask.fields["redirect"])
    return Reply(200, {"success": True, "message": "Email sent"})


def staticforms(ask: Ask, world: World) -> Reply:
    if ask.path != "/submit" or ask.fields.get("apiKey") != SETTINGS["staticforms"]["key"]:
        return refuse(401, {"success": False, "message": "Invalid API key"})
    if ask.asks_for("refused") or any(v for k, v in ask.fields.items() if "honeypot" in k):
        return refuse(429, {"success": False, "message": "Monthly limit exceeded"})
    if "redirectTo" in ask.fields:
        return page(ask, ask.fields["redirectTo"])
    return Reply(200, {"success": True, "message": "Form submission received"})


def formcarry(ask: Ask, world: World) -> Reply:
    if ask.path != f"/s/{SETTINGS['formcarry']['id']}":
        return refuse(404, {"code": 404, "status": "error", "message": "No such form"})
    if ask.asks_for("wrong"):
        error = {"message": "must be a valid email", "rule": "email"}
        return refuse(422, {"code": 422, "status": "error", "errors": {"email": error}})
    if ask.asks_for("refused"):
        return refuse(403, {"code": 403, "status": "error", "message": "Form is disabled"})
    if ask.wants_json and "_next" not in ask.fields:
        return Reply(200, {"code": 200, "status": "success", "title": "Thank you"})
    return Reply(303, location=ask.fields.get("_next", ""), cors=False)


def basin(ask: Ask, world: World) -> Reply:
    if ask.path != f"/f/{SETTINGS['basin']['id']}":
        return refuse(404, {"error": "Form not found"})
    if ask.asks_for("refused"):
        return refuse(422, {"error": "Form is inactive"})
    if ask.is_page:
        return page(ask, world.thanks)
    return Reply(200, {"success": True} if ask.wants_json else "<p>Thanks</p>")


def netlify(ask: Ask, world: World) -> Reply:
    """The site's own page answers; whatever is no form of it is not found."""
    urlencoded = ask.content_type == "application/x-www-form-urlencoded"
    if not urlencoded or ask.fields.get("form-name") != "quote" or ask.asks_for("refused"):
        return refuse(404, "<h1>Page not found</h1>")
    return Reply(200, "", keep=not ask.fields.get("bot-field"))


def custom(ask: Ask, world: World) -> Reply:
    if ask.asks_for("wrong"):
        return refuse(422, {"errors": {"email": "We cannot reach this address"}})
    if ask.asks_for("refused"):
        return refuse(503, {"error": "Closed for today"})
    if ask.is_page:
        return page(ask, world.thanks)
    return Reply(201, {"stored": True})


CONTRACTS: dict[str, Callable[[Ask, World], Reply]] = {
    contract.__name__: contract
    for contract in (
        formspree, formspark, web3forms, staticforms, formcarry, basin, netlify, custom,
    )
}  # fmt: skip
# Where any 2xx is success, only another status can be odd.
LENIENT = ("formspark", "basin", "netlify")


class Posts(BaseHTTPRequestHandler):
    """Read a post, hand it to the provider that the path names, send its reply."""

    world: World

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""

    def do_OPTIONS(self) -> None:
        self._send(Reply(204))

    def do_POST(self) -> None:
        ask = self._ask()
        if ask.asks_for("silent") and not ask.is_page:
            self.world.kept.append(ask)
            return
        if ask.asks_for("odd"):
            self._send(Reply(502 if ask.provider in LENIENT else 200, "<h1>Maintenance</h1>"))
            return
        reply = CONTRACTS[ask.provider](ask, self.world)
        if reply.keep:
            self.world.kept.append(ask)
        self.reply(ask, reply)

    def reply(self, ask: Ask, reply: Reply) -> None:
        self._send(reply)

    def _ask(self) -> Ask:
        _, provider, path = urlsplit(self.path).path.split("/", 2)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        kind = self.headers["Content-Type"].split(";")[0]
        pairs = parse_qsl(body, keep_blank_values=True)
        return Ask(
            provider=provider,
            path=f"/{path}",
            fields=json.loads(body) if kind == "application/json" else dict(pairs),
            content_type=kind,
            wants_json="application/json" in self.headers.get("Accept", ""),
            is_page=self.headers.get("Sec-Fetch-Mode") == "navigate",
        )

    def _send(self, reply: Reply) -> None:
        is_text = isinstance(reply.body, str)
        body = (reply.body if is_text else json.dumps(reply.body)).encode()  # type: ignore[union-attr]
        self.send_response(reply.status)
        if reply.cors:
            self.send_header("Access-Control-Allow-Origin", "*")
            # Accept and urlencoded forms need no permission; JSON does.
            self.send_header("Access-Control-Allow-Headers", "content-type")
        if reply.location:
            self.send_header("Location", reply.location)
        self.send_header("Content-Type", "text/html" if is_text else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Pages(Posts, SimpleHTTPRequestHandler):
    """Built sites, one below each provider's name; takes forms as its own pages' host does."""

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""

    def reply(self, ask: Ask, reply: Reply) -> None:
        if reply.status == 200:
            self.do_GET()
        else:
            self._send(Reply(reply.status, reply.body, cors=False))


@contextmanager
def serving(handler: type[Posts], world: World, folder: Path | None = None) -> Iterator[str]:
    """Serve on a free port of this machine and yield the address, without a slash at its end."""
    bound = type(handler.__name__, (handler,), {"world": world})
    made = partial(bound, directory=str(folder)) if folder else bound
    server = ThreadingHTTPServer(("127.0.0.1", 0), made)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
