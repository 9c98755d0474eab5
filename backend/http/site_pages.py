"""Pages of the built site, filled in for one reader: the form, thanks, a private page.

The pages have empty places for it, so nobody keeps a second copy of a page as a template. Each page
is read once and cut into pieces, which are filled as text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from backend.config.templates import render
from backend.config.urls import QUOTES, THANKS
from backend.http.page_template import PageCache, PageTemplate, flag
from model.form import CHOICES, IDEMPOTENCY_KEY, QuoteField, QuoteForm

IDS = re.compile(r'\bid="([^"]+)"')


@dataclass
class FormTemplate:
    """The quotes page: `targets` are the ids of the fields, `choices` the values of each one's."""

    page: PageTemplate
    title: str
    targets: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    # How many controls a field has, and whether there is a place for what is wrong with it.
    controls: dict[str, int] = field(default_factory=dict)
    with_error: set[str] = field(default_factory=set)
    with_summary: bool = False
    with_late: bool = False


@dataclass
class ThanksTemplate:
    """The thanks page, and how many places of each kind it has."""

    page: PageTemplate
    unknown: int
    fallback: int


@dataclass
class PrivateTemplate:
    """The thanks page without what everybody else reads; `site` ends the title of its window."""

    page: PageTemplate
    site: str


class SitePages:
    """The quotes page and the thanks page of a built site, at `base`."""

    def __init__(self, site_dir: Path, base: str, form: QuoteForm, form_page: str = QUOTES) -> None:
        """Keep what is needed. `form_page`: below `base`, the page that has the form."""
        self._base = base
        self._form = form
        self._form_page = form_page
        self._quotes = PageCache(site_dir / form_page / "index.html")
        self._thanks = PageCache(site_dir / THANKS / "index.html")

    def render_form(  # noqa: PLR0913, PLR0917 - all that a page may say
        self,
        values: dict[str, str],
        errors: dict[str, str],
        message: str | None,
        key: str,
        contact: str | None = None,
        late: str = "",
    ) -> str | None:
        """Return the form with `values` kept and what is wrong; None where the page is missing.

        `message` is what is wrong with the request as a whole, `key` the idempotency key, `contact`
        an e-mail address to write to instead, `late` what the model of time says of the date.
        """
        made = self._quotes.get("form", self._cut_form)
        if made is None:
            return None
        slots = {"key": escape(key), "title": escape(f"{self._form.errors.prefix} {made.title}")}
        for each in self._form.fields:
            slots |= _value_slots(made, each, values.get(each.name, ""))
        lines = list(_message_lines(message, self._contact_text(contact), contact))
        for name, text in errors.items():
            lines.append({"href": f"#{made.targets[name]}", "text": text})
            slots |= _error_slots(made, name, text)
        if made.with_summary:
            slots |= {"summary": "", "lines": render("summary_lines.html.j2", {"lines": lines})}
        if late and made.with_late:
            slots |= {"late": "", "late-text": escape(late, quote=False)}
        return made.page.fill(slots)

    def _contact_text(self, contact: str | None) -> str:
        return self._form.failures.contact.replace("{email}", contact or "")

    def render_thanks(self, *, unknown: bool = False) -> str | None:
        """Return the thanks page of who has sent nothing that is known.

        `unknown`: the address has a reference that the store is sure not to have.
        """
        made = self._thanks.get("thanks", _cut_thanks)
        if made is None:
            return None
        slots: dict[str, str] = {}
        for number in range(made.unknown) if unknown else ():
            slots[f"unknown-{number}"] = ""
        # What a reader is told where nobody could look the number up.
        for number in range(made.fallback) if unknown else ():
            slots[f"fallback-{number}"] = flag("hidden")
        return made.page.fill(slots)

    def render_private(self, title: str, html: str, prefix: str = "") -> str | None:
        """Return the thanks page with `html` in the place of its text; None where it is missing.

        `prefix` stands before the title of the window, not of the page. Links in `html` start with
        a slash: the page may be shown at another address.

        Its own address holds a key, which no link passes on.
        """
        ids = frozenset(IDS.findall(html))
        dead = self._thanks.get("dead anchors", _find_dead_anchors)
        kept = ids.intersection(dead or ())
        made = self._thanks.get(("private", kept), partial(self._cut_private, kept))
        if made is None:
            return None
        slots = {"content": html, "heading": escape(title, quote=False)}
        slots["title"] = escape(f"{prefix}{title}{made.site}", quote=False)
        return made.page.fill(slots)

    def _cut_form(self, soup: BeautifulSoup) -> FormTemplate | None:
        form = soup.select_one("form[data-quote-form], form[data-firm-form]")
        if form is None:
            return None
        _make_links_absolute(soup, self._base + self._form_page)
        page = PageTemplate(soup)
        made = FormTemplate(page, soup.title.get_text() if soup.title else "")
        for each in self._form.fields:
            _mark_field(made, form, each)
        page.mark_value(_find_control(form, IDEMPOTENCY_KEY), "value", "key")
        late = form.select_one("[data-late]")
        if late and (words := late.select_one("[data-late-text]")):
            made.with_late = True
            page.mark_flag(late, "hidden", "late")
            page.mark_text(words, "late-text")
        summary = soup.select_one("[data-error-summary]")
        listing = summary.select_one("[data-error-list]") if summary else None
        if summary and listing:
            made.with_summary = True
            page.mark_flag(summary, "hidden", "summary")
            page.mark_end(listing, "lines")
        if soup.title:
            page.mark_text(soup.title, "title")
        page.cut()
        return made

    def _cut_private(self, kept: frozenset[str], soup: BeautifulSoup) -> PrivateTemplate | None:
        place = soup.select_one("[data-private]")
        if place is None:
            return None
        _take_out_public(soup, kept)
        _make_links_absolute(soup, self._base + THANKS)
        page = PageTemplate(soup)
        page.mark_end(place, "content")
        del place["hidden"]
        if soup.head:
            # A header can say so too, but a proxy may add one that says something else.
            meta = {"name": "referrer", "content": "no-referrer"}
            soup.head.append(soup.new_tag("meta", attrs=meta))
        heading = soup.select_one("main h1")
        if heading:
            page.mark_text(heading, "heading")
        site = ""
        if soup.title:
            # The window's title goes on with the name of the site.
            _, dash, name = soup.title.get_text().rpartition(" – ")
            site = f"{dash}{name}"
            page.mark_text(soup.title, "title")
        return PrivateTemplate(page.cut(), site)


