"""What the worker does now and then beside delivering: forgetting what is too old."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import Engine

from backend import guard_memory, retention
from backend.clock import Clock, utc_now
from backend.mail_settings import Keep
from backend.silence import note_silence


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
        guard_memory.prune(connection, now().timestamp())
    if answer_days:
        with engine.begin() as connection:
            note_silence(connection, answer_days, now())
