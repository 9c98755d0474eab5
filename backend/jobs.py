"""Housekeeping, which the worker runs every hour: retention, rate limits, unanswered firms."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import Engine

from backend.config.settings import Retention
from backend.intake import prune_guard_data
from backend.introductions import remind_unanswered
from backend.privacy import delete_expired
from backend.storage.clock import Clock, utc_now


def build_housekeeping(
    keep: Retention, now: Clock = utc_now, answer_days: int = 0
) -> Callable[[Engine], None]:
    """Return the function that does it, for requests that are kept as `keep` says.

    Firms have `answer_days` to answer; 0 where no firm is listed.
    """
    return partial(_run_housekeeping, keep, now, answer_days)


def _run_housekeeping(keep: Retention, now: Clock, answer_days: int, engine: Engine) -> None:
    with engine.begin() as connection:
        delete_expired(connection, keep, now())
    with engine.begin() as connection:
        prune_guard_data(connection, now().timestamp())
    if answer_days:
        with engine.begin() as connection:
            remind_unanswered(connection, answer_days, now())
