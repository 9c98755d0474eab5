"""Noting in the database when a backup was made or failed: for `doctor`, the digest and metrics."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from backend.digest import BACKUP, BACKUP_FAILED
from backend.storage.connections import connect, sqlite_file
from backend.storage.service_state import write_state

log = logging.getLogger(__name__)


@contextmanager
def record_backup(url: str, now: datetime) -> Iterator[None]:
    """Note how the backup ends that is made within, wherever its file lies."""
    try:
        yield
    except Exception as error:
        _note(url, BACKUP_FAILED, str(error), now)
        raise
    _note(url, BACKUP, "", now)


def _note(url: str, name: str, value: str, now: datetime) -> None:
    """Note it where the database can take it; a backup is none the worse where it cannot."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return  # looking must not make a database
    try:
        # Not migrated: a backup is also made before the first start of a newer program.
        with connect(url).begin() as connection:
            write_state(connection, name, value, now)
    except (SQLAlchemyError, OSError) as error:
        log.info("the database does not take a note of the backup: %s", type(error).__name__)
