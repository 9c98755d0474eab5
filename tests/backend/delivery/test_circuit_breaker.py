"""A channel that fails again and again is left alone for a while."""

from backend.delivery.circuit_breaker import FAILURES, OPEN_SECONDS, CircuitBreaker
from tests.backend.conftest import Clock


def test_it_opens_after_several_failures_in_a_row_and_closes_by_itself() -> None:
    clock = Clock(0.0)
    breaker = CircuitBreaker(clock)
    assert [breaker.note_failure() for _ in range(FAILURES)][-1] == OPEN_SECONDS[0]
    assert breaker.is_open
    clock.now += OPEN_SECONDS[0]
    assert not breaker.is_open


def test_each_further_failure_opens_it_for_longer() -> None:
    breaker = CircuitBreaker(Clock(0.0))
    for _ in range(FAILURES - 1):
        breaker.note_failure()
    assert [breaker.note_failure() for _ in OPEN_SECONDS] == list(OPEN_SECONDS)
    assert breaker.note_failure() == OPEN_SECONDS[-1]


def test_one_success_forgets_the_failures_before() -> None:
    breaker = CircuitBreaker(Clock(0.0))
    for _ in range(FAILURES - 1):
        breaker.note_failure()
    breaker.note_success()
    assert breaker.note_failure() == 0
    assert not breaker.is_open
