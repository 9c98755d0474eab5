"""What the preview needs from inside the generator that runs, MkDocs or ProperDocs.

Neither has a public way to build a single page. All use of their private functions is here.
"""

import importlib
from functools import lru_cache
from typing import Any


class Generator:
    """The generator that made a configuration."""

    def __init__(self, config: Any) -> None:
        name = type(config).__module__.partition(".")[0]
        self._build = importlib.import_module(f"{name}.commands.build")

    def build_date(self) -> str:
        """Return the day of a build, as templates and the sitemap show it."""
        return str(self._build.utils.get_build_date())

    def served_pages(self, files: Any) -> list[Any]:
        """Return the files of the pages that a server shows."""
        shown = self._build.InclusionLevel.is_in_serve
        return list(files.documentation_pages(inclusion=shown))

    def convert(self, page: Any, config: Any, files: Any) -> None:
        """Read a page and turn its Markdown into HTML."""
        self._build._populate_page(page, config, files)

    def write(self, page: Any, config: Any, pages: list[Any], nav: Any, env: Any) -> None:
        """Fill the template of a page and write its file."""
        self._build._build_page(page, config, pages, nav, env)


def cache_page_templates(config: Any) -> None:
    """Have the macros plugin keep the templates that it makes of pages.

    After a change of data the text of a page is what it was.
    """
    environment = config.plugins["macros"].env
    environment.from_string = lru_cache(maxsize=256)(environment.from_string)
