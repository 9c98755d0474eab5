"""Where the site and the service are reached; the functions raise ValueError for no address."""

from urllib.parse import urlsplit

from backend.origin import origin_of
from model.content.site import SiteSettings
from model.dataset import Site


def base_path(site: SiteSettings) -> str:
    """Return the path that the site's pages start at."""
    origin_of(site.address)  # raises ValueError
    return urlsplit(site.address).path or "/"


def public_address(text: str, site: Site) -> str:
    """Return where links in mails lead: `text`, or the address that takes the form.

    A site on a static host has its backend elsewhere, and says where in `form`. With a hosted
    provider nothing but `text` can tell, and without it there is no address.
    """
    settings = site.site
    ours = site.providers[settings.form_backend].gives_reference
    elsewhere = (settings.form.address or "").removesuffix("api/quotes")
    address = text.strip() or ((elsewhere or settings.address) if ours else "")
    if not address:
        return ""
    origin_of(address)
    return address.rstrip("/") + "/"
