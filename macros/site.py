"""What the site says of itself, for use in pages."""

from macros.evidence import known
from macros.render import render
from model.load import Site


def setting(site: Site, name: object) -> str:
    """Return one text of data/site.yml such as its name; raises UnknownName."""
    texts = {key: value for key, value in site.site if isinstance(value, str)}
    return texts[known("setting", name, texts)]


def promises(site: Site) -> str:
    """Return the promises as a list."""
    return render("promises.html.j2", {"promises": site.site.promises})
