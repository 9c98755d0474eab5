"""What the site says of itself, for use in pages."""

from macros.views.citations import known
from macros.views.render import Links, render
from model.content.site import SitePromise
from model.dataset import Site
from model.exports.open_data import COMPARISON_PAGE, FILES


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


def accessibility_run(site: Site) -> str:
    """Return date, programs and extent of the last run."""
    return render("accessibility_run.html.j2", {"run": site.accessibility})


def accessibility_checks(site: Site) -> str:
    """Return the list of what the last run checked."""
    return render("accessibility_checks.html.j2", {"checks": site.accessibility.checks})


def open_data(links: Links) -> str:
    """Return the list of the files, with what each holds."""
    return render(
        "open_data.html.j2",
        {"files": [{"href": links.page(file.path), "file": file} for file in FILES]},
    )


def embed_code(site: Site) -> str:
    """Return the markup that shows the comparison on another site, to be copied."""
    address, name = site.site.address, site.site.name
    context = {"address": address, "page": address + COMPARISON_PAGE, "name": name}
    return render("embed_code.html.j2", {"snippet": render("embed_snippet.html.j2", context)})
