"""The command line: `python -m backend <command>`, its arguments and its exit codes."""

import argparse
import json
import logging
import os
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from itertools import chain
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from backend.backup import (
    CopyError,
    backup_into,
    move_database,
    record_backup,
    restore_backup,
    write_backup,
)
from backend.cli import (
    applications,
    count_reports,
    doctor,
    launch,
    match_commands,
    request_commands,
)
from backend.cli.csv_format import create_csv, write_csv
from backend.cli.deployment import load_deployment
from backend.cli.overrides import OverrideError
from backend.cli.request_reports import (
    format_card,
    format_table,
    iterate_requests,
    load_requests,
    open_existing,
    to_json,
)
from backend.config.environment import ENV_FILE, in_place, read_environment
from backend.config.errors import SettingError
from backend.config.logs import log_to_stderr
from backend.config.settings import backup_folder, database_url, parse_base_path
from backend.delivery import QUARANTINED, RECEIVED
from backend.desk import run_command as run_desk_command
from backend.introductions import KINDS
from backend.server import run_worker, serve
from backend.storage.clock import utc_now
from backend.storage.connections import (
    UnavailableError,
    connect,
    describe_database,
    describe_error,
)
from backend.storage.email_addresses import is_email
from backend.storage.migrations import NEWEST, migrate
from model.core.problems import InvalidDataError
from model.dataset import ROOT, data_folder, load
from model.launch import count_open, format_checks

ENV_OPTION = "--env-file"
REFERENCE = "such as Q-7F3K-2M9X-4TQP"


def parser() -> argparse.ArgumentParser:
    """Return the parser of `python -m backend`."""
    made = argparse.ArgumentParser(
        prog="python -m backend", description="Take, deliver and look after quote requests."
    )
    made.add_argument(ENV_OPTION, type=Path, metavar="FILE", help=f"settings; {ENV_FILE} if there")
    commands = made.add_subparsers(dest="command", required=True)
    server = commands.add_parser("serve", help="serve the built site and take quote requests")
    server.add_argument("--port", type=_port, required=True, help="0: any free one")
    server.add_argument("--host", default="127.0.0.1", help="address to listen at")
    worker = commands.add_parser("worker", help="deliver notifications, without serving anything")
    for each in (server, worker):
        each.add_argument(
            "--demonstration", action="store_true", help="show and introduce sample firms only"
        )
    _add_matches(commands.add_parser("matches", help="firms for requests: who was offered what"))
    _add_requests(commands.add_parser("requests", help="read and look after the stored requests"))
    _add_applications(commands.add_parser("applications", help="firms that ask to be listed"))
    counts = commands.add_parser(
        "counts", help="pages asked for and forms sent by day, of a proxy's logs or this service"
    )
    counts.add_argument(
        "logs", nargs="*", type=Path, metavar="LOG", help="access log of Caddy (JSON) or nginx"
    )
    counts.add_argument("--json", action="store_true", help="one JSON object a line")
    doctor = commands.add_parser("doctor", help="look at everything that a deployment needs")
    doctor.add_argument("--send", action="store_true", help="also send a test message")
    going = commands.add_parser(
        "launch", help="whether all is ready for the first request, or why not"
    )
    going.add_argument("--json", action="store_true", help="one JSON array")
    going.add_argument("--no-mail", action="store_true", help="send no mail and ask for no code")
    backup = commands.add_parser("backup", help="write all requests to a new file")
    where = backup.add_mutually_exclusive_group(required=True)
    where.add_argument("file", type=Path, nargs="?")
    where.add_argument(
        "--rotate", action="store_true", help="in QUOTES_BACKUPS, where the oldest are deleted"
    )
    restore = commands.add_parser("restore", help="put a backup in the place of all requests")
    restore.add_argument("file", type=Path)
    restore.add_argument(
        "--replace", action="store_true", help="even if the database holds requests: they go"
    )
    desk = commands.add_parser("desk", help="sign people in to the desk, and out")
    ways = desk.add_subparsers(dest="action", required=True)
    for name, words in (
        ("link", "print a link that signs one person in, once, within 15 minutes"),
        ("sign-out", "end every session of a person, or of all"),
    ):
        way = ways.add_parser(name, help=words)
        way.add_argument("--as", dest="person", metavar="ADDRESS", help="of QUOTES_DESK_PEOPLE")
    migrate = commands.add_parser("migrate", help="bring the database to this program's version")
    migrate.add_argument("--to", metavar="URL", help="copy it to this empty database, and compare")
    return made


