"""The templates that change the theme, looked at before MkDocs meets a mistake in one."""

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError

from macros.pages import not_text
from model.core.problems import Problem


def problems(folder: Path, root: Path) -> Iterator[Problem]:
    """Yield a problem for each template below `folder` that cannot be read."""
    environment = Environment(autoescape=True)
    for path in sorted(folder.rglob("*.html")):
        try:
            environment.parse(path.read_text(encoding="utf-8"))
        except TemplateSyntaxError as error:
            what = error.message or "not a valid template"
            yield Problem(path.relative_to(root).as_posix(), error.lineno, "", what)
        except UnicodeDecodeError as error:
            yield Problem(path.relative_to(root).as_posix(), *not_text(error))
