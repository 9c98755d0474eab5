"""What one deployment decides, from the environment and the site's data."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from model.load import ROOT, load
from model.quote_form import QuoteForm


class BadSetting(Exception):  # noqa: N818 - said to a person, not to a program
    """A setting that cannot be used; the message is one line for the operator."""


@dataclass(frozen=True)
class Settings:
    """Settings of the service. `base_path` starts and ends with a slash."""

    form: QuoteForm
    database_url: str
    site_dir: Path
    base_path: str = "/"
    # Read and checked here already, so that a deployment can set it; nothing limits rates yet.
    rate_limits: bool = True

    def __post_init__(self) -> None:
        if not (self.base_path.startswith("/") and self.base_path.endswith("/")):
            raise BadSetting(f"the base path {self.base_path!r} must start and end with a slash")


def from_environment(environ: Mapping[str, str], root: Path = ROOT) -> Settings:
    """Return the settings; raises BadSetting, or DataProblems where the data has mistakes."""
    site = load(root / "data")
    return Settings(
        form=site.quote_form,
        database_url=database_url(environ, root),
        site_dir=root / environ.get("QUOTES_SITE_DIR", "site"),
        base_path=urlsplit(site.site.address).path or "/",
        rate_limits=_switch(environ, "QUOTES_RATE_LIMITS"),
    )


def database_url(environ: Mapping[str, str], root: Path = ROOT) -> str:
    """Return the address of the database, by default SQLite below `var/`."""
    return environ.get("QUOTES_DATABASE_URL") or f"sqlite:///{root / 'var' / 'quotes.db'}"


def _switch(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "on")
    if value not in {"on", "off"}:
        raise BadSetting(f"{name} is {value!r}; it can be on or off")
    return value == "on"
