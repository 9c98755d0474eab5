"""What the worker does now and then beside delivering: forgetting what is too old."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import Engine

from backend.config.settings import Keep
from backend.intake import spam_guard
from backend.introductions import remind_unanswered
from backend.privacy import retention
from backend.storage.clock import Clock, utc_now


def housekeeping(
    keep: Keep, now: Clock = utc_now, answer_days: int = 0
) -> Callable[[Engine], None]:
    """Return the function that does it, for requests that are kept as `keep` says.

    Firms have `answer_days` to answer; 0 where no firm is listed.
    """
    return partial(_tidy, keep, now, answer_days)


def _tidy(keep: Keep, now: Clock, answer_days: int, engine: Engine) -> None:
    with engine.begin() as connection:
        retention.forget_old(connection, keep, now())
    with engine.begin() as connection:
        spam_guard.prune(connection, now().timestamp())
    if answer_days:
        with engine.begin() as connection:
            remind_unanswered(connection, answer_days, now())