def _cut_thanks(soup: BeautifulSoup) -> ThanksTemplate:
    page = PageTemplate(soup)
    unknown = soup.select("[data-reference-unknown]")
    fallback = soup.select("[data-reference-fallback]")
    for kind, places in (("unknown", unknown), ("fallback", fallback)):
        for number, place in enumerate(places):
            page.mark_flag(place, "hidden", f"{kind}-{number}")
    return ThanksTemplate(page.cut(), len(unknown), len(fallback))


def _find_dead_anchors(soup: BeautifulSoup) -> frozenset[str]:
    """Return the ids that links of the page's own contents name, and that go with its text."""
    for public in soup.select("[data-public]"):
        public.decompose()
    named = {str(link["href"])[1:] for link in soup.select('nav a[href^="#"]')}
    return frozenset(name for name in named if soup.find(id=name) is None)


def _take_out_public(soup: BeautifulSoup, kept: frozenset[str]) -> None:
    """Take out what everybody else reads, and the links to it but for those to `kept`."""
    for public in soup.select("[data-public]"):
        public.decompose()
    for link in soup.select('nav a[href^="#"]'):
        name = str(link["href"])[1:]
        if name not in kept and soup.find(id=name) is None:
            (link.find_parent("li") or link).decompose()
    for contents in soup.select("nav"):
        if not contents.select("a"):
            contents.decompose()


def _make_links_absolute(soup: BeautifulSoup, address: str) -> None:
    """A page that is shown at the API's address has relative links that would lead astray."""
    for attribute in ("href", "src"):
        for tag in soup.select(f"[{attribute}]"):
            link = str(tag[attribute])
            if not link.startswith(("#", "/")) and not urlsplit(link).scheme:
                tag[attribute] = urljoin(address, link)


def _find_control(form: Tag, name: str) -> Tag:
    """Return the first control of a field; a page without it was not built by this project."""
    control = form.select_one(f'[name="{name}"]')
    if control is None:
        raise LookupError(f"the quotes page has no field {name}: build the site again")
    return control


def _mark_field(made: FormTemplate, form: Tag, of: QuoteField) -> None:
    page, name = made.page, of.name
    control = _find_control(form, name)
    made.targets[name] = str(control.get("id", ""))
    controls = form.select(f'[name="{name}"]')
    made.controls[name] = len(controls)
    for number, each in enumerate(controls):
        page.mark_flag(each, "aria-invalid", f"invalid-{name}-{number}")
    place = form.select_one(f'[data-field="{name}"] [data-field-error]')
    if place and (words := place.select_one("[data-error-text]")):
        made.with_error.add(name)
        page.mark_flag(place, "hidden", f"shown-{name}")
        page.mark_text(words, f"error-{name}")
    if of.kind == "textarea":
        page.mark_text(control, f"value-{name}")
    elif of.kind in CHOICES:
        mark = made.marks[name] = "selected" if of.kind == "select" else "checked"
        choices = form.select(f'input[name="{name}"]') or control.select("option")
        made.choices[name] = [str(choice.get("value")) for choice in choices]
        for number, choice in enumerate(choices):
            page.mark_flag(choice, mark, f"choice-{name}-{number}")
    else:
        page.mark_value(control, "value", f"value-{name}")


def _value_slots(made: FormTemplate, of: QuoteField, value: str) -> Mapping[str, str]:
    name = of.name
    if name in made.choices:
        chosen = of.choices(value) or [value]
        return {
            f"choice-{name}-{number}": flag(made.marks[name]) if choice in chosen else ""
            for number, choice in enumerate(made.choices[name])
        }
    if of.kind == "textarea" and value.startswith(("\r", "\n")):
        value = f"\n{value}"  # HTML drops the first line break of a textarea
    return {f"value-{name}": escape(value)}


def _error_slots(made: FormTemplate, name: str, text: str) -> Mapping[str, str]:
    slots = {
        f"invalid-{name}-{number}": flag("aria-invalid", "true")
        for number in range(made.controls[name])
    }
    if name in made.with_error:
        slots |= {f"shown-{name}": "", f"error-{name}": escape(text, quote=False)}
    return slots


def _message_lines(
    message: str | None, contact_text: str, contact: str | None
) -> Iterator[dict[str, str]]:
    if message:
        yield {"href": "", "text": message}
    if contact:  # an address and nothing else: no answers in it
        yield {"href": f"mailto:{contact}", "text": contact_text}
