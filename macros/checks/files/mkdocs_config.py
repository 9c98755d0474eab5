"""mkdocs.yml, read so that a mistake in it is told with its line and never as a traceback."""

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from macros.checks.files.damage import undecodable
from model.core import yaml_loader
from model.core.problems import Problem, suggest

UNKNOWN_KEY = "Unrecognised configuration name"


def read_config(path: Path, docs: Path) -> tuple[MkDocsConfig | None, list[Problem]]:
    """Return MkDocs' configuration for pages below `docs`, or None, and what is wrong with it."""
    document = yaml_loader.read(path, path.parent)
    found = [one for one in document.problems if yaml_loader.FOREIGN_TAG not in one.what]
    if not found and not isinstance(document.data, dict):
        found = [Problem(document.file, 1, "", "must be keys with values")]
    if found:
        return None, found
    config = MkDocsConfig(config_file_path=str(path))
    try:
        with path.open("rb") as file:
            config.load_file(file)
        config.load_dict({"docs_dir": str(docs)})
        errors, warnings = config.validate()
    except MkDocsException as error:
        return None, [Problem(document.file, 1, "", str(error).splitlines()[0])]
    for key, said in [*errors, *warnings]:
        what = str(said).splitlines()[0]
        if what.startswith(UNKNOWN_KEY):
            what = f"unknown key{suggest(key, dict(config._schema))}"
        found.append(document.problem((key,), what))
    return (None if errors else config), found


def check_theme_templates(folder: Path, root: Path) -> Iterator[Problem]:
    """Yield a problem for each template below `folder` that cannot be read."""
    environment = Environment(autoescape=True)
    for path in sorted(folder.rglob("*.html")):
        try:
            environment.parse(path.read_text(encoding="utf-8"))
        except TemplateSyntaxError as error:
            what = error.message or "not a valid template"
            yield Problem(path.relative_to(root).as_posix(), error.lineno, "", what)
        except UnicodeDecodeError as error:
            yield Problem(path.relative_to(root).as_posix(), *undecodable(error))
