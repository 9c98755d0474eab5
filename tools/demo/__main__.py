"""`make demo`: the site with sample firms, its backend, and a mail server that sends nothing on.

Everything is below var/demonstration/ and begins anew each time. Nothing leaves this machine.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from backend.config.errors import SettingError
from backend.matching import refuse_real_requests
from backend.storage.connections import UnavailableError, connect
from model.core.command_line import HELP, Port, run_command
from tools.demo.mail_sink import running_mail_sink

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "demonstration"
OPERATOR = "operator@demonstration.example"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, then serve until told to stop."""
    return run_command(_command, arguments, "python -m tools.demo")


@click.command(help=__doc__, context_settings=HELP)
@click.option("--port", type=Port(), default=8000, show_default=True)
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=FOLDER,
    metavar="FOLDER",
    help="Where all of it is written.",
)
def _command(port: int, folder: Path) -> int:
    folder = folder.resolve()
    address = f"http://127.0.0.1:{port}/"
    environment = demo_environment(folder, address)
    _reset(folder)
    try:
        refuse_real_requests(connect(environment["QUOTES_DATABASE_URL"]))
    except (SettingError, UnavailableError) as error:
        print(error, file=sys.stderr)
        return 1
    build(folder / "site", environment)
    with running_mail_sink(folder / "mail", _say) as smtp:
        environment["QUOTES_SMTP_URL"] = f"smtp://127.0.0.1:{smtp}"
        _say(f"open {address}which-report/ and begin; stop with Ctrl+C")
        _say(f"mails are written to {folder / 'mail'}")
        # Nothing of a real deployment on this machine, such as its mail server, may leak in.
        command = [sys.executable, "-m", "backend", "--env-file", os.devnull, "serve"]
        return run([*command, "--port", str(port)], environment)


def run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a server until it ends or we are told to end, and leave none behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        return server.wait()
    except KeyboardInterrupt:
        return server.wait()  # it was told, too
    finally:
        if server.poll() is None:
            server.terminate()
            server.wait()


def demo_environment(folder: Path, address: str) -> dict[str, str]:
    """Return the environment of a demonstration at an address.

    QUOTES_DATABASE_URL is taken over, to show it on PostgreSQL.
    """
    return {
        **os.environ,
        "SITE_DEMONSTRATION": "on",
        "SITE_ADDRESS": address,
        "QUOTES_ADDRESS": address,
        "QUOTES_DATABASE_URL": os.environ.get("QUOTES_DATABASE_URL")
        or f"sqlite:///{folder / 'quotes.db'}",
        "QUOTES_SITE_DIR": str(folder / "site"),
        "QUOTES_MAIL_FROM": OPERATOR,
        "QUOTES_NOTIFY_TO": OPERATOR,
        "QUOTES_RECEIPTS": "on",
    }


def build(site: Path, environment: dict[str, str]) -> None:
    """Build and publish the site into a folder of its own."""
    for command in (
        ["mkdocs", "build", "--strict", "--site-dir", str(site)],
        ["publish", "--site", str(site)],
    ):
        subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environment, check=True)


def _reset(folder: Path) -> None:
    for name in ("mail", "site", "site.headers"):
        shutil.rmtree(folder / name, ignore_errors=True)
    (folder / "quotes.db").unlink(missing_ok=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
