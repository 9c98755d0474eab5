"""The site as it answers at its public address, seen from this machine; follows no redirect."""

import http.client
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

TIMEOUT = 10  # seconds
MAX_BODY = 5_000_000  # bytes of a page


class SiteUnreachableError(Exception):
    """No answer. `certain`: whether others get none either; `hint`: what to do."""

    def __init__(self, why: str, hint: str, *, certain: bool) -> None:
        super().__init__(why)
        self.hint = hint
        self.certain = certain


@dataclass(frozen=True)
class SiteResponse:
    """One answer. `headers`: lower-case names; `expires`: the end of the certificate's life."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    expires: datetime | None = None

    @property
    def date(self) -> datetime | None:
        """When the server says that it answered."""
        try:
            return parsedate_to_datetime(self.headers["date"])
        except (KeyError, ValueError):
            return None


Fetch = Callable[[str], SiteResponse]


def fetch(address: str, context: ssl.SSLContext | None = None) -> SiteResponse:
    """Return what an address answers. Raises SiteUnreachableError."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    connection = _connection(host, parts.port, context, encrypted=parts.scheme == "https")
    try:
        connection.connect()
        expires = _expiry(connection)
        connection.request("GET", parts.path or "/", headers={"Accept-Encoding": "identity"})
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return SiteResponse(answer.status, headers, answer.read(MAX_BODY), expires)
    except ssl.SSLCertVerificationError as error:
        why = f"the certificate is not accepted: {error.verify_message}"
        hint = "let the proxy get one for this name"
        raise SiteUnreachableError(why, hint, certain=True) from None
    except socket.gaierror as error:
        certain = error.errno == socket.EAI_NONAME
        why = "the name is not known" if certain else "the name could not be looked up"
        raise SiteUnreachableError(why, "set its DNS records", certain=certain) from None
    except ConnectionRefusedError:
        why = "nothing listens there"
        raise SiteUnreachableError(why, "start the proxy, open the port", certain=True) from None
    except TimeoutError:
        why = f"no answer in {TIMEOUT} seconds"
        hint = "a firewall, or a machine that cannot reach itself: look from elsewhere"
        raise SiteUnreachableError(why, hint, certain=False) from None
    except (OSError, http.client.HTTPException) as error:
        why = f"no answer that can be read ({type(error).__name__})"
        raise SiteUnreachableError(why, "look at the proxy's log", certain=True) from None
    finally:
        connection.close()


def _connection(
    host: str, port: int | None, context: ssl.SSLContext | None, *, encrypted: bool
) -> http.client.HTTPConnection:
    if encrypted:
        context = context or ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=context)
    return http.client.HTTPConnection(host, port, timeout=TIMEOUT)


def _expiry(connection: http.client.HTTPConnection) -> datetime | None:
    if not isinstance(connection.sock, ssl.SSLSocket):
        return None
    ends = (connection.sock.getpeercert() or {}).get("notAfter")
    if not isinstance(ends, str):
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC)
