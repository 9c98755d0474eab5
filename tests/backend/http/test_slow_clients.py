"""Senders that take their time, on the real server: they are hung up on and hold nobody up."""

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from backend.http import form_body, header_timeout
from backend.http.form_body import RequestRejectedError, read_body
from model.dataset import ROOT

HEAD = (
    b"POST /api/quotes HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n"
)
# Bytes: more than the buffers of two sockets hold.
LARGE = 20_000_000
# The server of these tests has less patience than the real one, so that they need not wait.
SERVER = """
import os, sys
from backend import server
from backend.config import settings
from backend.http import connection_guard, form_body, header_timeout
from backend.intake import receiving
header_timeout.HEADER_TIMEOUT = 2
connection_guard.WRITE_CHECK = 1
read = form_body.read_body
receiving.read_body = lambda chunks, limit: read(chunks, limit, seconds=2)
server.serve(settings.from_environment(os.environ), None, "127.0.0.1", 0)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    folder = tmp_path_factory.mktemp("slow")
    (folder / "site").mkdir()
    (folder / "site" / "index.html").write_text("<h1>Home</h1>")
    (folder / "site" / "large.txt").write_bytes(b"x" * LARGE)
    environment = {
        **os.environ,
        "QUOTES_DATABASE_URL": f"sqlite:///{folder / 'quotes.db'}",
        "QUOTES_SITE_DIR": str(folder / "site"),
    }
    log = folder / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVER], cwd=ROOT, env=environment, stderr=output, text=True
        )
    try:
        while not (found := re.search(r"serving (http://\S+)", log.read_text())):
            assert process.poll() is None, log.read_text()
            time.sleep(0.05)
        yield found[1], process
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def address(server: tuple[str, subprocess.Popen[str]]) -> str:
    return server[0]


@pytest.fixture
def dial(address: str) -> Iterator[Callable[[bytes], socket.socket]]:
    host, port = address.removeprefix("http://").rstrip("/").split(":")
    with ExitStack() as stack:

        def connect(start: bytes) -> socket.socket:
            connection = stack.enter_context(
                socket.create_connection((host, int(port)), timeout=20)
            )
            connection.sendall(start)
            return connection

        yield connect


def test_a_post_is_answered_beside_150_half_open_connections(
    address: str, dial: Callable[[bytes], socket.socket], answers: dict[str, str]
) -> None:
    for number in range(150):
        dial((b"", b"POST /api/quotes HTT", HEAD + b"name=A")[number % 3])
    with httpx.Client(base_url=address, verify=False, timeout=20) as client:
        started = time.monotonic()
        response = client.post("api/quotes", data=answers)
        assert response.status_code == 303
        assert time.monotonic() - started < 3


def test_a_body_that_drips_is_408_and_the_connection_ends(
    dial: Callable[[bytes], socket.socket],
) -> None:
    connection = dial(HEAD + b"name=")
    started, heard = time.monotonic(), b""
    connection.settimeout(0.2)
    while time.monotonic() - started < 15:
        try:
            connection.sendall(b"A")
            part = connection.recv(4096)
        except TimeoutError:
            continue
        except OSError:
            break
        if not part:
            break
        heard += part
    assert heard.startswith(b"HTTP/1.1 408")
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("start", [b"", b"POST /api/quotes HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_a_head_that_never_ends_is_hung_up_on(
    dial: Callable[[bytes], socket.socket], start: bytes
) -> None:
    connection = dial(start)
    started = time.monotonic()
    assert connection.recv(100) == b""
    assert time.monotonic() - started < 10


def test_who_keeps_a_connection_for_several_requests_is_not_hung_up_on(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        for _ in range(4):
            assert client.get("/api/health").status_code == 200
            time.sleep(0.7)


def test_who_never_reads_gives_the_descriptor_back(
    server: tuple[str, subprocess.Popen[str]], dial: Callable[[bytes], socket.socket]
) -> None:
    def descriptors() -> int:
        return len(list(Path(f"/proc/{server[1].pid}/fd").iterdir()))

    httpx.get(server[0])
    before = descriptors()
    for _ in range(20):
        dial(b"GET /large.txt HTTP/1.1\r\nHost: x\r\n\r\n")
    end = time.monotonic() + 30
    while descriptors() < before + 20:
        assert time.monotonic() < end
    while descriptors() > before + 2:
        assert time.monotonic() < end, "they are kept"
        time.sleep(0.1)


def test_who_reads_slowly_gets_everything(dial: Callable[[bytes], socket.socket]) -> None:
    connection = dial(b"GET /large.txt HTTP/1.1\r\nHost: x\r\n\r\n")
    heard, begun = 0, time.monotonic()
    while heard < LARGE:
        heard += len(connection.recv(2**20))
        if time.monotonic() - begun < 4:
            time.sleep(0.1)
    assert heard >= LARGE


def test_the_real_server_waits_10_seconds_for_a_head_and_15_for_a_body() -> None:
    assert (header_timeout.HEADER_TIMEOUT, form_body.BODY_TIMEOUT) == (10, 15)


def test_a_body_has_one_time_for_all_of_it() -> None:
    async def drip() -> object:
        while True:
            yield b"x"
            await asyncio.sleep(0.01)

    async def read() -> None:
        await read_body(drip(), 1_000_000, seconds=0.2)  # type: ignore[arg-type]

    with pytest.raises(RequestRejectedError) as refused:
        asyncio.run(read())
    assert (refused.value.status, refused.value.reason) == (408, "slow")


def test_bodies_of_10_mb_do_not_fill_the_memory(
    server: tuple[str, subprocess.Popen[str]], address: str
) -> None:
    def peak() -> int:
        """The most memory the server has had, in MB."""
        status = Path(f"/proc/{server[1].pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found
        return int(found[1]) // 1024

    httpx.post(f"{address}api/quotes", content=b"x=1")
    before = peak()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for _ in range(3):
        try:
            answer = httpx.post(f"{address}api/quotes", content=b"x" * 10_000_000, headers=headers)
        except httpx.TransportError:  # hung up on in the middle of it
            continue
        assert answer.status_code == 413
    assert peak() - before < 32