def _add_requests(made: argparse.ArgumentParser) -> None:
    actions = made.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="all requests, oldest first")
    listing.add_argument("--status", choices=[RECEIVED, QUARANTINED])
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    show = actions.add_parser("show", help="every answer of one request")
    show.add_argument("reference", help=REFERENCE)
    show.add_argument("--json", action="store_true", help="one JSON object")
    release = actions.add_parser("release", help="take a request that was set aside for good")
    release.add_argument("reference", help=REFERENCE)
    confirm = actions.add_parser("confirm", help="confirm an address that no mail reaches")
    confirm.add_argument("reference", help=REFERENCE)
    confirm.add_argument("--why", required=True, help="how you know, for the log")
    resend = actions.add_parser("resend", help="deliver notifications again")
    which = resend.add_mutually_exclusive_group(required=True)
    which.add_argument("reference", nargs="?", help=REFERENCE)
    which.add_argument("--dead", action="store_true", help="all that were given up")
    export = actions.add_parser("export", help="write all requests to a new file")
    export.add_argument("--csv", metavar="FILE", type=Path, required=True)
    erase = actions.add_parser("erase", help="erase every request of one person")
    erase.add_argument("--email", required=True)


def _add_applications(made: argparse.ArgumentParser) -> None:
    actions = made.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="all applications, oldest first")
    show = actions.add_parser("show", help="every answer of one application")
    draft = actions.add_parser("draft", help="a record for data/firms.yml, checked")
    for each in (show, draft):
        each.add_argument("reference", help="such as F-7F3K-2M9X-4TQP")
    for each in (listing, show):
        each.add_argument("--json", action="store_true", help="one JSON object a line")
    draft.add_argument(
        "--looked-up",
        metavar="YYYY-MM-DD",
        default="",
        help="day on which you looked the license and the peer review up",
    )


def _add_matches(made: argparse.ArgumentParser) -> None:
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


# Printed as one line: the command was not possible, and the program is not at fault.
EXPECTED_ERRORS = (
    SettingError,
    InvalidDataError,
    request_commands.NoSuchRequestError,
    applications.NoSuchApplicationError,
    CopyError,
    OverrideError,
)

