"""The delivery worker: leases what is due, one after the other; hourly housekeeping.

Each channel has a worker of its own, so that one that hangs holds up no other. Workers run as
threads of the server or of a process of their own; any number of such processes may run at once.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from backend.config.process_metrics import measures
from backend.delivery import outbox
from backend.delivery.circuit_breaker import CircuitBreaker
from backend.delivery.errors import DeliveryCancelledError, DeliveryError
from backend.storage.clock import Clock, utc_now
from backend.storage.connections import UnavailableError, translate_errors
from backend.storage.migrations import migrate

log = logging.getLogger(__name__)

Deliver = Callable[[outbox.LeasedNotification], None]
Housekeeping = Callable[[Engine], None]
Burst = Callable[[], AbstractContextManager[None]]

POLL_SECONDS = 1.0
# After an error of the database, which is then given time to recover.
PAUSE_SECONDS = 5.0
# Before each further try to note how an attempt ended: a database that restarts is back by then.
# What is not noted keeps its lease, and a mail that was sent is sent again after that.
NOTE_PAUSES = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)
HOUSEKEEPING_EVERY = timedelta(hours=1)


class Worker:
    """Delivers from one database. `deliver` holds a function for each kind that can be sent.

    `burst` gives what is held open while one notification is sent after the other.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a lane is made of
        self,
        engine: Engine,
        deliver: Mapping[str, Deliver],
        housekeeping: Housekeeping = lambda engine: None,
        now: Clock = utc_now,
        burst: Burst = nullcontext,
        breaker: CircuitBreaker | None = None,
    ) -> None:
        self._engine = engine
        self._deliver = deliver
        self._housekeeping = housekeeping
        self._now = now
        self._burst = burst
        self._breaker = breaker or CircuitBreaker()
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
            with measures.timed(f"deliver {leased.kind}"):
                self._deliver[leased.kind](leased)
        except DeliveryCancelledError:
            self._note(lambda: outbox.mark_cancelled(self._engine, leased, self._now()))
            log.info("%s was not to be sent any more", outbox.describe(leased))
        except DeliveryError as failure:
            self._failed(leased, str(failure), failure.permanent)
            self._note_channel(failed=failure.channel)
        except Exception as error:  # whatever is wrong with this one, the others go on
            # Not the error's words: they could repeat what somebody wrote.
            self._failed(leased, f"{type(error).__name__} in our own program", permanent=False)
        else:
            self._note(lambda: outbox.mark_sent(self._engine, leased, self._now()))
            log.info("%s sent", outbox.describe(leased))
            self._note_channel(failed=False)

    def _note_channel(self, *, failed: bool) -> None:
        if not failed:
            self._breaker.note_success()
        elif pause := self._breaker.note_failure():
            log.warning("%s: left alone for %.0f s", ", ".join(sorted(self._deliver)), pause)

    def _failed(self, leased: outbox.LeasedNotification, problem: str, permanent: bool) -> None:
        self._note(
            lambda: outbox.mark_failed(
                self._engine, leased, self._now(), problem, permanent=permanent
            )
        )

    def _note(self, mark: Callable[[], None]) -> None:
        """Note how an attempt ended, with patience for the database.

        To note it twice does nothing. Raises SQLAlchemyError after the last try.
        """
        for pause in NOTE_PAUSES:
            try:
                return mark()
            except SQLAlchemyError:
                if self._stop.wait(pause):
                    break
        return mark()

    def _work(self) -> None:
        while not self._stop.is_set():
            if self._housekeeping_due():
                with measures.timed("housekeeping"):
                    self._housekeeping(self._engine)
                self._housekeeping_at = self._now() + HOUSEKEEPING_EVERY
            self._deliver_due()
            self._stop.wait(POLL_SECONDS)

    def _housekeeping_due(self) -> bool:
        """Tell whether an hour has passed, or the clock went back so that it never would."""
        return not self._housekeeping_at - HOUSEKEEPING_EVERY <= self._now() < self._housekeeping_at

    def _deliver_due(self) -> None:
        """Deliver until nothing is due, or the channel is to be left alone, or housekeeping is."""
        with self._burst():
            while self._deliver and not (self._stop.is_set() or self._breaker.is_open):
                if not self.step() or self._housekeeping_due():
                    return


class WorkerGroup:
    """Several workers, each on a thread of its own."""

    def __init__(
        self, workers: Sequence[Worker], close: Callable[[], object] = lambda: None
    ) -> None:
        """`close`: called when all of them have ended."""
        self._workers = workers
        self._close = close

    def run(self) -> None:
        """Run all of them until they are told to stop."""
        threads = [
            threading.Thread(target=worker.run, name=f"worker-{number}", daemon=True)
            for number, worker in enumerate(self._workers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._close()

    def stop(self) -> None:
        """Have `run` return after the attempts at hand."""
        for worker in self._workers:
            worker.stop()
