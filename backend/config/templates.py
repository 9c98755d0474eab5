"""The Jinja environment of the backend's own templates: mails, and parts of pages."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from model.core.hyphenation import hyphenate

BACKEND = Path(__file__).resolve().parents[1]
# Templates lie beside the package that fills them.
FILLERS = ("applications", "portal", "introductions", "digest", "http", "desk")
TEMPLATES = tuple(BACKEND / each / "templates" for each in FILLERS)


@cache
def environment() -> Environment:
    """Return the environment: pages are escaped, mails are plain text; no name may be missing."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["hyphenate"] = hyphenate
    return made


def render(template: str, context: Mapping[str, object]) -> str:
    """Return a template, filled in."""
    return environment().get_template(template).render(context)
