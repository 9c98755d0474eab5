"""Origins, as browsers name them: scheme, host and port of a page that may send the form."""

from collections.abc import Iterable
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")

WILDCARD_HOSTS = ("0.0.0.0", "::")  # noqa: S104 - recognised, not listened at


def parse_origin(address: str) -> str:
    """Return scheme, host and port of `address` as browsers write them. Raises ValueError."""
    parts = urlsplit(address.strip())
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.username is not None:
        raise ValueError(f"{address!r} is not an address such as https://example.com")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    host = host if host.isascii() else host.encode("idna").decode()
    port = "" if parts.port in (None, DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def parse_origins(addresses: Iterable[str]) -> frozenset[str]:
    """Return the origins of several addresses; raises ValueError for what is more than an origin.

    Wildcards are no addresses here: whoever may send the form is named.
    """
    addresses = list(addresses)
    for address in addresses:
        parts = urlsplit(address.strip())
        if "*" in address or parts.path not in ("", "/") or parts.query or parts.fragment:
            raise ValueError(f"{address!r} is not an exact origin such as https://example.com")
    return frozenset(parse_origin(address) for address in addresses)


def loopback_origins(address: str) -> frozenset[str]:
    """Return the origin of `address` and, for this machine itself, its other names."""
    origin = parse_origin(address)
    parts = urlsplit(origin)
    host = parts.netloc.removesuffix(f":{parts.port}")
    if host not in LOOPBACK_HOSTS and host.strip("[]") not in WILDCARD_HOSTS:
        return frozenset({origin})
    names = {
        f"{parts.scheme}://{name}:{parts.port or DEFAULT_PORTS[parts.scheme]}"
        for name in LOOPBACK_HOSTS
    }
    return frozenset({origin, *(parse_origin(name) for name in names)})
