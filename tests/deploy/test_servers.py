"""The files in deploy/, read by the programs that they are for."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from backend.config.environment import read_environment
from deploy import health
from model.dataset import ROOT
from publish.releases import switch, switch_back
from tests.backend.cli.test_launch import web_server
from tests.ports import reserved_port
from tests.publish.test_releases import build
from tools.testenv.servers import find_or_install

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))
# Of 100; ours have about 14.
MAX_EXPOSURE = 20

# There is none for other systems.
needs_systemd = pytest.mark.skipif(sys.platform != "linux", reason="systemd is for Linux")


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


@pytest.fixture
def unit(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A unit as it would be on a machine where the project lies here."""
    placed = text(request.param).replace("/srv/soc/.venv/bin/python", sys.executable)
    file = tmp_path / request.param
    file.write_text(placed.replace("/srv/soc", str(tmp_path)), encoding="utf-8")
    return file


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [find_or_install("systemd-analyze"), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, indirect=True)
def test_a_unit_is_understood(unit: Path) -> None:
    done = analyze("verify", unit)
    assert unit.name not in done.stderr


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, indirect=True)
def test_a_unit_may_do_little(unit: Path) -> None:
    done = analyze("security", "--offline=yes", f"--threshold={MAX_EXPOSURE}", unit)
    assert done.returncode == 0, done.stdout[-200:]


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_writes_only_where_systemd_makes_a_folder(name: str) -> None:
    """A folder in ReadWritePaths that is not there stops the start, unless a dash is before it."""
    assert "soc-quotes" in state_folders(name)
    assert not re.findall(r"^ReadWritePaths=(?!-)", text(name), re.MULTILINE)


def state_folders(name: str) -> list[str]:
    """The folders below /var/lib that systemd makes for a unit."""
    (line,) = re.findall(r"^StateDirectory=(.+)$", text(name), re.MULTILINE)
    return str(line).split()


@pytest.mark.parametrize("name", ["quotes.service", "quotes-worker.service"])
def test_the_key_of_the_example_lies_where_a_unit_may_make_it_and_no_backup_has_it(
    name: str,
) -> None:
    found = read_environment({}, DEPLOY / "soc-quotes.env.example").values
    folder = Path(found["QUOTES_KEY_FILE"]).parent
    assert folder in {Path("/var/lib", each) for each in state_folders(name)}
    kept = (found["QUOTES_BACKUPS"], found["QUOTES_DATABASE_URL"].removeprefix("sqlite:///"))
    assert not [each for each in kept if folder in Path(each).parents]


def test_the_example_settings_are_known_and_keep_requests_where_units_may_write() -> None:
    found = read_environment({}, DEPLOY / "soc-quotes.env.example").values
    for name in ("QUOTES_DATABASE_URL", "QUOTES_BACKUPS"):
        assert "/var/lib/soc-quotes/" in found[name]


def test_every_setting_that_the_example_only_mentions_is_known(tmp_path: Path) -> None:
    lines = re.sub(r"^# (?=[A-Z_]+=)", "", text("soc-quotes.env.example"), flags=re.MULTILINE)
    (tmp_path / "all.env").write_text(lines.replace("/etc/soc/smtp_url", os.devnull), "utf-8")
    with pytest.raises(Exception, match=r"^QUOTES_SMTP_URL_FILE: the file is empty") as caught:
        read_environment({}, tmp_path / "all.env")
    assert "is no setting" not in str(caught.value)


@contextmanager
def running(command: list[str], port: int, environ: dict[str, str]) -> Iterator[None]:
    """Run a server until the test is over; give way once it listens."""
    server = subprocess.Popen(command, env={**os.environ, **environ}, stderr=subprocess.PIPE)
    try:
        for _ in range(100):
            if server.poll() is not None:
                assert server.stderr is not None
                pytest.fail(server.stderr.read().decode()[-600:])
            try:
                socket.create_connection(("127.0.0.1", port), timeout=2).close()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)
        if server.stderr is not None:
            server.stderr.close()


