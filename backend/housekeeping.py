"""What the worker does now and then beside delivering: forgetting what is too old."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import Engine

from backend import guard, retention
from backend.clock import Clock, utc_now
from backend.mail_settings import Keep


def housekeeping(keep: Keep, now: Clock = utc_now) -> Callable[[Engine], None]:
    """Return the function that does it, for requests that are kept as `keep` says."""
    return partial(_tidy, keep, now)


def _tidy(keep: Keep, now: Clock, engine: Engine) -> None:
    with engine.begin() as connection:
        retention.forget_old(connection, keep, now())
    with engine.begin() as connection:
        guard.prune(connection, now().timestamp())
