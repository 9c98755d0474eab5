"""Pages rendered again one by one, from what the last full build has left."""

import importlib
from typing import Any

from macros.build.search_entries import Entries, find_search_plugin, search_entries

# Front matter that no other page and no list of pages shows; the last is put there by the macros.
OWN_FRONT_MATTER = {
    *("title", "description", "reviewed", "next_review", "reviewer", "author", "hide", "subject"),
    "render_macros",
}
# Other plugins may look at all pages at once, so with them every change is a doubt.
KNOWN_PLUGINS = {
    *("search", "material/search", "macros", "mkdocs-macros"),
    *("macros/preview/hook.py", "macros/build/search_hook.py"),
}


class FullRebuildRequiredError(Exception):
    """It is not certain that rendering some pages gives what a full build would."""


class LastBuild:
    """The configuration, files, nav and templates of the last full build."""

    def __init__(self, config: Any, files: Any, nav: Any, env: Any) -> None:
        """Keep them; MkDocs' own functions, which need them, come from the generator that runs."""
        self.config, self.files, self.nav, self.env = config, files, nav, env
        generator = type(config).__module__.partition(".")[0]
        self.build = importlib.import_module(f"{generator}.commands.build")
        self.day = self.build.utils.get_build_date()
        shown = self.build.InclusionLevel.is_in_serve
        self.pages = list(files.documentation_pages(inclusion=shown))
        self.search = find_search_plugin(config)
        # The content of pages that the search index has not been told of yet.
        self.unsearched: dict[str, str] = {}

    def check(self) -> None:
        """Raise FullRebuildRequiredError where a build of some pages cannot be trusted at all."""
        if others := set(self.config.plugins) - KNOWN_PLUGINS:
            raise FullRebuildRequiredError(
                f"the plugin {', '.join(sorted(others))} may look at all pages"
            )
        if self.config.strict:
            raise FullRebuildRequiredError("--strict asks for all warnings")
        if self.day != self.build.utils.get_build_date():
            raise FullRebuildRequiredError("a new day has begun, and the sitemap has dates")

    def read(self, name: str) -> None:
        """Read and convert a page; raises Doubt if others could see a change of it."""
        page = self._page(name)
        before = _shown_on_other_pages(page)
        self.build._populate_page(page, self.config, self.files)
        if _shown_on_other_pages(page) != before:
            raise FullRebuildRequiredError(f"other pages may show the title or settings of {name}")

    def write(self, name: str) -> None:
        """Write a page's file, and keep what the search is to find in it for later."""
        page = self._page(name)
        if self.search is not None:
            index = self.search.search_index
            self.unsearched[name] = page.content
            index.add_entry_from_context = lambda _: None  # on this one object, for this one page
        try:
            self.build._build_page(page, self.config, self.pages, self.nav, self.env)
        finally:
            if self.search is not None:
                del index.add_entry_from_context
        page.validate_anchor_links(files=self.files, log_level=self.config.validation.links.anchors)

    def write_search(self) -> None:
        """Write the search index if pages have changed."""
        if self.search is None or not self.unsearched:
            return
        index = self.search.search_index
        found: dict[str, Entries] = {}
        for entry in index.entries:
            found.setdefault(entry["location"].partition("#")[0], []).append(entry)
        for name, content in self.unsearched.items():
            page = self._page(name)
            new = search_entries(index, page, content)
            if new and page.url not in found:
                raise FullRebuildRequiredError(
                    f"{name} is new to the search"
                )  # its place is not known
            found[page.url] = new
        index.entries = [entry for entries in found.values() for entry in entries]
        self.unsearched = {}
        self.search.on_post_build(config=self.config)

    def copy(self, name: str) -> None:
        """Copy a file that is no page to the site again."""
        if name in self.config.extra_templates:
            raise FullRebuildRequiredError(f"{name} is a template")
        self._file(name).copy_file()

    def is_page(self, name: str) -> bool:
        """Return whether a file below docs/ is a page."""
        return bool(self._file(name).is_documentation_page())

    def can_wait(self, name: str) -> bool:
        """Return whether others see the same of a page for sure while its source is the same."""
        page = self._page(name)
        return "title" in vars(page) or "title" in page.meta

    def target(self, name: str) -> str:
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
