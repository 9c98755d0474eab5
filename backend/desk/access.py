"""Authentication by the proxy's header or a session cookie, and protection against CSRF."""

import hashlib
import hmac
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from backend.config.desk import DeskSettings
from backend.config.settings import Settings
from backend.desk.sign_in import SESSION_LIFE, Session, find_session, known_person
from backend.http.client_ip import client_address, networks_of
from backend.storage.clock import Clock
from backend.storage.hashing import sha256

PROXY_SECRET = "x-desk-secret"  # noqa: S105 - the name of a header
CSRF_PURPOSE = b"desk form\0"
# Seconds for which a browser is known as the one that asked for a link.
ASK_LIFE = 60 * 60


class HeaderError(Exception):
    """The proxy's header came twice, or in a spelling that some servers take for the same."""


@dataclass(frozen=True)
class AuthenticatedUser:
    """A person at the desk. `session` is empty where a proxy vouches; `token`: against CSRF."""

    person: str
    session: str
    token: str


class Access:
    """The ways into the desk of one deployment."""

    def __init__(self, settings: Settings, desk: DeskSettings, now: Clock) -> None:
        self._settings = settings
        self._desk = desk
        self._now = now
        secure = settings.public_address.startswith("https:")
        # With this prefix no other host, and no page in the clear, can set it.
        self._prefix, self._secure = ("__Host-", True) if secure else ("", False)

    def authenticate(
        self, connection: Connection, key: bytes, request: Request
    ) -> AuthenticatedUser | None:
        """Return who asks: the proxy's word counts before a session's. Raises HeaderError."""
        person = self._named_by_proxy(request)
        if person is not None:
            token = csrf_token(key, f"proxy {person}")
            return AuthenticatedUser(person, "", token) if person else None
        secret = request.cookies.get(f"{self._prefix}desk", "")
        session = self._session(connection, secret) if secret else None
        if session is None:
            return None
        return AuthenticatedUser(session.person, session.hash, csrf_token(key, session.hash))

    def read_browser_cookie(self, request: Request) -> str:
        """Return the hash of the cookie of who has not signed in, "" without one."""
        secret = request.cookies.get(f"{self._prefix}desk-ask", "")
        return sha256(secret) if secret else ""

    def set_browser_cookie(self, response: Response, secret: str) -> None:
        """Give a browser the cookie by which it is known until it has signed in."""
        self._set(response, "desk-ask", secret, ASK_LIFE)

    def set_session_cookie(self, response: Response, secret: str) -> None:
        """Give a browser the cookie of its session; the one from before has done its work."""
        self._set(response, "desk", secret, int(SESSION_LIFE.total_seconds()))
        self._set(response, "desk-ask", "", 0)

    def delete_session_cookie(self, response: Response) -> None:
        """Take the cookie back."""
        self._set(response, "desk", "", 0)

    def network_of(self, request: Request) -> str:
        """Return the network that a rate limit counts."""
        peer = request.client.host if request.client else None
        forwarded = request.headers.getlist("x-forwarded-for")
        address = client_address(peer, forwarded, self._settings.trusted_proxies)
        return networks_of(address)[0] if address else "unknown"

    def verify_csrf(self, request: Request, token: str, expected: str) -> bool:
        """Tell whether a form comes from our own origin, or has its CSRF token.

        Browsers of today say it by Sec-Fetch-Site. Older ones name the origin, but not from a page
        with the policy no-referrer: then the form's token decides.
        """
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        origin = request.headers.get("origin", "null")
        if origin not in ("", "null"):
            return origin in self._own_origins(request)
        return bool(expected) and hmac.compare_digest(token.encode(), expected.encode())

    def _own_origins(self, request: Request) -> set[str]:
        parts = urlsplit(self._settings.public_address)
        # The host that a browser has asked is its own word; a page elsewhere cannot change it.
        return {f"{parts.scheme}://{parts.netloc}", f"{parts.scheme}://{request.headers['host']}"}

    def _named_by_proxy(self, request: Request) -> str | None:
        """Return whom a trusted proxy names, "" where that is nobody of ours; None without word."""
        name = self._desk.proxy_header.lower()
        if not name:
            return None
        given = [
            (each.decode("latin-1").lower(), value.decode("latin-1"))
            for each, value in request.headers.raw
            if each.decode("latin-1").lower().replace("_", "-") == name
        ]
        if not given or not self._is_trusted(request):
            return None
        if len(given) > 1 or given[0][0] != name:
            raise HeaderError
        return known_person(self._desk.people, given[0][1])

    def _is_trusted(self, request: Request) -> bool:
        """Whether the machine that is connected is a proxy of ours; forwarded addresses say no."""
        try:
            peer = ip_address(request.client.host if request.client else "")
        except ValueError:
            return False
        secret = request.headers.get(PROXY_SECRET, "")
        knows = hmac.compare_digest(secret.encode(), self._desk.proxy_secret.encode())
        return any(peer in network for network in self._settings.trusted_proxies) and (
            knows or not self._desk.proxy_secret
        )

    def _session(self, connection: Connection, secret: str) -> Session | None:
        return find_session(connection, secret, self._desk.people, self._now())

    def _set(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(
            self._prefix + name,
            value,
            max_age=seconds,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )


def csrf_token(key: bytes, binding: str) -> str:
    """Return the CSRF token of one session, or of a browser that has none yet."""
    return hmac.new(key, CSRF_PURPOSE + binding.encode(), hashlib.sha256).hexdigest()
