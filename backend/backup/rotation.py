"""The folder of backups: which are kept, and what is deleted before a new one is written.

What is too old goes before a new one is written, so that a full disk cannot stop the deletion that
the privacy page promises.
"""

import re
import shutil
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

from backend.backup.backup import write_backup
from backend.backup.copy import CopyError, Report
from backend.storage.connections import UnavailableError, sqlite_file

NAME = re.compile(r"backup-(\d{8}T\d{6}Z)\.db", re.ASCII)
STAMP = "%Y%m%dT%H%M%SZ"
# One an hour, then one a day, and nothing that is older than the page says.
HOURLY, DAILY = 48, 35
# Whatever a clock says, these stay.
ALWAYS_KEPT = 2


def select_kept(made: Collection[datetime], now: datetime) -> set[datetime]:
    """Return which backups stay: the newest of each hour, then of each day."""
    newest_first = sorted(made, reverse=True)
    young = [each for each in newest_first if now - each <= timedelta(days=DAILY)]
    kept = set(newest_first[:ALWAYS_KEPT])
    for unit, most in (("%Y%m%d%H", HOURLY), ("%Y%m%d", DAILY)):
        of_each: dict[str, datetime] = {}
        for each in young:
            of_each.setdefault(each.strftime(unit), each)
        kept.update(list(of_each.values())[:most])
    return kept


def backup_into(url: str, folder: Path, say: Report, now: datetime) -> Path:
    """Delete what is too old, and write one more backup.

    Raises CopyError, SettingError or UnavailableError; the deletion is done before.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in rotate(folder, now):
        say(f"{file.name} is deleted")
    made = folder / f"backup-{now.astimezone(UTC):{STAMP}}.db"
    try:
        _require_room(url, folder)
        write_backup(url, made, say)
    except (CopyError, UnavailableError, OSError) as error:
        problem = getattr(error, "strerror", None) or str(error)
        raise CopyError(f"no backup was made in {folder}: {problem}") from None
    return made


def rotate(folder: Path, now: datetime) -> list[Path]:
    """Delete the backups that are not kept, the oldest first; return them."""
    found = _backups(folder)
    kept = select_kept(found, now)
    gone = [found[made] for made in sorted(found) if made not in kept]
    for file in gone:
        file.unlink(missing_ok=True)
    return gone


def _backups(folder: Path) -> dict[datetime, Path]:
    if not folder.is_dir():
        return {}
    named = ((NAME.fullmatch(file.name), file) for file in folder.iterdir())
    return {
        datetime.strptime(match[1], STAMP).replace(tzinfo=UTC): file
        for match, file in named
        if match
    }


def _require_room(url: str, folder: Path) -> None:
    """Refuse a copy that would fill the disk, on which the service writes, too."""
    source = sqlite_file(url)
    if source is None or not source.exists():
        return
    free, size = shutil.disk_usage(folder).free, source.stat().st_size
    if free < 2 * size:
        raise CopyError(f"the disk has {free:,} bytes left, and a copy needs {size:,}")
