"""The webhook: a signed POST to one address of the operator's, guarded against SSRF.

The address is resolved once and connected to as it was checked, so that its name cannot lead into
our own network.
"""

import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
from datetime import datetime
from urllib.parse import urlsplit

from backend.config.settings import Webhook
from backend.delivery import deadline
from backend.delivery.errors import DeliveryError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Addresses that stand for an IPv4 address, which could be a private one.
IPV4_IN_IPV6 = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")))
# Answers of 4xx that say nothing against the request itself.
# The first three come of a wrong format, secret or permission, which a person mends.
RETRY_STATUSES = {400, 401, 403, 408, 425, 429}


def signature(secret: str, when: str, body: bytes) -> str:
    """Return the HMAC-SHA256, in hexadecimal, of the time, a dot and the body."""
    return hmac.new(secret.encode(), f"{when}.".encode() + body, hashlib.sha256).hexdigest()


def post(hook: Webhook, content: dict[str, object], delivery_id: str, now: datetime) -> None:
    """Send `content` as JSON. Raises DeliveryError. `delivery_id` is the same for every try."""
    if hook.format == "ntfy":
        content = {"topic": ntfy_address(hook.url)[1], **content}
    body = json.dumps(content, ensure_ascii=False).encode()
    when = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "X-Quotes-Delivery": delivery_id,
        "X-Quotes-Timestamp": when,
    }
    if hook.secret:
        headers["X-Quotes-Signature"] = f"sha256={signature(hook.secret, when, body)}"
    if hook.token:
        headers["Authorization"] = f"Bearer {hook.token}"
    status = _request(hook, body, headers)
    if 300 <= status < 400:
        raise DeliveryError(f"webhook answered {status}; redirects are not followed")
    if status >= 400:
        refused = status < 500 and status not in RETRY_STATUSES
        raise DeliveryError(f"webhook answered {status}", permanent=refused, channel=not refused)


def _request(hook: Webhook, body: bytes, headers: dict[str, str]) -> int:
    parts = urlsplit(hook.url)
    # Discord says only to who waits whether it has kept a message.
    query = "&".join(filter(None, [parts.query, "wait=true" if hook.format == "discord" else ""]))
    where = ntfy_address(hook.url)[0] if hook.format == "ntfy" else parts.path
    path = (where or "/") + (f"?{query}" if query else "")
    try:
        connection = _connect(hook)
        try:
            with deadline.connection_deadline(lambda: connection.sock, deadline.TOTAL_TIMEOUT):
                connection.request("POST", path, body, headers)
                return connection.getresponse().status
        finally:
            connection.close()
    except (OSError, http.client.HTTPException) as error:
        problem = f"no answer from the webhook: {type(error).__name__}"
        raise DeliveryError(problem, channel=True) from None


def ntfy_address(url: str) -> tuple[str, str]:
    """Return path and topic of a topic's address: JSON goes to the path above the topic."""
    above, _, topic = urlsplit(url).path.rpartition("/")
    return f"{above}/", topic


def _connect(hook: Webhook) -> http.client.HTTPConnection:
    """Return a connection to the very address that was looked at, whatever its name says later."""
    parts = urlsplit(hook.url)
    host, tls = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if tls else 80)
    address = _resolve(host, port, hook.allow_private)
    connection = http.client.HTTPConnection(host, port, timeout=deadline.STEP_TIMEOUT)
    connection.sock = socket.create_connection((address, port), deadline.STEP_TIMEOUT)
    if tls:
        context = ssl.create_default_context()
        try:
            connection.sock = context.wrap_socket(connection.sock, server_hostname=host)
        except OSError:
            connection.sock.close()
            raise
    return connection


def _resolve(host: str, port: int, allow_private: bool) -> str:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private and not all(is_public(address) for address in addresses):
        raise DeliveryError(
            "the webhook's address is private; QUOTES_WEBHOOK_ALLOW_PRIVATE=on allows it"
        )
    return addresses[0]


def is_public(text: str) -> bool:
    """Tell whether an IP address lies in the public internet."""
    address: Address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    disguised = any(address in network for network in IPV4_IN_IPV6)
    return address.is_global and not address.is_multicast and not disguised
