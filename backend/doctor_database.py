"""The doctor's look at the database: its settings, its rows, and the disk below it."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Column, Connection, Engine, func, select, text

from backend.database import PRAGMAS, Unavailable, connect, reading, sqlite_file, translated
from backend.finding import Finding
from backend.migrations import NEWEST, migrate
from backend.schema import notifications, submissions
from backend.settings import Settings

# Below this the next days could fill the disk.
FREE_BYTES = 500_000_000
# What SQLite reports for the settings that backend/database.py makes.
REPORTED = {"DELETE": "delete", "EXTRA": "3", "ON": "1"}
# Before this version, WAL mode can corrupt a database; it is never switched on here.
WAL_IS_SAFE = (3, 51, 3)


def look(settings: Settings) -> Iterator[Finding]:
    """Look at the database and its disk."""
    try:
        with translated():
            engine = connect(settings.database_url)
            migrate(engine)
            if engine.dialect.name == "sqlite":
                yield _pragmas(engine)
            else:
                yield Finding("ok", "database", f"{engine.dialect.name} answers")
            yield from _rows(engine)
    except Unavailable as error:
        yield Finding("bad", "database", f"not available: {error}")
    yield from _disk(settings)


def _pragmas(engine: Engine) -> Finding:
    with reading(engine) as connection:
        found = {name: str(connection.scalar(text(f"PRAGMA {name}"))) for name, _ in PRAGMAS}
        whole = connection.scalar(text("PRAGMA quick_check"))
    wanted = {name: REPORTED.get(str(value), str(value)) for name, value in PRAGMAS}
    wrong = [f"{name} is {found[name]}" for name in wanted if found[name] != wanted[name]]
    if wrong or whole != "ok":
        return Finding("bad", "database", "; ".join([*wrong, f"quick_check: {whole}"]))
    wal = "" if sqlite3.sqlite_version_info >= WAL_IS_SAFE else ", too old for WAL, which is off"
    return Finding("ok", "database", f"version {NEWEST}, SQLite {sqlite3.sqlite_version}{wal}")


def _rows(engine: Engine) -> Iterator[Finding]:
    with reading(engine) as connection:
        requests = _counted(connection, submissions.c.status)
        states = _counted(connection, notifications.c.state)
        tried = select(func.count()).select_from(notifications)
        late = tried.where(notifications.c.state == "pending", notifications.c.attempts > 0)
        failing = connection.scalar(late) or 0
    aside = requests["quarantined"]
    advice = f", {aside} set aside: read them with `requests list --status quarantined`"
    total = f"{requests.total()} stored" + (advice if aside else "")
    yield Finding("look" if aside else "ok", "requests", total)
    dead = states["dead"]
    words = f"{states['sent']} sent, {states['pending']} waiting ({failing} failed before)"
    if dead:
        words += f", {dead} given up: mend the cause, then `requests resend --dead`"
    yield Finding("bad" if dead else "look" if failing else "ok", "notifications", words)


def _counted(connection: Connection, column: Column[str]) -> Counter[str]:
    """Return how often each value stands in a column."""
    rows = connection.execute(select(column, func.count()).group_by(column))
    return Counter({value: count for value, count in rows.all()})  # noqa: C416 - typed rows


def _disk(settings: Settings) -> Iterator[Finding]:
    file = sqlite_file(settings.database_url)
    if file is not None and file.parent.exists():
        free = shutil.disk_usage(file.parent).free
        words = f"{free // 1_000_000:,} MB free beside the database"
        yield Finding("ok" if free >= FREE_BYTES else "bad", "disk", words)
