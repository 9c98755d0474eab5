"""Command line: `python -m backend --help` lists the commands."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from backend import backup, copying, doctor, match_commands, operate
from backend.arguments import parser
from backend.clock import utc_now
from backend.database import Unavailable, connect, kind_of
from backend.export import new_csv, write_csv
from backend.migrations import NEWEST, migrate
from backend.override import NotOverridden
from backend.records import as_card, as_json, as_table, existing, stored_requests
from backend.server import serve, work
from backend.settings import BadSetting, database_url, from_environment
from model.core.problems import DataProblems
from model.dataset import load

# What is said in one line, and means that a command was not possible.
SAID = (BadSetting, DataProblems, operate.NoSuchRequest, copying.NotCopied, NotOverridden)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 fine, 1 not possible, 2 bad arguments."""
    options = parser().parse_args(arguments)
    name = options.action if options.command == "requests" else options.command
    if getattr(options, "demonstration", False):
        os.environ["QUOTES_DEMONSTRATION"] = "on"
    try:
        return COMMANDS[name](options) or 0
    except SAID as error:
        print(error, file=sys.stderr)
    except Unavailable as error:
        print(f"the database is not available: {error}", file=sys.stderr)
    except SQLAlchemyError as error:
        print(f"the database is not available: {kind_of(error)}", file=sys.stderr)
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
    return 1


def _matches(options: Namespace) -> None:
    match_commands.run(options, print)


def _serve(options: Namespace) -> None:
    serve(from_environment(os.environ), options.host, options.port)


def _work(_: Namespace) -> None:
    work(from_environment(os.environ))


def _list(options: Namespace) -> None:
    requests = stored_requests(database_url(os.environ), status=options.status)
    if options.json:
        for request in requests:
            print(as_json(request))
    else:
        print(as_table(requests) if requests else "No requests yet.")


def _show(options: Namespace) -> None:
    found = stored_requests(database_url(os.environ), _reference(options))
    if not found:
        raise operate.NoSuchRequest(options.reference)
    print(as_json(found[0]) if options.json else as_card(found[0]))


def _release(options: Namespace) -> None:
    engine, reference = existing(database_url(os.environ)), _reference(options)
    if engine is None:
        raise operate.NoSuchRequest(reference)
    released = operate.release(engine, reference, utc_now())
    print(f"{reference} {'is released' if released else 'was not set aside'}")


def _resend(options: Namespace) -> None:
    engine = existing(database_url(os.environ))
    if options.dead:
        count = operate.resend_dead(engine, utc_now()) if engine else 0
    elif engine is None:
        raise operate.NoSuchRequest(options.reference)
    else:
        count = operate.resend(engine, _reference(options), utc_now())
    print(f"{count} to be delivered again; the worker sends them")


def _export(options: Namespace) -> None:
    requests = stored_requests(database_url(os.environ))
    with new_csv(options.csv) as file:
        count = write_csv(file, requests)
    print(f"{count} requests written to {options.csv}")


def _erase(options: Namespace) -> None:
    engine = existing(database_url(os.environ))
    count = operate.erase(engine, options.email, utc_now()) if engine else 0
    print(f"{count} requests erased. Backups still hold what they held: let them expire.")


def _doctor(options: Namespace) -> int:
    settings = from_environment(os.environ)
    found = list(doctor.findings(settings, load(), send=options.send))
    return 0 if doctor.as_lines(found, print) else 1


def _backup(options: Namespace) -> None:
    count = backup.backup(database_url(os.environ), options.file, print)
    print(f"{count} requests are in {options.file}")


def _restore(options: Namespace) -> None:
    count, erased = backup.restore(
        database_url(os.environ), options.file, print, replace=options.replace
    )
    print(f"{count} requests restored; {erased} of the backup were erased since, and again now")


def _migrate(options: Namespace) -> None:
    url = database_url(os.environ)
    if options.to is None:
        went = migrate(connect(url))
        print(f"the database has version {NEWEST}" + (f", after {went}" if went else " already"))
        return
    source = existing(url)
    if source is None:
        raise copying.NotCopied("there is no database yet")
    count = copying.copy(source, connect(options.to), print)
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
    "resend": _resend,
    "export": _export,
    "erase": _erase,
    "doctor": _doctor,
    "backup": _backup,
    "restore": _restore,
    "migrate": _migrate,
}

if __name__ == "__main__":
    sys.exit(main())
