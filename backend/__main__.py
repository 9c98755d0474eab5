"""The command line: `python -m backend <command>`, its options and its exit codes."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from itertools import chain, islice
from pathlib import Path

import click

from backend.backup import (
    CopyError,
    TargetNotEmptyError,
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
    key_renewal,
    launch,
    match_commands,
    request_commands,
)
from backend.cli.command_group import (
    FILE,
    JSON_LINES,
    REFERENCE,
    CommandGroup,
    ServingCommand,
    find_stored,
    spell_reference,
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
from backend.config.environment import ENV_FILE
from backend.config.settings import backup_folder, database_url, parse_base_path
from backend.delivery import QUARANTINED, RECEIVED
from backend.desk import desk_commands
from backend.server import run_worker, serve
from backend.storage.clock import utc_now
from backend.storage.connections import connect, sqlite_file
from backend.storage.email_addresses import is_email
from backend.storage.migrations import NEWEST, migrate
from backend.storage.service_key import service_key_of
from model.core.command_line import (
    HELP,
    JSON_OBJECT,
    Port,
    print_result,
    progress_printer,
    run_command,
)
from model.dataset import ROOT, data_folder, load
from model.launch import count_open, format_checks

ENV_OPTION = "--env-file"
# The program `deploy/soc-quotes` completes its commands by this variable.
COMPLETE = "_SOC_QUOTES_COMPLETE"
EPILOG = """\b
Examples:
  python -m backend serve --port 8080
  python -m backend requests list --status quarantined
  python -m backend requests list --json | head
  python -m backend backup --rotate
  python -m backend --env-file other.env doctor

