"""Templates of the files that publishing adds."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment

from macros.views import create_environment

# Templates lie beside the package that fills them.
TEMPLATES = sorted(Path(__file__).resolve().parent.glob("*/templates"))
MARKUP = ("html.j2", "xml.j2", "atom.j2")


@cache
def _environment() -> Environment:
    return create_environment(*TEMPLATES, markup=MARKUP, keep_trailing_newline=True)


def render(template: str, context: Mapping[str, object]) -> str:
    """Return the text of a template; values in markup are escaped."""
    return _environment().get_template(template).render(context)
