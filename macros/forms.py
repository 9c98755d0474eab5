"""The quote form as a macro: which address it posts to, and its markup."""

from macros.quote_form import quote_form_context
from macros.render import Links, render
from model.load import Site

# Where each backend of data/site.yml takes the form, below the site's own path.
ACTIONS = {"embedded": "api/quotes"}


def quote_form(site: Site, links: Links) -> str:
    """Return the form as data/quote_form.yml defines it, for the backend of data/site.yml."""
    action = links.page(ACTIONS[site.site.form_backend])
    return render("quote_form.html.j2", quote_form_context(site.quote_form, action, links.base))
