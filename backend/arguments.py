"""The words of the command line."""

import argparse
from pathlib import Path

from backend.letters import KINDS

REFERENCE = "such as Q-7F3K-2M9X-4TQP"


def parser() -> argparse.ArgumentParser:
    """Return the parser of `python -m backend`."""
    made = argparse.ArgumentParser(
        prog="python -m backend", description="Take, deliver and look after quote requests."
    )
    commands = made.add_subparsers(dest="command", required=True)
    server = commands.add_parser("serve", help="serve the built site and take quote requests")
    server.add_argument("--port", type=_port, required=True, help="0: any free one")
    server.add_argument("--host", default="127.0.0.1", help="address to listen at")
    worker = commands.add_parser("worker", help="deliver notifications, without serving anything")
    for each in (server, worker):
        each.add_argument(
            "--demonstration", action="store_true", help="show and introduce sample firms only"
        )
    _matches(commands.add_parser("matches", help="firms for requests: who was offered what"))
    _requests(commands.add_parser("requests", help="read and look after the stored requests"))
    doctor = commands.add_parser("doctor", help="look at everything that a deployment needs")
    doctor.add_argument("--send", action="store_true", help="also send a test message")
    backup = commands.add_parser("backup", help="write all requests to a new file")
    backup.add_argument("file", type=Path)
    restore = commands.add_parser("restore", help="put a backup in the place of all requests")
    restore.add_argument("file", type=Path)
    restore.add_argument(
        "--replace", action="store_true", help="even if the database holds requests: they go"
    )
    migrate = commands.add_parser("migrate", help="bring the database to this program's version")
    migrate.add_argument("--to", metavar="URL", help="copy it to this empty database, and compare")
    return made


def _requests(made: argparse.ArgumentParser) -> None:
    actions = made.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="all requests, oldest first")
    listing.add_argument("--status", choices=["received", "quarantined"])
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    show = actions.add_parser("show", help="every answer of one request")
    show.add_argument("reference", help=REFERENCE)
    show.add_argument("--json", action="store_true", help="one JSON object")
    release = actions.add_parser("release", help="take a request that was set aside for good")
    release.add_argument("reference", help=REFERENCE)
    resend = actions.add_parser("resend", help="deliver notifications again")
    which = resend.add_mutually_exclusive_group(required=True)
    which.add_argument("reference", nargs="?", help=REFERENCE)
    which.add_argument("--dead", action="store_true", help="all that were given up")
    export = actions.add_parser("export", help="write all requests to a new file")
    export.add_argument("--csv", metavar="FILE", type=Path, required=True)
    erase = actions.add_parser("erase", help="erase every request of one person")
    erase.add_argument("--email", required=True)


def _matches(made: argparse.ArgumentParser) -> None:
    actions = made.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="all matches, oldest first")
    explain = actions.add_parser("explain", help="why each firm fits a request, or does not")
    override = actions.add_parser("override", help="offer or remove a firm by hand")
    override.add_argument("--offer", metavar="FIRM", help="id of a listed firm")
    override.add_argument("--remove", metavar="FIRM", help="id of a firm that got nothing yet")
    override.add_argument("--why", required=True, help="for the log, and for the buyer")
    exposure = actions.add_parser("exposure", help="how often each firm was offered")
    audit = actions.add_parser("audit", help="who got what, and when")
    for each in (explain, override, audit):
        each.add_argument("reference", help=REFERENCE)
    for each in (listing, exposure, audit):
        each.add_argument("--json", action="store_true", help="one JSON object a line")
    preview = actions.add_parser("preview", help="show a mail as it would be sent")
    preview.add_argument("kind", choices=KINDS)
    importing = actions.add_parser("import", help="take requests from a form provider's export")
    importing.add_argument("file", type=Path, help="CSV or JSON")


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return port
