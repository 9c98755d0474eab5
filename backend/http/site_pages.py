"""Pages of the built site, filled in for one reader: the form, thanks, a private page.

The pages have empty places for it, so nobody keeps a second copy of a page as a template.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from backend.config.urls import QUOTES, THANKS
from model.form import IDEMPOTENCY_KEY, QuoteField, QuoteForm


def insert_private(soup: BeautifulSoup, place: Tag, html: str) -> None:
    """Put `html` in its place, and take out what everybody else reads."""
    for public in soup.select("[data-public]"):
        public.decompose()
    place.append(BeautifulSoup(html, "html.parser"))
    del place["hidden"]
    _drop_dead_anchors(soup)
    if soup.head:
        # A header can say so too, but a proxy may add one that says something else.
        meta = {"name": "referrer", "content": "no-referrer"}
        soup.head.append(soup.new_tag("meta", attrs=meta))


def retitle(soup: BeautifulSoup, title: str, prefix: str) -> None:
    """Give the page another name, in its heading and its window."""
    heading = soup.select_one("main h1")
    if heading:
        heading.string = title
    if soup.title:
        # The window's title goes on with the name of the site.
        _, dash, site = soup.title.get_text().rpartition(" – ")
        soup.title.string = f"{prefix}{title}{dash}{site}"


def _drop_dead_anchors(soup: BeautifulSoup) -> None:
    """Take links to headings that are gone out of the page's own table of contents."""
    for link in soup.select('nav a[href^="#"]'):
        if soup.find(id=str(link["href"])[1:]) is None:
            (link.find_parent("li") or link).decompose()
    for contents in soup.select("nav"):
        if not contents.select("a"):
            contents.decompose()


class SitePages:
    """The quotes page and the thanks page of a built site, at `base`."""

    def __init__(self, site_dir: Path, base: str, form: QuoteForm) -> None:
        self._site_dir = site_dir
        self._base = base
        self._form = form

    def render_form(
        self,
        values: dict[str, str],
        errors: dict[str, str],
        message: str | None,
        key: str,
        contact: str | None = None,
    ) -> str | None:
        """Return the form with `values` kept and what is wrong; None where the page is missing.

        `message` is what is wrong with the request as a whole, `key` the idempotency key, `contact`
        an e-mail address to write to instead.
        """
        soup = self._read(QUOTES)
        form = soup.select_one("form[data-quote-form]") if soup else None
        if soup is None or form is None:
            return None
        self._make_links_absolute(soup, QUOTES)
        for field in self._form.fields:
            _set_value(form, field, values.get(field.name, ""))
        _find_control(form, IDEMPOTENCY_KEY)["value"] = key
        lines = [*_error_lines(soup, message, self._contact_text(contact), contact)]
        _show_errors(soup, form, errors, lines)
        if soup.title:
            soup.title.string = f"{self._form.errors.prefix} {soup.title.get_text()}"
        return soup.decode()

    def _contact_text(self, contact: str | None) -> str:
        return self._form.failures.contact.replace("{email}", contact or "")

    def render_thanks(self, reference: str | None, *, unknown: bool = False) -> str | None:
        """Return the thanks page, with the reference if there is one.

        `unknown`: the address has a reference that the store is sure not to have.
        """
        soup = self._read(THANKS)
        if soup is None:
            return None
        if reference is not None:
            for place in soup.select("[data-reference]"):
                (place.select_one("[data-reference-value]") or place).string = reference
                _reveal(place)
        for place in soup.select("[data-reference-unknown]") if unknown else ():
            _reveal(place)
        # What a reader is told where nobody could look the number up.
        for place in soup.select("[data-reference-fallback]") if unknown or reference else ():
            place["hidden"] = ""
        return soup.decode()

    def render_private(self, title: str, html: str, prefix: str = "") -> str | None:
        """Return the thanks page with `html` in the place of its text; None where it is missing.

        `prefix` stands before the title of the window, not of the page.

        It may be shown at another address. Its own address holds a key, which no link passes on.
        """
        soup = self._read(THANKS)
        place = soup.select_one("[data-private]") if soup else None
        if soup is None or place is None:
            return None
        insert_private(soup, place, html)
        retitle(soup, title, prefix)
        self._make_links_absolute(soup, THANKS)
        return soup.decode()

    def _read(self, page: str) -> BeautifulSoup | None:
        try:
            text = (self._site_dir / page / "index.html").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        return BeautifulSoup(text, "html.parser")

    def _make_links_absolute(self, soup: BeautifulSoup, page: str) -> None:
        """A page that is shown at the API's address has relative links that would lead astray."""
        for attribute in ("href", "src"):
            for tag in soup.select(f"[{attribute}]"):
                link = str(tag[attribute])
                if not link.startswith(("#", "/")) and not urlsplit(link).scheme:
                    tag[attribute] = urljoin(f"{self._base}{page}", link)


def _find_control(form: Tag, name: str) -> Tag:
    """Return the first control of a field; a page without it was not built by this project."""
    control = form.select_one(f'[name="{name}"]')
    if control is None:
        raise LookupError(f"the quotes page has no field {name}: build the site again")
    return control


def _set_value(form: Tag, field: QuoteField, value: str) -> None:
    control = _find_control(form, field.name)
    if field.kind == "textarea":
        # HTML drops the first line break of a textarea.
        control.string = f"\n{value}" if value.startswith(("\r", "\n")) else value
    elif field.kind in ("radio", "select"):
        mark = "checked" if field.kind == "radio" else "selected"
        choices = form.select(f'input[name="{field.name}"]') or control.select("option")
        for choice in choices:
            if choice.get("value") == value:
                choice[mark] = ""
            else:
                del choice[mark]
    else:
        control["value"] = value


def _error_lines(
    soup: BeautifulSoup, message: str | None, contact_text: str, contact: str | None
) -> Iterator[Tag]:
    if message:
        yield soup.new_tag("span", string=message)
    if contact:  # an address and nothing else: no answers in it
        yield soup.new_tag("a", href=f"mailto:{contact}", string=contact_text)


def _show_errors(soup: BeautifulSoup, form: Tag, errors: dict[str, str], lines: list[Tag]) -> None:
    for name, text in errors.items():
        control = _find_control(form, name)
        lines.append(soup.new_tag("a", href=f"#{control['id']}", string=text))
        for each in form.select(f'[name="{name}"]'):
            each["aria-invalid"] = "true"
        place = form.select_one(f'[data-field="{name}"] [data-field-error]')
        if place and (words := place.select_one("[data-error-text]")):
            words.string = text
            _reveal(place)
    summary = soup.select_one("[data-error-summary]")
    listing = summary.select_one("[data-error-list]") if summary else None
    if summary and listing:
        for line in lines:
            item = soup.new_tag("li")
            item.append(line)
            listing.append(item)
        _reveal(summary)


def _reveal(tag: Tag) -> None:
    del tag["hidden"]
