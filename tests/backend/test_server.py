"""The real server process on loopback, and the operator's command line."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from backend.__main__ import main
from backend.cli.request_reports import load_requests
from backend.config.settings import from_environment
from model.dataset import ROOT
from tests.backend.conftest import write_site

Run = Callable[..., subprocess.CompletedProcess[str]]
Stored = Callable[[str], list[dict[str, str]]]
# A server that waits longer for its database than a busy machine takes: that it refuses in time is
# shown in attacks/, on a database that hangs.
PATIENT = """
import sys
from backend.__main__ import main
from backend.storage import database
database.ANSWER_TIMEOUT = database.QUEUE_TIMEOUT = 60.0
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="module")
def environment(folder: Path, form_html: str) -> dict[str, str]:
    return {
        **os.environ,
        "QUOTES_DATABASE_URL": f"sqlite:///{folder / 'var' / 'quotes.db'}",
        "QUOTES_SITE_DIR": str(write_site(folder / "site", form_html)),
        "QUOTES_RATE_LIMITS": "off",
        "SITE_ADDRESS": "https://soc.example/",
        "PYTHONWARNINGS": "error",
    }


@pytest.fixture(scope="module")
def backend(environment: dict[str, str]) -> Run:
    def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "backend", *arguments]
        env = {**environment, **changes}
        return subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=30, check=False
        )

    return run


