"""Pages that are built only when they have something to show.

They stand in docs/ and in the nav of mkdocs.yml like all others. Another generator can leave them
out as it likes: `python -m publish` proves that they are there, or not, as the data says.
"""

from typing import Any

from mkdocs.config.config_options import PathSpec


def hide_page(config: Any, page: str) -> None:
    """Take a page such as "firms.md" out of the build and out of the nav of MkDocs' `config`."""
    hidden = PathSpec().validate(f"/{page}")
    kept = config["exclude_docs"]
    config["exclude_docs"] = kept + hidden if kept else hidden
    config["nav"] = remove_from_nav(config["nav"], page)


def remove_from_nav(entries: Any, page: str) -> Any:
    """Return the nav without a page, and without a section that it leaves empty."""
    if isinstance(entries, list):
        kept = (remove_from_nav(entry, page) for entry in entries)
        return [entry for entry in kept if entry]
    if isinstance(entries, dict):
        found = {title: remove_from_nav(entry, page) for title, entry in entries.items()}
        return {title: entry for title, entry in found.items() if entry}
    return None if entries == page else entries
