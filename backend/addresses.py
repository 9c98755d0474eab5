"""Where the site and the service are reached; the functions raise ValueError for no address."""

from urllib.parse import urlsplit

from backend.origin import origin_of
from model.site import SiteSettings


def base_path(site: SiteSettings) -> str:
    """Return the path that the site's pages start at."""
    origin_of(site.address)  # raises ValueError
    return urlsplit(site.address).path or "/"


def public_address(text: str, site: SiteSettings) -> str:
    """Return where links in mails lead: `text`, or the address that takes the form.

    A site on a static host has its backend elsewhere, and says where in `form`.
    """
    elsewhere = (site.form.address or "").removesuffix("api/quotes")
    address = text.strip() or (elsewhere if site.form_backend == "embedded" else "") or site.address
    origin_of(address)
    return address.rstrip("/") + "/"
