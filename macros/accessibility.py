"""What the last run of the accessibility checks covered, for the page that says so."""

from macros.render import render
from model.dataset import Site


def accessibility_run(site: Site) -> str:
    """Return date, programs and extent of the last run."""
    return render("accessibility_run.html.j2", {"run": site.accessibility})


def accessibility_checks(site: Site) -> str:
    """Return the list of what the last run checked."""
    return render("accessibility_checks.html.j2", {"checks": site.accessibility.checks})
