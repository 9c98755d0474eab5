"""Work done beside the build gives what it would give here, and its mistakes are told here."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from macros.aside import aside
from model.load import ROOT

TWO_PROCESSES = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
# In a process of its own, since other tests leave threads behind.
PLACES = "import os; from macros.aside import aside; print(os.getpid() != aside(os.getpid)())"


def test_the_work_is_done_in_another_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PLACES], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == str(TWO_PROCESSES)


def test_much_is_given_back_while_nobody_waits_yet() -> None:
    result = aside(lambda: "x" * 1_000_000)  # more than a pipe holds
    assert len(result()) == 1_000_000


def test_a_mistake_is_raised_where_the_result_is_asked_for() -> None:
    result = aside(lambda: next(iter(())))
    with pytest.raises(StopIteration):
        result()


def test_what_a_process_that_is_ended_leaves_is_done_here() -> None:
    here = os.getpid()

    def work() -> str:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return "done here"

    assert aside(work)() == "done here"


def test_where_no_process_can_be_begun_the_work_is_done_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none_left() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", none_left)
    assert aside(os.getpid)() == os.getpid()


def test_what_cannot_be_sent_is_worked_out_here() -> None:
    assert aside(lambda: lambda: 3)()() == 3


def test_with_threads_at_work_nothing_is_copied() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert aside(os.getpid)() == os.getpid()
    finally:
        done.set()
        thread.join()
