"""The delivery worker: leases what is due, one after the other; hourly housekeeping.

It runs as a thread of the server or as a process of its own; any number may run at once.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import Engine

from backend.delivery import outbox
from backend.delivery.errors import DeliveryCancelledError, DeliveryError
from backend.storage.clock import Clock, utc_now
from backend.storage.connections import UnavailableError, translate_errors
from backend.storage.migrations import migrate

log = logging.getLogger(__name__)

Deliver = Callable[[outbox.LeasedNotification], None]
Housekeeping = Callable[[Engine], None]

POLL_SECONDS = 1.0
# After an error of the database, which is then given time to recover.
PAUSE_SECONDS = 5.0
HOUSEKEEPING_EVERY = timedelta(hours=1)


class Worker:
    """Delivers from one database. `deliver` holds a function for each kind that can be sent."""

    def __init__(
        self,
        engine: Engine,
        deliver: Mapping[str, Deliver],
        housekeeping: Housekeeping = lambda engine: None,
        now: Clock = utc_now,
    ) -> None:
        self._engine = engine
        self._deliver = deliver
        self._housekeeping = housekeeping
        self._now = now
        self._housekeeping_at = now()
        self._stop = threading.Event()

    def run(self) -> None:
        """Work until told to stop."""
        while not self._stop.is_set():
            try:
                with translate_errors():
                    migrate(self._engine)
                    self._work()
            except UnavailableError as error:
                log.error("the worker waits: the database is not available: %s", error)
                self._stop.wait(PAUSE_SECONDS)
            except Exception as error:  # a mistake of ours must not end all delivery
                log.error("the worker waits after a mistake of its own: %s", type(error).__name__)
                self._stop.wait(PAUSE_SECONDS)

    def stop(self) -> None:
        """Have `run` return after the attempt at hand."""
        self._stop.set()

    def step(self) -> bool:
        """Try to deliver one notification; False where none is due."""
        leased = outbox.lease_next(self._engine, self._now(), self._deliver)
        if leased is None:
            return False
        self.handle(leased)
        return True

    def handle(self, leased: outbox.LeasedNotification) -> None:
        """Deliver a leased notification, and note how the attempt ended."""
        try:
            self._deliver[leased.kind](leased)
        except DeliveryCancelledError:
            outbox.mark_cancelled(self._engine, leased)
            log.info("%s was not to be sent any more", outbox.describe(leased))
        except DeliveryError as failure:
            self._failed(leased, str(failure), failure.permanent)
        except Exception as error:  # whatever is wrong with this one, the others go on
            # Not the error's words: they could repeat what somebody wrote.
            self._failed(leased, f"{type(error).__name__} in our own program", permanent=False)
        else:
            outbox.mark_sent(self._engine, leased, self._now())
            log.info("%s sent", outbox.describe(leased))

    def _failed(self, leased: outbox.LeasedNotification, problem: str, permanent: bool) -> None:
        outbox.mark_failed(self._engine, leased, self._now(), problem, permanent=permanent)

    def _work(self) -> None:
        while not self._stop.is_set():
            if self._housekeeping_due():
                self._housekeeping(self._engine)
                self._housekeeping_at = self._now() + HOUSEKEEPING_EVERY
            if not (self._deliver and self.step()):
                self._stop.wait(POLL_SECONDS)

    def _housekeeping_due(self) -> bool:
        """Tell whether an hour has passed, or the clock went back so that it never would."""
        return not self._housekeeping_at - HOUSEKEEPING_EVERY <= self._now() < self._housekeeping_at
