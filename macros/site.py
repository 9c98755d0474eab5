"""What the site says of itself, for use in pages."""

from macros.evidence import known
from macros.render import render
from model.content.site import SitePromise
from model.dataset import Site


def setting(site: Site, name: object) -> str:
    """Return one text of data/site.yml such as its name; raises UnknownName."""
    texts = {key: value for key, value in site.site if isinstance(value, str)}
    return texts[known("setting", name, texts)]


def retention(site: Site, name: object) -> str:
    """Return one number of data/site.yml's retention, such as open_days; raises UnknownName."""
    numbers = dict(site.site.retention)
    return str(numbers[known("retention", name, numbers)])


def promises(site: Site) -> str:
    """Return the promises as a list, without those that this deployment has no way to keep."""
    return render("promises.html.j2", {"promises": kept_promises(site)})


def kept_promises(site: Site) -> list[SitePromise]:
    """Return the promises that hold with the form's provider and with the firms that are listed."""
    ours = site.providers[site.site.form_backend].gives_reference
    return [
        item
        for item in site.site.promises
        if (ours or not item.needs_reference) and (site.listed_firms or not item.needs_firms)
    ]
