"""The addresses of the built pages and of the API, below the site's path."""

from urllib.parse import urlencode

QUOTES = "quotes/"

THANKS = "quotes/thanks/"

FIRMS_FORM = "for-firms/"

API = "api/"

DESK = "desk/"


def is_backend_path(path: str, base: str) -> bool:
    """Tell whether the service answers `path` of a site whose pages start at `base`."""
    return path.startswith((base + API, base + DESK)) or path == base + THANKS


def private_path(reference: str, key: str) -> str:
    """Return the address of a buyer's page, below the site's own."""
    return f"{THANKS}?{urlencode({'reference': reference, 'key': key})}"


def confirmation_path(reference: str, key: str = "") -> str:
    """Return the address of the page that confirms a request, below the site's own."""
    if key:
        return f"{private_path(reference, key)}&sent=1"
    return f"{THANKS}?{urlencode({'reference': reference})}"


def reader_path(reference: str, key: str) -> str:
    """Return the address of a second reader, below the site's own; "" without a key."""
    return f"{THANKS}?{urlencode({'reference': reference, 'read': key})}" if key else ""
