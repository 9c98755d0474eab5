"""Have a file of an npm package at its pinned version.

npm fetches it once into .venv/npm/, where `make clean` removes it. Its checksum is looked at each
time it is used, so it does not matter where it came from.
"""

import hashlib
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.testenv import apt

CACHE = Path(__file__).resolve().parents[2] / ".venv" / "npm"
DOWNLOAD_TIMEOUT = 300  # seconds for a download


class NpmError(Exception):
    """The file cannot be had; the message says what to do."""


@dataclass(frozen=True)
class NpmFile:
    """One file of one version of a package; the checksum is that of the file."""

    package: str
    version: str
    member: str
    sha256: str

    def path(self, cache: Path = CACHE) -> Path:
        """Return where the file is, fetched if need be. Raises NpmError."""
        file = cache / f"{self.package}-{self.version}{Path(self.member).suffix}"
        if not file.exists():
            cache.mkdir(parents=True, exist_ok=True)
            file.write_bytes(self._fetch())
        if hashlib.sha256(file.read_bytes()).hexdigest() != self.sha256:
            raise NpmError(f"{file} is not {self.package} {self.version}; delete it and try again")
        return file

    def _fetch(self) -> bytes:
        with TemporaryDirectory() as folder:
            command = [_npm(), "pack", "--silent", f"{self.package}@{self.version}"]
            _run(command, folder)
            packed = next(Path(folder).glob("*.tgz"), None)
            if packed is None:
                raise NpmError(f"`{' '.join(command)}` left no archive")
            with tarfile.open(packed) as archive:
                member = archive.extractfile(f"package/{self.member}")
                return member.read() if member else b""


def _npm() -> str:
    failure = None if shutil.which("npm") else apt.install("npm", "install npm yourself")
    found = shutil.which("npm")
    if found is None:
        raise NpmError(f"the checkers come through npm, which is not on PATH:\n  {failure}")
    return found


def _run(command: list[str], folder: str) -> None:
    said = f"`{' '.join(command)}`"
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=DOWNLOAD_TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NpmError(f"{said} took more than {DOWNLOAD_TIMEOUT} seconds") from None
    if done.returncode:
        raise NpmError(f"{said} failed: {done.stderr.strip() or done.stdout.strip()}")
