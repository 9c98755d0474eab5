"""Work done beside the build gives what it would give here, and its mistakes are told here.

The cases run in a process of their own: the tests before may have left threads in this one, and
with threads nothing is copied.
"""

import json
import os
import subprocess
import sys
import threading

import pytest

from macros.build.background import run_in_fork
from model.dataset import ROOT

TWO_PROCESSES = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
CASES = """
import json, os, signal
from macros.build.background import run_in_fork

here = os.getpid()

def ended():
    if os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done here"

def told(work):
    try:
        return run_in_fork(work)()
    except Exception as error:
        return type(error).__name__

def none_left():
    raise BlockingIOError

found = {
    "elsewhere": told(os.getpid) != here,
    "much": len(told(lambda: "x" * 1_000_000)),  # more than a pipe holds
    "mistake": told(lambda: next(iter(()))),
    "ended": told(ended),
    "unsendable": told(lambda: lambda: 3)(),
}
os.fork = none_left
found["no process"] = told(os.getpid) == here
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def found() -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", CASES], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stderr == ""
    cases: dict[str, object] = json.loads(done.stdout)
    return cases


def test_the_work_is_done_in_another_process(found: dict[str, object]) -> None:
    assert found["elsewhere"] is TWO_PROCESSES


def test_much_is_given_back_while_nobody_waits_yet(found: dict[str, object]) -> None:
    assert found["much"] == 1_000_000


def test_a_mistake_is_raised_where_the_result_is_asked_for(found: dict[str, object]) -> None:
    assert found["mistake"] == "StopIteration"


def test_what_a_process_that_is_ended_leaves_is_done_here(found: dict[str, object]) -> None:
    assert found["ended"] == "done here"


def test_what_cannot_be_sent_is_worked_out_here(found: dict[str, object]) -> None:
    assert found["unsendable"] == 3


def test_where_no_process_can_be_begun_the_work_is_done_here(found: dict[str, object]) -> None:
    assert found["no process"] is True


def test_with_threads_at_work_nothing_is_copied() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert run_in_fork(os.getpid)() == os.getpid()
    finally:
        done.set()
        thread.join()
