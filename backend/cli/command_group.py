"""What every command does around its work: settings in place, the database named, errors told."""

import logging
import os
import sys
from pathlib import Path

import click
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from backend.backup import CopyError
from backend.cli.applications import NoSuchApplicationError
from backend.cli.overrides import OverrideError
from backend.cli.request_commands import NoSuchRequestError
from backend.cli.request_reports import open_existing
from backend.config.environment import applied_to_process, read_environment
from backend.config.errors import SettingError
from backend.config.logs import log_to_stderr
from backend.config.settings import database_url
from backend.storage.connections import UnavailableError, describe_database, describe_error
from model.core.problems import InvalidDataError

FILE = click.Path(path_type=Path)
JSON_LINES = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
REFERENCE = click.argument("reference", metavar="REFERENCE")

# Printed as one line: the command was not possible, and the program is not at fault.
EXPECTED_ERRORS = (
    SettingError,
    InvalidDataError,
    NoSuchRequestError,
    NoSuchApplicationError,
    CopyError,
    OverrideError,
)

log = logging.getLogger(__name__)


class ConfiguredCommand(click.Command):
    """A command that runs with its settings in place, and says which database it uses."""

    def invoke(self, context: click.Context) -> int:
        """Run the command; what was not possible becomes one line on stderr, and 1."""
        try:
            found = read_environment(os.environ, context.find_root().params["env_file"])
        except SettingError as error:
            click.echo(error, err=True)
            return 1
        context.obj = found.file
        named_in_file = "QUOTES_DATABASE_URL" in found.values.keys() - os.environ.keys()
        says = f", as {found.file} says" if found.file and named_in_file else ""
        with applied_to_process(found):
            for note in found.notes:
                click.echo(note, err=True)
            return self._run(context, says)

    def _run(self, context: click.Context, says: str) -> int:
        try:
            used = describe_database(database_url(os.environ))
            _tell(f"{used}{says}", context.info_name)
            return super().invoke(context) or 0
        except EXPECTED_ERRORS as error:
            click.echo(error, err=True)
        except UnavailableError as error:
            click.echo(f"the database is not available: {error}", err=True)
        except SQLAlchemyError as error:
            click.echo(f"the database is not available: {describe_error(error)}", err=True)
        except BrokenPipeError:  # the reader, such as `head`, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            click.echo(f"{error.filename}: {error.strerror}", err=True)
        return 1


class ServingCommand(ConfiguredCommand):
    """A configured command with the old option for a demonstration, which is told of first."""

    def _run(self, context: click.Context, says: str) -> int:
        if context.params.pop("demonstration"):
            words = "--demonstration goes in the next version: set SITE_DEMONSTRATION=on"
            click.echo(words, err=True)
            os.environ["SITE_DEMONSTRATION"] = "on"
            os.environ.pop("QUOTES_DEMONSTRATION", None)
        return super()._run(context, says)


class CommandGroup(click.Group):
    """A group of commands that run with their settings in place."""

    command_class = ConfiguredCommand
    group_class = type  # groups in it are of this kind, too


def _tell(database: str, command: str | None) -> None:
    """Name the database on stderr: in the log, where a program reads each of its lines as JSON."""
    words = f"database: {database}"
    if command in {"serve", "worker"} and os.environ.get("QUOTES_LOG") == "json":
        log_to_stderr(as_json=True)
        log.info(words)
    else:
        click.echo(words, err=True)


def spell_reference(reference: str) -> str:
    """Return a typed reference as it is stored."""
    return reference.strip().upper()


def find_stored(reference: str) -> tuple[Engine, str]:
    """Return the database and a reference as it is stored; raises NoSuchRequestError."""
    engine = open_existing(database_url(os.environ))
    if engine is None:
        raise NoSuchRequestError(spell_reference(reference))
    return engine, spell_reference(reference)
