"""Find the programs that read the files in deploy/, or install them: Caddy, nginx, systemd-analyze.

`python -m tools.testenv.servers` makes sure that they are here, and prints their paths.
"""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from model.core.command_line import HELP, run_command
from tools.testenv import apt

# Each program, and the package of apt that brings it.
PACKAGES = {"caddy": "caddy", "nginx": "nginx", "systemd-analyze": "systemd"}
# Where Debian has the programs of root, which others do not have on their PATH.
FOLDERS = "/usr/local/sbin:/usr/sbin"
RUNNING_SYSTEMD = Path("/run/systemd/system")


class ServersError(Exception):
    """A program is missing; the message names the step that failed."""


def find(program: str) -> Path | None:
    """Path of a program of PACKAGES, or None."""
    found = shutil.which(program, path=f"{os.environ.get('PATH', os.defpath)}:{FOLDERS}")
    return Path(found) if found else None


def find_or_install(program: str) -> Path:
    """Path of a program of PACKAGES. Raises ServersError with the failed step named."""
    if found := find(program):
        return found
    failure = apt.install(PACKAGES[program], f"install {program} yourself") or _silence(program)
    if found := find(program):
        return found
    raise ServersError(f"no {program}:\n  {failure or 'apt-get: installed, yet not found'}")


def _silence(program: str) -> str | None:
    """End the service that the package starts at port 80: nobody asked for one."""
    if program == "systemd-analyze" or not RUNNING_SYSTEMD.is_dir():
        return None
    command = ["systemctl", "disable", "--now", program]
    return apt.run([*apt.as_root(), *command], apt.START_TIMEOUT)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was found; 1 where one is missing."""
    return run_command(_command, arguments, "python -m tools.testenv.servers")


@click.command(help=__doc__, context_settings=HELP)
def _command() -> int:
    try:
        for program in PACKAGES:
            print(find_or_install(program))
    except ServersError as error:
        print(f"tools.testenv.servers: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
