"""Templates filled with data: escaping is on, and a missing name is an error."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

TEMPLATES = sorted(Path(__file__).resolve().parent.rglob("templates"))
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True)
class Links:
    """Addresses of the site's own pages, from the root of the host.

    Markup made by macros stands in pages of any depth, and MkDocs rewrites only Markdown links, so
    a relative address cannot be used. `base` is the path of the published site, "/" or "/soc/",
    and `address` the whole of it, for the few places where another site must know it.
    """

    base: str = "/"
    address: str | None = None

    def page(self, path: str = "") -> str:
        """Return the address of a page such as "sources/#s10"."""
        return self.base + path

    @classmethod
    def of(cls, address: str | None) -> "Links":
        """Return the links of a site published at `address`."""
        path = urlsplit(address or "").path
        return cls(path.rstrip("/") + "/", address.rstrip("/") + "/" if address else None)


def create_environment(
    *folders: Path, markup: Collection[str] = ("j2",), keep_trailing_newline: bool = False
) -> Environment:
    """Return a strict environment of the templates in some folders.

    A name that a template was not given is an error. Values are escaped in templates whose names
    end in one of `markup`.
    """
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=select_autoescape(markup),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=keep_trailing_newline,
    )
    environment.filters["write_date"] = write_date
    return environment


def write_date(day: str | date) -> str:
    """Return a day in the site's one form, such as 22 November 2026; a month or a year as such."""
    year, *rest = str(day).split("-")
    month = [MONTHS[int(number) - 1] for number in rest[:1]]
    return " ".join([*(str(int(number)) for number in rest[1:]), *month, year])


@cache
def environment() -> Environment:
    """Return the environment of the views' templates."""
    return create_environment(*TEMPLATES)


def render(template: str, context: Mapping[str, object]) -> str:
    """Return the markup of one template, without blank lines.

    Markdown ends a block of HTML at a blank line, so there must be none.
    """
    text = environment().get_template(template).render(context)
    return "\n".join(line for line in text.splitlines() if line.strip())
