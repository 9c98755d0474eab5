"""The comparison as a light page that other sites may show in a frame."""

from macros.views import Links, comparison_table, short_comparison
from model.dataset import Dataset
from model.exports import COMPARISON_PAGE
from publish.pages.favicon import find_favicon
from publish.render import render
from publish.site import BuiltSite

PAGE = "embed/comparison/"
REPORTS = ["soc-1", "soc-2"]
STYLES = tuple(
    f"assets/css/{name}.css"
    for name in ("tokens", "site", "sources", "tables", "comparison", "embed")
)


def write_embed(site: BuiltSite, dataset: Dataset) -> None:
    """Write the page. Its links lead out of the frame, those of its rows to the full page."""
    links = Links.of(site.address)
    short = short_comparison(dataset, links, REPORTS, buttons=False)
    table = short + comparison_table(dataset, links, REPORTS)
    compare = f"{site.base}{COMPARISON_PAGE}"
    context = {
        "name": dataset.settings.name,
        "compare": compare,
        "canonical": site.address + COMPARISON_PAGE,
        "icon": f"{site.base}{find_favicon(site)}",
        "styles": [site.base + style for style in STYLES],
        "table": table.replace('href="#', f'href="{compare}#'),
    }
    site.write(f"{PAGE}index.html", render("embed.html.j2", context))
