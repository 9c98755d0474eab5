"""Quotation marks and apostrophes as a printer sets them, in all that visitors read.

Editors type straight ones, as every keyboard has them. Code and text to be copied keep what they
have, and so do attributes. The number of a report or a type stays on the line of its name, apart
from titles and options, which programs show, list or compare as they stand.
"""

import json
import re
from collections.abc import Iterator

from publish.site import BuiltSite

# What is no text for readers, or is taken along as it stands; a comment; a tag; text.
TOKEN = re.compile(
    r"(?P<raw><(?P<kind>code|kbd|pre|samp|script|style|textarea)\b.*?</(?P=kind)>|<!.*?>)"
    r"""|(?P<tag></?(?P<name>[a-z][a-z0-9-]*)(?:"[^"]*"|'[^']*'|[^'">])*>)"""
    r"|(?P<text>[^<]+|<)",
    re.DOTALL,
)
# Text runs on through these; any other tag begins anew.
INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "cite", "code", "dfn", "em", "i", "kbd", "mark", "samp"),
        *("small", "span", "strong", "sub", "sup"),
    )
)
UNSPACED = frozenset(("title", "option"))
MARK = re.compile(r"""(?P<double>"|&(?:quot|#0*34|#x22);)|'|&(?:apos|#0*39|#x27);""")
EMBEDDED = '<script type="application/json"'
OPENING = frozenset("([{—–-/“‘")
SHORTENED = re.compile(r"(?:\d\ds?|em|tis|twas|til)\b")  # '20s, 'em
BOUND = re.compile(r"\b(Type|section|[A-Z]{3,4}) (?=\d)| (?=– )")
SPACE = "\N{NO-BREAK SPACE}"
# What scripts show, and what of it is copied, or compared with what somebody wrote.
DOCUMENTS = ("decision/model.json", "quotes/answers.json", "request-text/phrases.json")
KEPT = frozenset(("characters", "pattern", "reply", "topics"))


def write_typography(site: BuiltSite) -> None:
    """Set the text of every page, and of the documents that scripts show."""
    for page in site.pages.values():
        page.write(set_page(page.html))
    for name in (f"assets/js/{document}" for document in DOCUMENTS):
        document = json.loads((site.folder / name).read_text(encoding="utf-8"))
        text = json.dumps(set_document(document), ensure_ascii=False, separators=(",", ":"))
        site.write(name, text + "\n")


def set_page(html: str) -> str:
    """Return a page with typographic marks in its text."""
    return "".join(_set_parts(html))


def set_document(value: object) -> object:
    """Return a document of JSON with typographic marks in its strings, apart from what is kept."""
    if isinstance(value, str):
        return set_text(value)
    if isinstance(value, list):
        return [set_document(item) for item in value]
    if isinstance(value, dict):
        return {key: item if key in KEPT else set_document(item) for key, item in value.items()}
    return value


def set_text(text: str, before: str = "") -> str:
    """Return a text with typographic marks; `before` is the text that it goes on from."""
    done, at = before[-1:], 0
    for mark in MARK.finditer(text):
        done += text[at : mark.start()]
        at = mark.end()
        opens = not done or done[-1].isspace() or done[-1] in OPENING
        if mark["double"]:
            done += "“" if opens else "”"
        else:
            done += "‘" if opens and not SHORTENED.match(text, at) else "’"
    return (done + text[at:])[len(before[-1:]) :]


def bind_numbers(text: str) -> str:
    """Return a text whose lines end neither between a name and its number nor before a dash."""
    return BOUND.sub(rf"\1{SPACE}", text)


def _set_parts(html: str) -> Iterator[str]:
    before, unspaced = "", False
    for part in TOKEN.finditer(html):
        if part["text"]:
            text = set_text(part["text"], before)
            yield text if unspaced else bind_numbers(text)
            before = text
            continue
        yield _set_script(part[0]) if part[0].startswith(EMBEDDED) else part[0]
        name = part["name"] or part["kind"]
        if name and name not in INLINE:
            before = ""
        elif part["raw"] and name:
            before = "x"  # code ends like a word
        if name in UNSPACED:
            unspaced = not part[0].startswith("</")


def _set_script(script: str) -> str:
    """Return an embedded document of JSON, written anew where it has marks to set."""
    start, end = script.index(">") + 1, script.rindex("</")
    document = json.loads(script[start:end])
    done = set_document(document)
    if done == document:
        return script
    text = json.dumps(done, ensure_ascii=False).replace("<", r"\u003c")
    return f"{script[:start]}{text}{script[end:]}"