\b
Exit codes:
  0  fine
  1  not possible, or something is bad; the lines say what
  2  wrong arguments
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 fine, 1 not possible, 2 bad arguments."""
    given = sys.argv[1:] if arguments is None else arguments
    program = "soc-quotes" if COMPLETE in os.environ else "python -m backend"
    return run_command(cli, [*_env_file_first(given)], program, COMPLETE)


def _env_file_first(arguments: Sequence[str]) -> Iterator[str]:
    """Move the env file before the command, for it may be named after it as well."""
    rest: list[str] = []
    given = iter(arguments)
    for word in given:
        if word == ENV_OPTION:
            yield from (word, *islice(given, 1))
        elif word.startswith(f"{ENV_OPTION}="):
            yield word
        else:
            rest.append(word)
    yield from rest


@click.group(cls=CommandGroup, epilog=EPILOG, context_settings=HELP)
@click.option(
    ENV_OPTION,
    type=FILE,
    metavar="FILE",
    help=f"Settings; {ENV_FILE} where it exists. May stand behind the command, too.",
)
def cli(env_file: Path | None) -> None:
    """Take, deliver and look after quote requests."""


DEMONSTRATION = click.option(
    "--demonstration", is_flag=True, help="Old: set SITE_DEMONSTRATION=on instead."
)


# Serving


@cli.command("serve", cls=ServingCommand)
@click.option("--port", type=Port(), required=True, help="0: any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@DEMONSTRATION
def _serve(port: int, host: str) -> None:
    """Serve the built site and take quote requests."""
    found = load_deployment(os.environ)
    serve(found.settings, found.matcher, host, port, found.dataset)


@cli.command("worker", cls=ServingCommand)
@DEMONSTRATION
def _work() -> None:
    """Deliver notifications, without serving anything."""
    found = load_deployment(os.environ)
    run_worker(found.settings, found.matcher)


# Requests


@cli.group("requests")
def _requests() -> None:
    """Read and look after the stored requests.

    A REFERENCE is such as Q-7F3K-2M9X-4TQP.
    """


@_requests.command("list")
@click.option("--status", type=click.Choice([RECEIVED, QUARANTINED]), help="Only these.")
@JSON_LINES
def _list(status: str | None, as_json: bool) -> None:
    """List all requests, the oldest first."""
    requests = iterate_requests(database_url(os.environ), status=status)
    if as_json:
        for request in requests:
            print(to_json(request))
        return
    first = next(requests, None)
    for line in format_table(chain([first], requests)) if first else ["No requests yet."]:
        print(line)


@_requests.command("show")
@REFERENCE
@JSON_OBJECT
def _show(reference: str, as_json: bool) -> None:
    """Show every answer of one request."""
    found = load_requests(database_url(os.environ), spell_reference(reference))
    if not found:
        raise request_commands.NoSuchRequestError(spell_reference(reference))
    print(to_json(found[0]) if as_json else format_card(found[0]))


@_requests.command("release")
@REFERENCE
@JSON_OBJECT
def _release(reference: str, as_json: bool) -> None:
    """Take a request that was set aside for good."""
    engine, reference = find_stored(reference)
    released = request_commands.release(engine, reference, utc_now())
    words = f"{reference} {'is released' if released else 'was not set aside'}"
    print_result(words, as_json=as_json, reference=reference, released=released)


@_requests.command("confirm")
@REFERENCE
@click.option("--why", required=True, help="How you know, for the log.")
@JSON_OBJECT
def _confirm(reference: str, why: str, as_json: bool) -> None:
    """Confirm an address that no mail reaches."""
    engine, reference = find_stored(reference)
    if not why.strip():
        raise OverrideError("say how you know that it is the buyer's address: --why is empty")
    done = request_commands.confirm(engine, reference, why.strip(), utc_now())
    words = f"{reference} is confirmed" + ("; the log says why" if done else " already")
    print_result(words, as_json=as_json, reference=reference, confirmed=done)


@_requests.command("resend")
@click.argument("reference", required=False)
@click.option("--dead", is_flag=True, help="All that were given up.")
@JSON_OBJECT
def _resend(reference: str | None, dead: bool, as_json: bool) -> None:
    """Deliver notifications again.

    Those of one request, or all that were given up.
    """
    if dead == (reference is not None):
        raise click.UsageError("Name one request, or say --dead.")
    if reference is None:
        engine = open_existing(database_url(os.environ))
        count = request_commands.resend_dead(engine, utc_now()) if engine else 0
    else:
        count = request_commands.resend(*find_stored(reference), utc_now())
    print_result(
        f"{count} to be delivered again; the worker sends them", as_json=as_json, resent=count
    )


@_requests.command("export")
@click.option("--csv", "file", metavar="FILE", type=FILE, required=True, help="Must be new.")
@JSON_OBJECT
def _export(file: Path, as_json: bool) -> None:
    """Write all requests to a new file."""
    url = database_url(os.environ)
    with create_csv(file) as opened:
        count = write_csv(opened, lambda: iterate_requests(url))
    words = f"{count} requests written to {file}"
    print_result(words, as_json=as_json, requests=count, file=str(file))


@_requests.command("erase")
@click.option("--email", required=True, metavar="ADDRESS", help="The person's address.")
@JSON_OBJECT
def _erase(email: str, as_json: bool) -> int:
    """Erase every request of one person."""
    if not is_email(email):
        click.echo(f"{email!r} is no e-mail address: nothing is erased", err=True)
        return 2
    engine = open_existing(database_url(os.environ))
    if engine is None:
        click.echo("there is no such database: nothing is erased", err=True)
        return 1
    count = request_commands.erase(engine, email, utc_now())
    words = f"{count} requests erased. Backups still hold what they held: let them expire."
    print_result(words, as_json=as_json, erased=count)
    return 0


# Firms

cli.add_command(match_commands.matches)
cli.add_command(desk_commands)


@cli.group("applications")
def _applications() -> None:
    """Firms that ask to be listed.

    A REFERENCE is such as F-7F3K-2M9X-4TQP.
    """


@_applications.command("list")
@JSON_LINES
def _list_applications(as_json: bool) -> None:
    """List all applications, the oldest first."""
    found = applications.load_applications(open_existing(database_url(os.environ)))
    line = applications.as_json if as_json else applications.format_line
    for each in found:
        print(line(each))
    if not found and not as_json:
        print("No applications yet.")


@_applications.command("show")
@REFERENCE
@JSON_LINES
def _show_application(reference: str, as_json: bool) -> None:
    """Show every answer of one application."""
    engine = open_existing(database_url(os.environ))
    application = applications.load_application(engine, spell_reference(reference))
    form = load(data_folder(os.environ)).application_form
    lines = [applications.as_json(application)] if as_json else None
    for text in lines or applications.format_answers(application, form):
        print(text)


@_applications.command("draft")
@REFERENCE
@click.option(
    "--looked-up",
    metavar="YYYY-MM-DD",
    default="",
    help="Day on which you looked the license and the peer review up.",
)
@JSON_OBJECT
def _draft(reference: str, looked_up: str, as_json: bool) -> int:
    """Write a record for data/firms.yml, checked."""
    engine = open_existing(database_url(os.environ))
    application = applications.load_application(engine, spell_reference(reference))
    dataset = load(data_folder(os.environ))
    lines, problems = applications.draft(dataset, application.answers, looked_up)
    draft, problems = "\n".join(lines), [*map(str, problems)]
    print_result(draft, as_json=as_json, draft=draft, problems=problems)
    for problem in problems:
        click.echo(problem, err=True)
    return 1 if problems else 0


# The deployment


@cli.command("counts")
@click.argument("logs", nargs=-1, type=FILE, metavar="[LOG]...")
@JSON_LINES
def _counts(logs: tuple[Path, ...], as_json: bool) -> int:
    """Tell pages asked for and forms sent by day.

    From access logs of Caddy (JSON) or nginx, or without one from what this service counted.
    """
    if logs:
        settings = load(data_folder(os.environ)).settings
        lines, unread = count_reports.count(logs, parse_base_path(settings))
    else:
        engine, unread = open_existing(database_url(os.environ)), ""
        lines = count_reports.load(engine)
    shown = map(count_reports.as_json, lines) if as_json else count_reports.as_table(lines)
    for line in shown:
        print(line)
    if unread:
        click.echo(unread, err=True)
    return 1 if unread else 0


@cli.command("doctor")
@click.option("--send", is_flag=True, help="Also send a test message.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
def _doctor(send: bool, as_json: bool) -> int:
    """Look at everything that a deployment needs."""
    found = load_deployment(os.environ)
    checks = [*doctor.run_checks(found.settings, found.dataset, found.matcher, send=send)]
    if as_json:
        print(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=1))
    say: Callable[[str], None] = (lambda _: None) if as_json else print
    return 0 if doctor.print_results(checks, say) else 1


@cli.command("launch")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@click.option("--no-mail", is_flag=True, help="Send no mail and ask for no code.")
@click.pass_context
def _launch(context: click.Context, as_json: bool, no_mail: bool) -> int:
    """Tell whether all is ready for the first request, or why not."""
    found = load_deployment(os.environ)
    asks = sys.stdin.isatty() and not no_mail and not as_json
    place = launch.Place(ROOT, context.obj)
    checks = launch.run_checks(found, os.environ, place, ask=input if asks else None)
    reasons = count_open(checks)
    if as_json:
        print(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=1))
        return 1 if reasons else 0
    for line in format_checks(checks):
        print(line)
    words = f"not ready to launch: {reasons} reason{'s' if reasons > 1 else ''}"
    print(words if reasons else "ready to launch")
    return 1 if reasons else 0


@cli.command("backup")
@click.argument("file", type=FILE, required=False)
@click.option("--rotate", is_flag=True, help="In QUOTES_BACKUPS, where the oldest are deleted.")
@JSON_OBJECT
def _backup(file: Path | None, rotate: bool, as_json: bool) -> None:
    """Write all requests to a new FILE."""
    if rotate == (file is not None):
        raise click.UsageError("Name one new file, or say --rotate.")
    url, now = database_url(os.environ), utc_now()
    say = progress_printer(as_json)
    with record_backup(url, now):
        if file is None:
            made = backup_into(url, backup_folder(os.environ), say, now)
            facts: dict[str, object] = {"file": str(made)}
            words = f"{made} is written"
        else:
            count = write_backup(url, file, say)
            facts = {"file": str(file), "requests": count}
            words = f"{count} requests are in {file}"
    print_result(words, as_json=as_json, **facts)


@cli.command("restore")
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Even if the database holds requests: they go.")
@JSON_OBJECT
def _restore(file: Path, replace: bool, as_json: bool) -> None:
    """Put a backup in the place of all requests."""
    try:
        url, say = database_url(os.environ), progress_printer(as_json)
        count, erased = restore_backup(url, file, say, replace=replace)
    except TargetNotEmptyError as error:
        raise CopyError(f"{error}; --replace puts the backup in their place") from None
    words = f"{count} requests restored; {erased} of the backup were erased since, and again now"
    print_result(words, as_json=as_json, restored=count, erased_again=erased)


@cli.command("migrate")
@click.option("--to", "target", metavar="URL", help="Copy it to this empty database, and compare.")
@JSON_OBJECT
def _migrate(target: str | None, as_json: bool) -> None:
    """Bring the database to this program's version."""
    url = database_url(os.environ)
    if target is None:
        went = migrate(connect(url))
        words = f"the database has version {NEWEST}" + (f", after {went}" if went else " already")
        print_result(words, as_json=as_json, version=NEWEST, after=went)
        return
    source = open_existing(url)
    if source is None:
        raise CopyError("there is no database yet")
    service_key = service_key_of(source)
    count = move_database(
        source, connect(target, service_key=service_key), progress_printer(as_json)
    )
    words = f"{count} requests copied. Now set QUOTES_DATABASE_URL to the new address"
    facts: dict[str, object] = {"copied": count}
    if service_key_of(connect(target)).file != service_key.file:
        facts["key_file"] = str(service_key.file.resolve())
        words += f", and QUOTES_KEY_FILE to {facts['key_file']}"
    print_result(f"{words}.", as_json=as_json, **facts)


@cli.command("new-key")
@click.option("--lost", is_flag=True, help="Yes: no copy of the old key is left anywhere.")
@JSON_OBJECT
def _new_key(lost: bool, as_json: bool) -> None:
    """Go on with a new key where the old one is lost.

    Private links are made anew and mailed, links that firms have got end, and erasures of people
    cannot be repeated in older backups. Stop the service before, and make a backup.
    """
    if not lost:
        raise click.UsageError("Look for a copy of the old key first; without one say --lost.")
    url = database_url(os.environ)
    file, engine = sqlite_file(url), connect(url)
    if file is not None and not file.exists():
        raise CopyError("there is no database yet")
    made = key_renewal.renew_key(engine, utc_now())
    place = service_key_of(engine).file
    words = (
        f"the database is kept by the key in {place} now; {made.pages} private pages have new"
        f" links, and {made.mailed} buyers are mailed theirs"
    )
    print_result(words, as_json=as_json, key_file=str(place), **asdict(made))


if __name__ == "__main__":
    sys.exit(main())