def ask(port: int, path: str = "/", etag: str = "") -> tuple[int, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", path, headers={"If-None-Match": etag} if etag else {})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body, answer.headers.get("ETag", "")


def with_headers(folder: Path) -> None:
    """Write the parts that the servers' files include; what is in them is tested elsewhere."""
    for name in ("Caddyfile", "nginx-http.conf", "nginx-server.conf"):
        (folder / name).write_text("header X-Any 1\n" * (name == "Caddyfile"), encoding="utf-8")


def see_switches(base: Path, port: int, backend: list[str]) -> None:
    """A new release and the way back are shown at once, and never as unchanged; /api/ leads on."""
    status, body, etag = ask(port)
    assert (status, "one" in body) == (200, True)
    second = switch(base, build("two"))
    with_headers(second / "site.headers")
    status, body, etag = ask(port, etag=etag)
    assert (status, "two" in body) == (200, True)
    switch_back(base)
    status, body, _ = ask(port, etag=etag)
    assert (status, "one" in body) == (200, True)
    assert ask(port, "/api/health")[0] == 200
    assert ask(port, "/nowhere/")[0] == 404
    assert backend == ["/api/health"]


def test_caddy_shows_a_release_at_once_and_passes_the_form_on(tmp_path: Path) -> None:
    with_headers(switch(tmp_path, build("one")) / "site.headers")
    caddy = find_or_install("caddy")
    version = subprocess.run([caddy, "version"], capture_output=True, text=True, check=True)
    old = version.stdout.lstrip("v").startswith("2.6") or version.stdout.startswith("(")
    seen: list[str] = []
    with (
        reserved_port() as port,
        web_server(lambda path: (seen.append(path), (200, {}, b"ok"))[1]) as backend,
    ):
        file = tmp_path / "Caddyfile"
        file.write_text(
            text("Caddyfile")
            .replace("/srv/soc", str(tmp_path))
            .replace("{\n", "{\nadmin off\n", 1),
            encoding="utf-8",
        )
        environ = {
            "SITE_HOST": f"http://127.0.0.1:{port}",
            "BACKEND": f"127.0.0.1:{backend}",
            "CADDY_BUFFERS": "buffer_requests" if old else "",
            "HOME": str(tmp_path),
        }
        with running([str(caddy), "run", "--config", str(file)], port, environ):
            see_switches(tmp_path, port, seen)


def test_nginx_shows_a_release_at_once_and_passes_the_form_on(tmp_path: Path) -> None:
    with_headers(switch(tmp_path, build("one")) / "site.headers")
    seen: list[str] = []
    with (
        reserved_port() as port,
        web_server(lambda path: (seen.append(path), (200, {}, b"ok"))[1]) as backend,
    ):
        site = text("nginx.conf").replace("/srv/soc", str(tmp_path))
        site = site.replace("listen 80", f"listen 127.0.0.1:{port}").replace(
            "127.0.0.1:8080", f"127.0.0.1:{backend}"
        )
        temporary = "".join(
            f"{kind}_temp_path {tmp_path}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        file = tmp_path / "nginx.conf"
        file.write_text(
            f"daemon off; pid {tmp_path}/pid; error_log stderr; events {{}}\n"
            f"{'user root;' if os.getuid() == 0 else ''}"
            f"http {{ access_log off; {temporary}\n{site}\n}}",
            encoding="utf-8",
        )
        with running(
            [str(find_or_install("nginx")), "-c", str(file), "-p", str(tmp_path)], port, {}
        ):
            see_switches(tmp_path, port, seen)


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_the_containers_health_is_the_backends(status: int, code: int) -> None:
    with web_server(lambda _: (status, {}, b"")) as port:
        assert health.main(port) == code


def test_a_container_without_an_answer_is_not_well() -> None:
    with reserved_port() as port:
        assert health.main(port) == 1


def test_the_compose_file_waits_for_a_database_that_answers_over_tcp() -> None:
    services = yaml.safe_load(text("compose.yml"))["services"]
    assert "127.0.0.1" in services["postgres"]["healthcheck"]["test"]
    assert services["backend"]["depends_on"]["postgres"] == {"condition": "service_healthy"}


def test_the_compose_file_looks_at_the_backends_health_as_the_image_does() -> None:
    """What waits for it to be well waits for ever where an image's own check is left out."""
    check = yaml.safe_load(text("compose.yml"))["services"]["backend"]["healthcheck"]["test"]
    assert f"CMD {json.dumps(check[1:])}" in text("Containerfile")


def test_the_compose_file_trusts_the_address_that_it_gives_its_proxy() -> None:
    services = yaml.safe_load(text("compose.yml"))["services"]
    address = services["caddy"]["networks"]["inside"]["ipv4_address"]
    for name in ("backend", "worker"):
        assert services[name]["environment"]["QUOTES_TRUSTED_PROXIES"] == address


def test_the_compose_files_settings_are_known() -> None:
    services = yaml.safe_load(text("compose.yml"))["services"]
    settings = dict(services["backend"]["environment"], QUOTES_DATABASE_URL_FILE="")
    assert read_environment(settings).notes == ()
