"""/.well-known/security.txt (RFC 9116): where to report a weakness."""

from datetime import date, timedelta

from model.dataset import Dataset
from publish.render import render
from publish.site import BuiltSite

# From the last change of facts, so that the same input gives the same file.
VALID = timedelta(days=365)


def write_security_contact(site: BuiltSite, dataset: Dataset) -> None:
    """Write the file for a site at the root of its host; RFC 9116 knows no other place."""
    if site.base != "/":
        return
    context = {
        "contact": dataset.settings.operator_email,
        "address": site.address,
        "language": "en",
        "expires": (date.fromisoformat(dataset.changes.newest) + VALID).isoformat(),
    }
    site.write(".well-known/security.txt", render("security.txt.j2", context))
