"""Front matter, checked strictly: MkDocs publishes a broken one as text, without a word."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from model.core.problems import suggest
from model.core.record import is_ahead
from model.core.yaml_loader import Document, read_text

Finding = tuple[int, str, str]

# Keys that a page may have, and whether it must have them.
ALLOWED_KEYS = {
    "title": True,
    "description": True,
    "reviewed": False,
    "next_review": False,
    "reviewer": False,
    "author": False,
    "robots": False,
    "subject": False,
    "hide": False,
    "draft": False,
    "language": False,
    "search": False,
}
FLAGS = ("hide", "search", "draft")  # of the theme or ours, and no text
# A page with this subject tells of the site itself, which needs no source. Only these pages may
# have it, or go without sources as steps of the form: on others it would turn the check off.
OWN_SUBJECT = "this site"
OWN_PAGES = frozenset(
    {
        *("about.md", "accessibility.md", "data.md", "firms.md", "privacy.md", "sources.md"),
        *("for-firms.md", "quotes/index.md", "quotes/thanks.md"),
    }
)
# Those that the theme has its words in. The check looks at files alone and loads no theme.
THEME = find_spec("material")
LANGUAGES = sorted(
    path.stem
    for folder in (THEME.submodule_search_locations or [] if THEME else [])
    for path in (Path(folder) / "templates" / "partials" / "languages").glob("*.html")
)
# The values that a key may have, and what a message says of them.
KNOWN = {
    "robots": (["noindex"], "noindex keeps a page out of search engines"),
    "subject": ([OWN_SUBJECT], f"“{OWN_SUBJECT}” is for pages about the site itself"),
    "language": (LANGUAGES, f"the theme has {', '.join(LANGUAGES)}"),
}
DESCRIPTION_LENGTH = range(50, 161)  # characters; search engines cut longer ones


@lru_cache(maxsize=4096)  # several checks read the same page
def parse_front_matter(text: str) -> Document | None:
    """Return the front matter of a page, with the page's own lines; None if there is none."""
    match = re.match(r"---\n(.*?)^---\s*$", text, re.M | re.S)
    # a line in place of the ---, so that line numbers are those of the page
    return read_text("\n" + match[1], "") if match else None


def blank_front_matter(text: str) -> str:
    """Return a page without its front matter, its lines where they were."""
    return re.sub(
        r"\A---\n.*?^---[ \t]*$",
        lambda match: "\n" * match[0].count("\n"),
        text,
        count=1,
        flags=re.M | re.S,
    )


def is_own_page(page: str, text: str) -> bool:
    """Return whether a page, named as below docs/, tells of the site or is a step of its form."""
    document = parse_front_matter(text)
    data = document.data if document else None
    said = isinstance(data, dict) and (data.get("subject") == OWN_SUBJECT or "robots" in data)
    return said and page in OWN_PAGES


def is_draft(text: str) -> bool:
    """Return whether a page says that it is not to be published yet."""
    document = parse_front_matter(text)
    data = document.data if document else None
    return isinstance(data, dict) and data.get("draft") is True


def is_foreign(text: str) -> bool:
    """Return whether a page says that it is in another language than the site."""
    document = parse_front_matter(text)
    data = document.data if document else None
    return isinstance(data, dict) and "language" in data


def check_front_matter(page: str, text: str) -> Iterator[Finding]:
    """Yield (line, key, what) for each mistake in the front matter of a page."""
    document = parse_front_matter(text)
    if document is None:
        yield 1, "", "front matter is missing: start with ---, title: and description:, then ---"
        return
    for problem in document.problems:
        yield problem.line, problem.where, problem.what
    if not document.problems and not isinstance(document.data, dict):
        yield 2, "", "front matter must be keys with values"
    elif isinstance(document.data, dict):
        yield from _keys(document, document.data)
        if "subject" in document.data and page not in OWN_PAGES:
            what = f"only for pages about the site itself: {', '.join(sorted(OWN_PAGES))}"
            yield document.line(("subject",)), "subject", what


def _keys(document: Document, data: dict[str, object]) -> Iterator[Finding]:
    for key in data:
        if key not in ALLOWED_KEYS:
            yield document.line((key,)), key, f"unknown key{suggest(key, ALLOWED_KEYS)}"
    for key in (key for key, required in ALLOWED_KEYS.items() if required and key not in data):
        yield 1, key, "field required"
    for key in (key for key in ALLOWED_KEYS if key in data and key not in FLAGS):
        what = _value(key, data[key])
        if what:
            yield document.line((key,)), key, what
    if data.get("draft", True) is not True:
        what = "must be true; take the line out to publish the page"
        yield document.line(("draft",)), "draft", what
    yield from _dates(document, data)


def _dates(document: Document, data: dict[str, object]) -> Iterator[Finding]:
    """Check the dates of the trust line, which every article has."""
    given = [key for key in ("reviewed", "next_review") if key in data]
    if len(given) == 1:
        yield 1, "", "reviewed and next_review go together"
    elif not given and not {"subject", "robots"} & data.keys():
        yield (
            1,
            "",
            "reviewed and next_review are missing: the day of the last review, and the next",
        )
    reviewed, due = data.get("reviewed"), data.get("next_review")
    if isinstance(reviewed, str) and isinstance(due, str) and due <= reviewed:
        yield document.line(("next_review",)), "next_review", "must be after reviewed"


def _value(key: str, value: object) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return "must be text"
    if key in KNOWN and value not in KNOWN[key][0]:
        known, what = KNOWN[key]
        return f"“{value}” is not known{suggest(value, known)}; {what}"
    if key == "description" and len(value) not in DESCRIPTION_LENGTH:
        least, most = DESCRIPTION_LENGTH[0], DESCRIPTION_LENGTH[-1]
        return f"has {len(value)} characters; {least} to {most} are right"
    if key in {"reviewed", "next_review"}:
        return _day(key, value)
    return None


def _day(key: str, value: str) -> str | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return f"“{value}” is not a date such as 2026-11-22"
    if key == "reviewed" and is_ahead(day):
        return f"“{value}” is in the future: name the day on which the page was reviewed"
    return None
