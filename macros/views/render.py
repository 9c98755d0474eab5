"""Our own template environment: escaping is on, and a missing name is an error."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

MACROS = Path(__file__).resolve().parent.parent
# Templates lie beside the package that fills them.
TEMPLATES = (MACROS / "views" / "templates", MACROS / "preview" / "templates")


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


@cache
def environment() -> Environment:
    """Return the environment of our templates."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, context: Mapping[str, object]) -> str:
    """Return the markup of one template, without blank lines.

    Markdown ends a block of HTML at a blank line, so there must be none.
    """
    text = environment().get_template(template).render(context)
    return "\n".join(line for line in text.splitlines() if line.strip())
