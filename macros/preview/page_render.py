"""Pages rendered again one by one, from what the last full build has left."""

from typing import Any

from macros.build.search_index import Entries, SearchIndex
from macros.preview.generator import Generator

# Front matter that no other page and no list of pages shows; the last is put there by the macros.
OWN_FRONT_MATTER = {
    *("title", "description", "reviewed", "next_review", "reviewer", "author", "hide", "subject"),
    "render_macros",
}
# Other plugins may look at all pages at once, so with them every change asks for a full build.
KNOWN_PLUGINS = {
    *("search", "material/search", "macros", "mkdocs-macros"),
    *("macros/preview/hook.py", "macros/build/search_hook.py"),
}


class FullRebuildRequiredError(Exception):
    """It is not certain that rendering some pages gives what a full build would."""


class LastBuild:
    """The configuration, files, nav and templates of the last full build."""

    def __init__(self, config: Any, files: Any, nav: Any, env: Any) -> None:
        """Keep them, in the shape of the generator that runs."""
        self.config, self.files, self.nav, self.env = config, files, nav, env
        self.generator = Generator(config)
        self.day = self.generator.build_date()
        self.pages = self.generator.served_pages(files)
        self.search = SearchIndex.of(config)
        # The content of pages that the search index has not been told of yet.
        self.unsearched: dict[str, str] = {}

    def ensure_reusable(self) -> None:
        """Raise FullRebuildRequiredError where a build of some pages cannot be trusted at all."""
        if others := set(self.config.plugins) - KNOWN_PLUGINS:
            named = ", ".join(sorted(others))
            raise FullRebuildRequiredError(f"the plugin {named} may look at all pages")
        if self.config.strict:
            raise FullRebuildRequiredError("--strict asks for all warnings")
        if self.day != self.generator.build_date():
            raise FullRebuildRequiredError("a new day has begun, and the sitemap has dates")

    def convert_page(self, name: str) -> None:
        """Read and convert a page.

        Raises FullRebuildRequiredError if other pages could show a change of it.
        """
        page = self._page(name)
        before = _shown_on_other_pages(page)
        self.generator.convert(page, self.config, self.files)
        if _shown_on_other_pages(page) != before:
            raise FullRebuildRequiredError(f"other pages may show the title or settings of {name}")

    def write_page(self, name: str) -> None:
        """Write a page's file, and keep what the search is to find in it for later."""
        page = self._page(name)
        if self.search is not None:
            self.unsearched[name] = page.content
            self.search.pause()
        try:
            self.generator.write(page, self.config, self.pages, self.nav, self.env)
        finally:
            if self.search is not None:
                self.search.resume()
        page.validate_anchor_links(files=self.files, log_level=self.config.validation.links.anchors)

    def write_search_index(self) -> None:
        """Write the search index if pages have changed."""
        if self.search is None or not self.unsearched:
            return
        by_page: dict[str, Entries] = {}
        for entry in self.search.entries:
            by_page.setdefault(entry["location"].partition("#")[0], []).append(entry)
        for name, content in self.unsearched.items():
            page = self._page(name)
            new = self.search.entries_of(page, content)
            if new and page.url not in by_page:  # its place is not known
                raise FullRebuildRequiredError(f"{name} is new to the search")
            by_page[page.url] = new
        self.search.entries = [entry for entries in by_page.values() for entry in entries]
        self.unsearched = {}
        self.search.write(self.config)

    def copy_asset(self, name: str) -> None:
        """Copy a file that is no page to the site again."""
        if name in self.config.extra_templates:
            raise FullRebuildRequiredError(f"{name} is a template")
        self._file(name).copy_file()

    def is_page(self, name: str) -> bool:
        """Return whether a file below docs/ is a page."""
        return bool(self._file(name).is_documentation_page())

    def can_defer(self, name: str) -> bool:
        """Return whether others see the same of a page for sure while its source is the same."""
        page = self._page(name)
        return "title" in vars(page) or "title" in page.meta

    def output_file(self, name: str) -> str:
        """Return the file of a page below the site's folder."""
        return str(self._file(name).dest_uri)

    def _file(self, name: str) -> Any:
        file = self.files.get_file_from_path(name)
        if file is None or file.inclusion.is_excluded():
            raise FullRebuildRequiredError(f"{name} is not a part of the site")
        return file

    def _page(self, name: str) -> Any:
        page = self._file(name).page
        if page is None:
            raise FullRebuildRequiredError(f"{name} has not been rendered yet")
        return page


def _shown_on_other_pages(page: Any) -> tuple[object, ...]:
    shared = {key: value for key, value in page.meta.items() if key not in OWN_FRONT_MATTER}
    if any(sign in str(page.title) for sign in ("{{", "{%", "{#")):
        raise FullRebuildRequiredError(f"the title of {page.file.src_uri} is worked out")
    return page.title, page.url, shared