@pytest.fixture
def run(
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """The same command in this process, which is a second of work less."""

    def one(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        for name, value in {**environment, **changes}.items():
            monkeypatch.setenv(name, value)
        try:
            code = main(list(arguments))
        except SystemExit as ended:
            code = int(str(ended.code))
        return subprocess.CompletedProcess(arguments, code, *capsys.readouterr())

    return one


@pytest.fixture
def stored(environment: dict[str, str]) -> Stored:
    """Return the requests of one person: the tests share a server, each has people of its own."""
    url = environment["QUOTES_DATABASE_URL"]
    return lambda email: [row for row in load_requests(url) if row["email"] == email]


@pytest.fixture(scope="module")
def log(folder: Path) -> Path:
    return folder / "server.log"


@pytest.fixture(scope="module")
def address(environment: dict[str, str], log: Path) -> Iterator[str]:
    command = [sys.executable, "-c", PATIENT, "serve", "--port", "0"]
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=output, text=True)
        try:
            while not (found := re.search(r"serving (http://\S+)", log.read_text())):
                assert server.poll() is None, log.read_text()
                time.sleep(0.05)
            yield found[1]
        finally:
            server.terminate()
            server.wait(10)


def parallel_client(address: str) -> httpx.Client:
    """Return one client for 50 threads, with a connection for each post: to make one takes long."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    return httpx.Client(base_url=address, timeout=30, limits=limits)


def test_50_parallel_posts_with_one_key_make_one_request(
    address: str, answers: dict[str, str], stored: Stored
) -> None:
    body = answers | {"idempotency_key": "double-click", "email": "double@example.com"}

    def send(_: int) -> httpx.Response:
        return client.post("api/quotes", data=body, headers={"Accept": "application/json"})

    with parallel_client(address) as client, ThreadPoolExecutor(50) as pool:
        responses = list(pool.map(send, range(50)))
    assert {response.status_code for response in responses} == {201}
    references = {response.json()["reference"] for response in responses}
    assert [row["reference"] for row in stored("double@example.com")] == list(references)


def test_parallel_requests_of_50_people_are_all_stored(
    address: str, answers: dict[str, str], environment: dict[str, str]
) -> None:
    def send(number: int) -> int:
        body = answers | {"email": f"person{number}@example.com"}
        return client.post("api/quotes", data=body).status_code

    with parallel_client(address) as client, ThreadPoolExecutor(50) as pool:
        assert set(pool.map(send, range(50))) == {303}
    people = {f"person{number}@example.com" for number in range(50)}
    emails = [row["email"] for row in load_requests(environment["QUOTES_DATABASE_URL"])]
    assert sorted(email for email in emails if email in people) == sorted(people)


def test_the_server_serves_site_form_and_thanks_from_one_address(
    address: str, answers: dict[str, str]
) -> None:
    with httpx.Client(base_url=address, follow_redirects=True) as client:
        assert "<h1>Home</h1>" in client.get("/").text
        assert "data-quote-form" in client.get("/quotes/").text
        thanks = client.post("/api/quotes", data=answers)
        assert thanks.url.path == "/quotes/thanks/"
        assert thanks.url.params["reference"] in thanks.text
        assert "server" not in thanks.headers


def test_a_body_longer_than_its_header_says_stores_nothing(
    address: str, answers: dict[str, str], stored: Stored
) -> None:
    body = urlencode(answers | {"email": "long@example.com"}).encode()
    host, port = address.removeprefix("http://").rstrip("/").split(":")
    head = (
        b"POST /api/quotes HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head + body)
        assert connection.recv(100).startswith(b"HTTP/1.1 4")
    assert stored("long@example.com") == []


def test_a_sender_that_hangs_up_does_no_harm(
    address: str, answers: dict[str, str], log: Path
) -> None:
    host, port = address.removeprefix("http://").rstrip("/").split(":")
    head = (
        b"POST /api/quotes HTTP/1.1\r\nHost: x\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nname="
    )
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head)
    assert httpx.post(f"{address}api/quotes", data=answers).status_code == 303
    assert "Traceback" not in log.read_text()


def test_the_servers_log_names_references_and_nobody(
    address: str, answers: dict[str, str], log: Path
) -> None:
    location = httpx.post(f"{address}api/quotes", data=answers).headers["location"]
    httpx.get(f"{address}quotes/?email={answers['email']}")
    text = log.read_text()
    assert location.rpartition("=")[2] in text
    assert not any(value in text for value in (answers["email"], "ada", "Ada", answers["company"]))


def test_the_operator_lists_and_reads_requests(
    address: str, answers: dict[str, str], run: Run
) -> None:
    page = {"Origin": address.rstrip("/")}
    answers = answers | {"email": "listed@example.com"}
    location = httpx.post(f"{address}api/quotes", data=answers, headers=page).headers["location"]
    reference = location.rpartition("=")[2]
    lines = map(json.loads, run("requests", "list", "--json").stdout.splitlines())
    (listed,) = [line for line in lines if line["email"] == answers["email"]]
    assert listed["reference"] == reference
    assert listed["status"] == "received"
    assert {name: listed[name] for name in answers} == answers
    assert json.loads(run("requests", "show", reference.lower(), "--json").stdout) == listed
    table = run("requests", "list").stdout.splitlines()
    assert table[0].split() == ["reference", "status", "created_at", "email"]
    (row,) = [line.split() for line in table if answers["email"] in line]
    assert row[0] == reference
    card = run("requests", "show", reference).stdout
    assert all(value in card for value in ("Ada Lovelace", "Zażółć & Sons", "the second"))


def test_no_requests_are_no_mistake_and_create_nothing(run: Run, tmp_path: Path) -> None:
    none = {"QUOTES_DATABASE_URL": f"sqlite:///{tmp_path / 'var' / 'quotes.db'}"}
    text, lines = (run("requests", "list", *more, **none) for more in ([], ["--json"]))
    assert (text.returncode, text.stdout) == (0, "No requests yet.\n")
    assert (lines.returncode, lines.stdout) == (0, "")
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("arguments", "changes", "code", "complaint"),
    [
        (["requests", "show", "Q-0000-0000-0000"], {}, 1, "there is no request"),
        (["requests", "list"], {"QUOTES_DATABASE_URL": "nonsense"}, 1, "QUOTES_DATABASE_URL"),
        (["requests", "list"], {"QUOTES_DATABASE_URL": "sqlite:////dev/null"}, 1, "not available"),
        (["serve", "--port", "0"], {"QUOTES_SITE_DIR": "no-such-folder"}, 1, "make build"),
        (["serve", "--port", "0"], {"QUOTES_RATE_LIMITS": "maybe"}, 1, "QUOTES_RATE_LIMITS"),
        (["serve", "--port", "0"], {"QUOTES_STORE_ADDRESS": "yes"}, 1, "QUOTES_STORE_ADDRESS"),
        (["serve", "--port", "0"], {"QUOTES_TRUSTED_PROXIES": "*"}, 1, "trusts everybody"),
        (["serve", "--port", "0"], {"QUOTES_ALLOWED_ORIGINS": "*"}, 1, "QUOTES_ALLOWED_ORIGINS"),
        (["serve", "--port", "0"], {"QUOTES_SECRET": "short"}, 1, "QUOTES_SECRET is shorter"),
        (["serve", "--port", "99999"], {}, 2, "from 0 to 65535"),
        (["serve"], {}, 2, "--port"),
        (["nonsense"], {}, 2, "nonsense"),
    ],
)
def test_an_operators_mistake_is_one_line_and_an_exit_code(
    run: Run, arguments: list[str], changes: dict[str, str], code: int, complaint: str
) -> None:
    done = run(*arguments, **changes)
    assert done.returncode == code
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr
    if code == 1:
        said = [x for x in done.stderr.splitlines() if not x.startswith("database: ")]
        assert len(said) == 1


@pytest.mark.nightly  # by day a port is taken
def test_an_address_that_cannot_be_listened_at_is_one_line(backend: Run) -> None:
    done = backend("serve", "--port", "0", "--host", "192.0.2.1")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    (line,) = [x for x in done.stderr.splitlines() if not x.startswith("database: ")]
    assert "cannot listen" in line


def test_a_port_in_use_is_named(backend: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = backend("serve", "--port", str(port))
    assert done.returncode == 1
    assert f"port {port}: Address already in use" in done.stderr


def test_the_settings_of_a_deployment_are_read(environment: dict[str, str]) -> None:
    settings = from_environment(
        environment
        | {
            "QUOTES_ALLOWED_ORIGINS": "https://www.soc.example, http://localhost:3000",
            "QUOTES_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8",
            "QUOTES_SECRET": "s" * 32,
        }
    )
    assert settings.allowed_origins >= {"https://www.soc.example", "http://localhost:3000"}
    assert [str(network) for network in settings.trusted_proxies] == ["127.0.0.1/32", "10.0.0.0/8"]
    assert settings.store_address is False
    assert "s" * 32 not in repr(settings)


def test_the_server_takes_the_form_from_its_own_address_and_the_sites(
    address: str, answers: dict[str, str]
) -> None:
    port = address.rstrip("/").rpartition(":")[2]
    codes = {
        origin: httpx.post(
            f"{address}api/quotes", data=answers, headers={"Origin": origin}
        ).status_code
        for origin in (
            f"http://127.0.0.1:{port}",
            f"http://localhost:{port}",
            "https://soc.example",
            "https://evil.example",
            "http://127.0.0.1:1",
        )
    }
    assert list(codes.values()) == [303, 303, 303, 403, 403]
