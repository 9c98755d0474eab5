"""Work done in a process of its own while the build goes on."""

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

Result = TypeVar("Result")


def run_in_fork(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin `work` beside this process and return what waits for its result.

    The other process is a copy of this one: `work` sees everything and changes nothing here, and
    its result must be picklable. Where it fails, or cannot be begun, `work` is done here once its
    result is asked for, so that a mistake is told as ever.
    """
    if not _can_fork():
        return work
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)

    def there() -> None:
        receiving.close()  # each side keeps its own end, or it would not notice the other's death
        with suppress(Exception):
            sending.send(work())

    process = context.Process(target=there, daemon=True)
    try:
        process.start()
    except OSError:  # no process or memory is left
        receiving.close()
        return work
    finally:
        sending.close()

    def result() -> Result:
        try:
            found: Result = receiving.recv()
        except (EOFError, OSError):  # it has failed, or was ended
            return work()
        finally:
            receiving.close()
            process.join()
        return found

    return result


def _can_fork() -> bool:
    """Return whether a copy is safe: macOS and Windows have none, and threads may hold locks."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return False
    return len(os.sched_getaffinity(0)) > 1
