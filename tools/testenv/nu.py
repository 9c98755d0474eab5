"""The Nu checker, which reads HTML and CSS as their standards do. It needs Java 17 or newer.

`python -m tools.testenv.nu` makes sure that it runs, and prints its version.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tools.testenv import apt
from tools.testenv.npm import NpmError, NpmFile

NU = NpmFile(
    "vnu-jar",
    "26.9.27",
    "build/dist/vnu.jar",
    "22f15dd39a33bed929d2a5c0cddf5946849a647eca9272bf4d5d00bc7e7a4d47",
)
INSTEAD = "install a Java of version 17 or newer yourself"


class NuError(Exception):
    """The checker cannot run; the message says what to do."""


@dataclass(frozen=True)
class Violation:
    """What the checker says of a place in a file."""

    file: str
    line: int
    says: str
    extract: str


def ensure_ready() -> str:
    """Return the checker's version, with Java installed if need be. Raises NuError, NpmError."""
    if version := _version():
        return version
    failure = apt.install("default-jre-headless", INSTEAD)
    if version := _version():
        return version
    raise NuError(f"the Nu checker needs Java 17 or newer:\n  {failure or INSTEAD}")


def validate(*files: Path, kind: str = "html") -> list[Violation]:
    """Return all errors and warnings for files, or for the HTML below a folder."""
    java = ["java", "-Xss4m", "-jar", str(NU.path()), "--stdout", "--exit-zero-always"]
    options = ["--format", "json", "--css" if kind == "css" else "--skip-non-html"]
    done = subprocess.run(
        [*java, *options, *map(str, files)],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return [_complaint(message) for message in json.loads(done.stdout)["messages"]]


def _complaint(message: dict[str, str | int]) -> Violation:
    return Violation(
        unquote(urlsplit(str(message.get("url", ""))).path),
        int(message.get("lastLine", 0)),
        str(message["message"]),
        str(message.get("extract", "")).strip(),
    )


def _version() -> str | None:
    """The checker's version, or None where no Java can run it."""
    java = shutil.which("java")
    if java is None:
        return None
    command = [java, "-jar", str(NU.path()), "--version"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout.split()[0] if done.returncode == 0 and done.stdout else None


def main() -> None:
    """Run the command line."""
    try:
        print(ensure_ready())
    except (NuError, NpmError) as error:
        sys.exit(f"tools.testenv.nu: {error}")


if __name__ == "__main__":
    main()
