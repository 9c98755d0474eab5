"""Housekeeping, which the worker runs every hour: retention, digest, limits, unanswered firms."""

from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import Engine

from backend.config.settings import Retention
from backend.delivery import clamp_schedule
from backend.desk import prune_desk
from backend.digest import count_reviews, enqueue_digest, quarantine_reported_until
from backend.intake import prune_guard_data
from backend.introductions import remind_unanswered
from backend.matching import Matcher
from backend.privacy import delete_expired, observe_clock, sync_journal
from backend.storage.clock import Clock, utc_now


def build_housekeeping(
    keep: Retention,
    now: Clock = utc_now,
    answer_days: int = 0,
    digests: Sequence[str] = ("digest",),
    matcher: Matcher | None = None,
) -> Callable[[Engine], None]:
    """Return the function that does it, for requests that are kept as `keep` says.

    Firms have `answer_days` to answer; 0 where no firm is listed. `digests`: by which notifications
    the operator is told what waits, checks of the firms of `matcher` too.
    """
    return partial(_run_housekeeping, keep, now, answer_days, digests, matcher)


def _run_housekeeping(  # noqa: PLR0913, PLR0917 - what is looked after
    keep: Retention,
    now: Clock,
    answer_days: int,
    digests: Sequence[str],
    matcher: Matcher | None,
    engine: Engine,
) -> None:
    moment = now()
    with engine.begin() as connection:
        believed = observe_clock(connection, moment)
        clamp_schedule(connection, moment)
    with engine.begin() as connection:
        reviews = count_reviews(matcher, moment.date())
        enqueue_digest(connection, digests, keep.quarantine_days, moment, reviews)
    if not believed:  # nothing is forgotten, and nobody hurried, by a clock that has jumped
        return
    with engine.begin() as connection:
        delete_expired(connection, keep, moment, quarantine_reported_until(connection, moment))
    with engine.begin() as connection:
        sync_journal(connection, keep, moment)
    with engine.begin() as connection:
        prune_guard_data(connection, moment.timestamp())
    with engine.begin() as connection:
        prune_desk(connection, moment)
    if answer_days:
        with engine.begin() as connection:
            remind_unanswered(connection, answer_days, moment)
