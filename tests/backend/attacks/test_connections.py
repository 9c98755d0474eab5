"""Clients that keep their connection, hold it or do not read: each costs only itself."""

import time

import httpx

from tests.backend.attacks.processes import Backend

# Seconds. An answer in two packets whose second waits for the delayed acknowledgement of the first
# takes 40 ms and more; one that does not takes a few.
DELAYED = 0.035
ANSWERS = 40


def test_no_answer_on_a_kept_connection_waits_for_an_acknowledgement(server: Backend) -> None:
    times = []
    with httpx.Client(base_url=server.address) as client:
        for _ in range(ANSWERS):
            begun = time.perf_counter()
            assert client.get("").status_code == 200
            times.append(time.perf_counter() - begun)
    # A connection acknowledges its first packets at once.
    assert min(times[ANSWERS // 2 :]) < DELAYED
