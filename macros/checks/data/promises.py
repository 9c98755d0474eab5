"""What the site promises and data, pages or settings contradict: each promise with its check.

A promise may stand in data/site.yml or in a page. Whatever breaks it is named at its own line.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from macros.checks.markup import blank_front_matter
from model.core.problems import Problem
from model.core.yaml_loader import Document, KeyPath

# The document that holds it, its place there, and what it is.
Contradiction = tuple[Document, KeyPath, str]
PRIVACY_CALL = "form_answers"
OTHER_SITE = re.compile(r"(?:https?:)?//")


class Sources(NamedTuple):
    """What is looked at: the form's definition, mkdocs.yml, and the pages by name."""

    form: Document
    config: Document
    site: Document
    pages: Mapping[str, str]


class Rule(NamedTuple):
    """Sentences that promise one thing, and what breaks it."""

    promise: re.Pattern[str]
    contradictions: Callable[[Sources], Iterator[Contradiction]]


def check_promises(sources: Sources, docs: str) -> Iterator[Problem]:
    """Yield a problem for each part of data or settings that makes a promise false.

    `docs` is the pages' folder as editors know it.
    """
    for rule in RULES:
        place = next(_find_promise(rule.promise, sources, docs), None)
        if place:
            for document, path, what in rule.contradictions(sources):
                yield document.problem(path, f"{what} contradicts {place}: take one of them out")
    yield from _unnamed_answers(sources, docs)


def _find_promise(promise: re.Pattern[str], sources: Sources, docs: str) -> Iterator[str]:
    """Yield each place of a promise, as “words” in file:line."""
    data = sources.site.data
    listed = data.get("promises") if isinstance(data, dict) else None
    for number, item in enumerate(listed if isinstance(listed, list) else []):
        said = item.get("says") if isinstance(item, dict) else None
        for index, sentence in enumerate(said if isinstance(said, list) else []):
            text = str(sentence.get("text", "")) if isinstance(sentence, dict) else ""
            if promise.search(text):
                line = sources.site.line(("promises", number, "says", index))
                yield f"{sources.site.file}:{line} “{text}”"
    for page, text in sources.pages.items():
        for match in promise.finditer(blank_front_matter(text)):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{docs}/{page}:{line} “{' '.join(match[0].split())}”"


def _fields(words: str) -> Callable[[Sources], Iterator[Contradiction]]:
    """Return what finds fields of the form that ask for something."""
    asked = re.compile(rf"(?<![a-z])(?:{words})", re.I)

    def find(sources: Sources) -> Iterator[Contradiction]:
        for path, field in form_fields(sources.form):
            told = [str(field.get(key, "")) for key in ("name", "label", "hint", "autocomplete")]
            if any(asked.search(text.replace("_", " ")) for text in told):
                yield sources.form, path, f"the field “{field.get('name')}”"

    return find


def form_fields(form: Document) -> Iterator[tuple[KeyPath, dict[str, object]]]:
    """Yield path and content of each field of data/quote_form.yml."""
    data = form.data if isinstance(form.data, dict) else {}
    for number, fieldset in enumerate(data.get("fieldsets") or []):
        fields = fieldset.get("fields") if isinstance(fieldset, dict) else None
        for index, field in enumerate(fields or []):
            if isinstance(field, dict):
                yield ("fieldsets", number, "fields", index, "name"), field


def _settings(*paths: KeyPath) -> Callable[[Sources], Iterator[Contradiction]]:
    """Return what finds settings of mkdocs.yml that are there and not off."""

    def find(sources: Sources) -> Iterator[Contradiction]:
        for path in paths:
            value: object = sources.config.data
            for step in path:
                value = value.get(step) if isinstance(value, dict) else None
            if value:
                yield sources.config, path, f"“{'.'.join(map(str, path))}”"

    return find


def _loaded(sources: Sources) -> Iterator[Contradiction]:
    """Yield what pages would load from another site."""
    data = sources.config.data if isinstance(sources.config.data, dict) else {}
    for key in ("extra_css", "extra_javascript"):
        for index, entry in enumerate(data.get(key) or []):
            path = entry.get("path") if isinstance(entry, dict) else entry
            if OTHER_SITE.match(str(path)):
                yield sources.config, (key, index), f"“{path}”"
    theme = data.get("theme")
    if isinstance(theme, dict) and theme.get("font") is not False:
        where: KeyPath = ("theme", "font") if "font" in theme else ("theme",)
        yield sources.config, where, "a font that is loaded from another company"


NONE = r"\b(?:no|not|never|without|neither|nor)\b"
RULES = (
    Rule(
        re.compile(rf"{NONE}[^.\n]{{0,40}}\b(?:phone|telephone)\b", re.I),
        _fields(
            "tele?phone|phone|tel(?![a-z])|mobile|cell ?phone|whatsapp|fax|sms|(?:call|ring) you"
        ),
    ),
    Rule(
        re.compile(rf"{NONE}[^.\n]{{0,30}}\bpayment\b|\bfree for you\b", re.I),
        _fields("cc-|credit ?card|card number|iban|payment|pay(?![a-z])|invoice|vat number"),
    ),
    Rule(re.compile(rf"{NONE}[^.\n]{{0,40}}\bbudget\b", re.I), _fields("budget")),
    Rule(
        re.compile(rf"{NONE}[^.\n]{{0,30}}\b(?:analytics|tracking)\b", re.I),
        _settings(("extra", "analytics")),
    ),
    Rule(re.compile(rf"{NONE}[^.\n]{{0,30}}\bcookies\b", re.I), _settings(("extra", "consent"))),
    Rule(
        re.compile(r"\bno third parties\b|load(?:s)? nothing from (?:another|other)", re.I), _loaded
    ),
)


def _unnamed_answers(sources: Sources, docs: str) -> Iterator[Problem]:
    """Yield a problem where the privacy page does not name what the form asks for."""
    data = sources.form.data if isinstance(sources.form.data, dict) else {}
    consent = data.get("consent")
    address = str(consent.get("link_page", "")) if isinstance(consent, dict) else ""
    page = f"{address.strip('/')}.md"
    text = sources.pages.get(page)
    if text is None:
        return  # another check names a link that leads nowhere
    if not re.search(rf"^\{{\{{ ?{PRIVACY_CALL}\(\) ?\}}\}}", text, re.M):
        what = f"does not name what the form asks for: write {{{{ {PRIVACY_CALL}() }}}}"
        yield Problem(f"{docs}/{Path(page).as_posix()}", 1, "", what)
