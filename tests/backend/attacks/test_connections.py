"""Clients that keep their connection, hold it or do not read: each costs only itself."""

import socket
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

import httpx

from tests.backend.attacks.processes import Backend, serving, wait_until

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


HEAD = (
    b"POST /api/quotes HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: LENGTH\r\n\r\n"
)
# More connections than this server may have descriptors.
CONNECTIONS = 320
FEW_DESCRIPTORS = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (300, 300))
from backend.__main__ import main
sys.exit(main(["serve", "--port", "0"]))
"""


def test_more_connections_than_descriptors_stop_neither_those_that_are_there_nor_the_database(
    environ: dict[str, str], tmp_path: Path, answers: dict[str, str]
) -> None:
    body = urlencode(answers).encode()
    head = HEAD.replace(b"LENGTH", str(len(body)).encode())
    with serving(environ, tmp_path / "log", "-c", FEW_DESCRIPTORS) as server, ExitStack() as stack:

        def dial() -> socket.socket:
            address = ("127.0.0.1", server.port)
            return stack.enter_context(socket.create_connection(address, timeout=10))

        buyer = dial()
        buyer.sendall(head + body[:5])
        crowd = [dial() for _ in range(CONNECTIONS)]
        assert crowd[-1].recv(100).startswith(b"HTTP/1.1 503")
        buyer.sendall(body[5:])
        assert buyer.recv(100).startswith(b"HTTP/1.1 201")
        for connection in crowd:
            connection.close()
        wait_until(lambda: httpx.get(server.address).status_code == 200)
