"""The settings' sources: the environment, an env file, and files that each hold one secret.

The environment goes first, then the env file, then secrets. What is read is a mapping of names to
texts, for `settings.from_environment`; nothing here looks at what a value means, or prints one.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dotenv.parser import parse_stream
from pydantic import create_model
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from backend.config.errors import SettingError

ENV_FILE = Path("/etc/soc-quotes.env")
# Where systemd puts what `LoadCredential=QUOTES_SMTP_URL:/etc/soc/smtp_url` names.
CREDENTIALS = "CREDENTIALS_DIRECTORY"
FILE_SUFFIX = "_FILE"

# Each may stand in a file of its own, which QUOTES_…_FILE names.
SECRETS = (
    "QUOTES_DATABASE_URL",
    "QUOTES_DESK_SECRET",
    "QUOTES_SECRET",
    "QUOTES_SMTP_URL",
    "QUOTES_WEBHOOK_SECRET",
    "QUOTES_WEBHOOK_TOKEN",
    "QUOTES_WEBHOOK_URL",
)
NAMES = (
    *SECRETS,
    "QUOTES_ADDRESS",
    "QUOTES_ALLOWED_ORIGINS",
    "QUOTES_BACKUPS",
    "QUOTES_DEMONSTRATION",
    "QUOTES_DESK",
    "QUOTES_DESK_HEADER",
    "QUOTES_DESK_PEOPLE",
    "QUOTES_JOURNAL",
    "QUOTES_KEEP_ASIDE_DAYS",
    "QUOTES_KEEP_DAYS",
    "QUOTES_KEY_FILE",
    "QUOTES_LOG",
    "QUOTES_MAIL_FROM",
    "QUOTES_METRICS_PORT",
    "QUOTES_NOTIFY_TO",
    "QUOTES_QUARANTINE_DAYS",
    "QUOTES_RATE_LIMITS",
    "QUOTES_RECEIPTS",
    "QUOTES_SITE_DIR",
    "QUOTES_STORE_ADDRESS",
    "QUOTES_TRUSTED_PROXIES",
    "QUOTES_WEBHOOK_ALLOW_PRIVATE",
    "QUOTES_WEBHOOK_FORMAT",
    "QUOTES_WORKER",
    "SITE_ADDRESS",
    "SITE_DATA",
    "SITE_DEMONSTRATION",
)
# SITE_… may be others' too, such as the Caddyfile's.
PREFIX = "QUOTES_"
# How alike a name must be to one of ours: a letter or two.
ALIKE = 0.85


class _Sources(BaseSettings):
    """All names, each a text or nothing; given ones win over secrets."""

    model_config = SettingsConfigDict(
        case_sensitive=True, extra="ignore", hide_input_in_errors=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment and env file are given: tests give their own, and a $ stays a dollar."""
        return (init_settings, file_secret_settings)


_Declared = create_model("_Declared", __base__=_Sources, **dict.fromkeys(NAMES, (str | None, None)))  # type: ignore[call-overload]


@dataclass(frozen=True)
class Environment:
    """What was read. `file`: the env file, None where there is none; `notes`: what to look at."""

    values: dict[str, str]
    file: Path | None = None
    notes: tuple[str, ...] = ()


def read_environment(environ: Mapping[str, str], env_file: Path | None = None) -> Environment:
    """Return the settings that are set anywhere.

    `env_file`: must be readable; without one ENV_FILE is read where it exists. Raises SettingError
    with a line for each mistake in names and files, and no value.
    """
    problems: list[str] = []
    notes: list[str] = []
    file = _choose_file(environ, env_file, problems, notes)
    written = _parse(file, problems) if file else {}
    for name in written:
        if advice := _find_mistake(name, strict=True):
            problems.append(f"{file}: {advice}")
    for name in environ:
        if advice := _find_mistake(name, strict=False):
            problems.append(advice)
        elif _is_unknown(name):
            notes.append(f"{name} in the environment is no setting of this program")
    named = _read_named_files({**written, **environ}, problems)
    for name in named:
        if environ.get(name) or written.get(name):
            problems.append(f"{name} and {name}{FILE_SUFFIX} are both set: keep one")
    if problems:
        raise SettingError("\n".join(problems))
    given = {name: value for name, value in {**written, **environ}.items() if name in NAMES} | named
    folder = environ.get(CREDENTIALS) or ""
    secrets = folder if Path(folder).is_dir() and folder else None
    made: Any = _Declared(_secrets_dir=secrets, **given)
    values = {name: value for name in NAMES if (value := getattr(made, name)) is not None}
    return Environment(values, file, tuple(notes))


@contextmanager
def applied_to_process(found: Environment) -> Iterator[None]:
    """Let what was read stand in this process's environment, for as long as a command runs."""
    added = {name: value for name, value in found.values.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)


def _choose_file(
    environ: Mapping[str, str], given: Path | None, problems: list[str], notes: list[str]
) -> Path | None:
    """Return the file to read; None for none."""
    file = given or ENV_FILE
    if given is None and not file.exists():
        return None
    try:
        file.read_bytes()
    except OSError as error:
        words = f"{file} cannot be read: {error.strerror}"
        if given is None and any(name in environ for name in NAMES):
            notes.append(f"{words}; the environment has settings, so these are used alone")
        else:
            problems.append(f"{words}: let the service's group read it (chgrp soc, chmod 640)")
        return None
    return file


def _parse(file: Path, problems: list[str]) -> dict[str, str]:
    """Return what an env file sets, literally, as systemd does; name each line that it cannot."""
    found: dict[str, str] = {}
    try:
        with file.open(encoding="utf-8-sig") as opened:
            bindings = list(parse_stream(opened))
    except UnicodeDecodeError:
        problems.append(f"{file} is no UTF-8 text")
        return {}
    for each in bindings:
        if each.key is not None and each.value is not None and not each.error:
            found[each.key] = each.value
        elif each.error or each.key is not None:
            problems.append(f"{file}:{each.original.line}: must look like NAME=value")
    return found


def _find_mistake(name: str, *, strict: bool) -> str | None:
    """Return what is wrong with a name; None for ours, and for those that are nobody's mistake.

    `strict`: any other name with our prefix is wrong, as in a file that is only ours.
    """
    if name in _known():
        return None
    near = get_close_matches(name.upper(), _known(), 1, ALIKE)
    if near:
        return f"{name} is no setting; did you mean {near[0]}?"
    if strict and _is_unknown(name):
        return f"{name} is no setting"
    return None


def _is_unknown(name: str) -> bool:
    return name.startswith(PREFIX) and name not in _known()


def _known() -> Iterable[str]:
    return {*NAMES, *(f"{name}{FILE_SUFFIX}" for name in SECRETS)}


def _read_named_files(values: Mapping[str, str | None], problems: list[str]) -> dict[str, str]:
    """Return the secrets of the files that QUOTES_…_FILE names; an unreadable one is a mistake."""
    found = {}
    for name in SECRETS:
        file = values.get(f"{name}{FILE_SUFFIX}")
        if not file:
            continue
        try:
            found[name] = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "no UTF-8 text"
            problems.append(f"{name}{FILE_SUFFIX}: the file cannot be read: {why}")
            continue
        if not found[name]:
            problems.append(f"{name}{FILE_SUFFIX}: the file is empty")
    return found
