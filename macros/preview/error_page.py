"""What the preview shows where nothing could be built: mkdocs.yml, a template or code is broken.

MkDocs would leave everybody waiting until the mistake is mended, and say so in the terminal only.
"""

import traceback
from pathlib import Path

from macros.checks import check_theme_templates, read_config
from macros.views import create_environment

PAGE = "preview-failed.html"
TEMPLATES = Path(__file__).resolve().parent / "templates"


def describe_failure(error: BaseException, root: Path, docs: Path) -> list[str]:
    """Return what stopped the build, as `make check` says it, or else the error and its place."""
    _, found = read_config(root / "mkdocs.yml", docs)
    found += check_theme_templates(root / "overrides", root)
    return [str(problem) for problem in found] or [_place(error, root) + _words(error)]


def _words(error: BaseException) -> str:
    said = str(error).strip().splitlines()
    return f"{type(error).__name__}: {said[0]}" if said else type(error).__name__


def _place(error: BaseException, root: Path) -> str:
    """Return "file:line: " of the innermost file of the project that was at work."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(root) and not {".venv", "site-packages"} & set(path.parts):
            return f"{path.relative_to(root).as_posix()}:{frame.lineno}: "
    return ""


def write_error_page(site: Path, found: list[str]) -> None:
    """Write the page that stands for every other one, where MkDocs serves files from."""
    site.mkdir(parents=True, exist_ok=True)
    template = create_environment(TEMPLATES).get_template("preview_failed.html.j2")
    (site / PAGE).write_text(template.render(problems=found), "utf-8")
