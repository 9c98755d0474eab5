"""The list of open data files."""

from macros.render import Links, render
from model.dataset import Site
from model.exports.open_data import COMPARISON_PAGE, FILES


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