log = logging.getLogger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 fine, 1 not possible, 2 bad arguments."""
    options = _parse(sys.argv[1:] if arguments is None else arguments)
    try:
        found = read_environment(os.environ, options.env_file)
    except SettingError as error:
        print(error, file=sys.stderr)
        return 1
    with in_place(found):
        for note in found.notes:
            print(note, file=sys.stderr)
        return _run(options, found.file)


def _parse(arguments: list[str]) -> Namespace:
    """Read the arguments; the env file may be named before the command or after it."""
    everywhere = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    everywhere.add_argument(ENV_OPTION, type=Path)
    given, rest = everywhere.parse_known_args(arguments)
    options = parser().parse_args(rest)
    options.env_file = given.env_file
    return options


def _run(options: Namespace, env_file: Path | None) -> int:
    name = options.action if options.command == "requests" else options.command
    if getattr(options, "demonstration", False):
        print(
            "--demonstration goes in the next version: set SITE_DEMONSTRATION=on", file=sys.stderr
        )
        os.environ["SITE_DEMONSTRATION"] = "on"
        os.environ.pop("QUOTES_DEMONSTRATION", None)
    try:
        options.settings_file = env_file
        used = describe_database(database_url(os.environ))
        _tell(name, f"database: {used}{f', as {env_file} says' if env_file else ''}")
        return COMMANDS[name](options) or 0
    except EXPECTED_ERRORS as error:
        print(error, file=sys.stderr)
    except UnavailableError as error:
        print(f"the database is not available: {error}", file=sys.stderr)
    except SQLAlchemyError as error:
        print(f"the database is not available: {describe_error(error)}", file=sys.stderr)
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
    return 1


def _tell(command: str, words: str) -> None:
    """Write a line to stderr: to the log, where a program reads each of its lines as JSON."""
    if command in {"serve", "worker"} and os.environ.get("QUOTES_LOG") == "json":
        log_to_stderr(as_json=True)
        log.info(words)
    else:
        print(words, file=sys.stderr)


def _matches(options: Namespace) -> None:
    match_commands.run(options, print)


def _applications(options: Namespace) -> int:
    engine = open_existing(database_url(os.environ))
    if options.action == "list":
        found = applications.load_applications(engine)
        line = applications.as_json if options.json else applications.format_line
        for each in found:
            print(line(each))
        if not found and not options.json:
            print("No applications yet.")
        return 0
    application = applications.load_application(engine, _reference(options))
    dataset = load(data_folder(os.environ))
    if options.action == "show":
        form = dataset.application_form
        lines = [applications.as_json(application)] if options.json else None
        for text in lines or applications.format_answers(application, form):
            print(text)
        return 0
    lines, problems = applications.draft(dataset, application.answers, options.looked_up)
    print("\n".join(lines))
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _counts(options: Namespace) -> int:
    if options.logs:
        settings = load(data_folder(os.environ)).settings
        lines, unread = count_reports.count(options.logs, parse_base_path(settings))
    else:
        engine, unread = open_existing(database_url(os.environ)), ""
        lines = count_reports.load(engine)
    shown = map(count_reports.as_json, lines) if options.json else count_reports.as_table(lines)
    for line in shown:
        print(line)
    if unread:
        print(unread, file=sys.stderr)
    return 1 if unread else 0


def _serve(options: Namespace) -> None:
    found = load_deployment(os.environ)
    serve(found.settings, found.matcher, options.host, options.port, found.dataset)


def _work(_: Namespace) -> None:
    found = load_deployment(os.environ)
    run_worker(found.settings, found.matcher)


def _list(options: Namespace) -> None:
    requests = iterate_requests(database_url(os.environ), status=options.status)
    if options.json:
        for request in requests:
            print(to_json(request))
        return
    first = next(requests, None)
    for line in format_table(chain([first], requests)) if first else ["No requests yet."]:
        print(line)


def _show(options: Namespace) -> None:
    found = load_requests(database_url(os.environ), _reference(options))
    if not found:
        raise request_commands.NoSuchRequestError(options.reference)
    print(to_json(found[0]) if options.json else format_card(found[0]))


def _release(options: Namespace) -> None:
    engine, reference = open_existing(database_url(os.environ)), _reference(options)
    if engine is None:
        raise request_commands.NoSuchRequestError(reference)
    released = request_commands.release(engine, reference, utc_now())
    print(f"{reference} {'is released' if released else 'was not set aside'}")


def _confirm(options: Namespace) -> None:
    engine, reference = open_existing(database_url(os.environ)), _reference(options)
    if engine is None:
        raise request_commands.NoSuchRequestError(reference)
    if not options.why.strip():
        raise OverrideError("say how you know that it is the buyer's address: --why is empty")
    done = request_commands.confirm(engine, reference, options.why.strip(), utc_now())
    print(f"{reference} is confirmed" + ("; the log says why" if done else " already"))


def _resend(options: Namespace) -> None:
    engine = open_existing(database_url(os.environ))
    if options.dead:
        count = request_commands.resend_dead(engine, utc_now()) if engine else 0
    elif engine is None:
        raise request_commands.NoSuchRequestError(options.reference)
    else:
        count = request_commands.resend(engine, _reference(options), utc_now())
    print(f"{count} to be delivered again; the worker sends them")


def _export(options: Namespace) -> None:
    url = database_url(os.environ)
    with create_csv(options.csv) as file:
        count = write_csv(file, lambda: iterate_requests(url))
    print(f"{count} requests written to {options.csv}")


def _erase(options: Namespace) -> int:
    if not is_email(options.email):
        print(f"{options.email!r} is no e-mail address: nothing is erased", file=sys.stderr)
        return 2
    engine = open_existing(database_url(os.environ))
    if engine is None:
        print("there is no such database: nothing is erased", file=sys.stderr)
        return 1
    count = request_commands.erase(engine, options.email, utc_now())
    print(f"{count} requests erased. Backups still hold what they held: let them expire.")
    return 0


def _doctor(options: Namespace) -> int:
    found = load_deployment(os.environ)
    checks = doctor.run_checks(found.settings, found.dataset, found.matcher, send=options.send)
    return 0 if doctor.print_findings(list(checks), print) else 1


def _desk(options: Namespace) -> None:
    run_desk_command(options, print)


def _launch(options: Namespace) -> int:
    found = load_deployment(os.environ)
    asks = sys.stdin.isatty() and not options.no_mail and not options.json
    place = launch.Place(ROOT, options.settings_file)
    checks = launch.run_checks(found, os.environ, place, ask=input if asks else None)
    reasons = count_open(checks)
    if options.json:
        print(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=1))
        return 1 if reasons else 0
    for line in format_checks(checks):
        print(line)
    print(f"not ready to launch: {reasons} reasons" if reasons else "ready to launch")
    return 1 if reasons else 0


def _backup(options: Namespace) -> None:
    url, now = database_url(os.environ), utc_now()
    with record_backup(url, now):
        if options.rotate:
            made = backup_into(url, backup_folder(os.environ), print, now)
            said = f"{made} is written"
        else:
            count = write_backup(url, options.file, print)
            said = f"{count} requests are in {options.file}"
    print(said)


def _restore(options: Namespace) -> None:
    count, erased = restore_backup(
        database_url(os.environ), options.file, print, replace=options.replace
    )
    print(f"{count} requests restored; {erased} of the backup were erased since, and again now")


def _migrate(options: Namespace) -> None:
    url = database_url(os.environ)
    if options.to is None:
        went = migrate(connect(url))
        print(f"the database has version {NEWEST}" + (f", after {went}" if went else " already"))
        return
    source = open_existing(url)
    if source is None:
        raise CopyError("there is no database yet")
    count = move_database(source, connect(options.to), print)
    print(f"{count} requests copied. Now set QUOTES_DATABASE_URL to the new address.")


def _reference(options: Namespace) -> str:
    reference: str = options.reference.strip().upper()
    return reference


COMMANDS: dict[str, Callable[[Namespace], int | None]] = {
    "serve": _serve,
    "worker": _work,
    "matches": _matches,
    "list": _list,
    "show": _show,
    "release": _release,
    "confirm": _confirm,
    "resend": _resend,
    "export": _export,
    "erase": _erase,
    "doctor": _doctor,
    "desk": _desk,
    "launch": _launch,
    "applications": _applications,
    "counts": _counts,
    "backup": _backup,
    "restore": _restore,
    "migrate": _migrate,
}


if __name__ == "__main__":
    sys.exit(main())
