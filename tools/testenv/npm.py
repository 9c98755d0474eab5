"""Have a file of an npm package, or the whole package, at its pinned version.

npm fetches it once into .venv/npm/, where `make clean` removes it. A pinned checksum says what it
must be, so it does not matter where it came from.
"""

import base64
import hashlib
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
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
        with _packed(self.package, self.version) as file, tarfile.open(file) as archive:
            member = archive.extractfile(f"package/{self.member}")
            return member.read() if member else b""


@dataclass(frozen=True)
class NpmPackage:
    """One version of a package; `integrity` is that of its archive, as npm's lock files have it.

    The archive is held against it once, before it is unpacked: it can hold a hundred megabytes.
    """

    package: str
    version: str
    integrity: str

    def path(self, cache: Path = CACHE) -> Path:
        """Return the folder of the package, fetched if need be. Raises NpmError."""
        folder = cache / f"{self.package.replace('/', '-')}-{self.version}"
        if not folder.exists():
            cache.mkdir(parents=True, exist_ok=True)
            with (
                _packed(self.package, self.version) as file,
                TemporaryDirectory(dir=cache) as unpacked,
            ):
                self._verify(file)
                _unpack(file, Path(unpacked))
                _move(Path(unpacked) / "package", folder)
        return folder

    def _verify(self, file: Path) -> None:
        digest = base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode()
        if f"sha512-{digest}" != self.integrity:
            raise NpmError(f"what npm fetched is not {self.package} {self.version}; try again")


@contextmanager
def _packed(package: str, version: str) -> Iterator[Path]:
    """Fetch the archive of a package, for as long as the block lasts. Raises NpmError."""
    with TemporaryDirectory() as folder:
        command = [_npm(), "pack", "--silent", f"{package}@{version}"]
        _run(command, folder)
        packed = next(Path(folder).glob("*.tgz"), None)
        if packed is None:
            raise NpmError(f"`{' '.join(command)}` left no archive")
        yield packed


def _unpack(file: Path, folder: Path) -> None:
    """Unpack the files of an archive whose checksum has been verified."""
    # Not extractall(filter="data"), which the first Pythons 3.11 do not have.
    with tarfile.open(file) as archive:
        for member in archive:
            if content := archive.extractfile(member):
                target = folder / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())
                target.chmod(0o755 if member.mode & 0o100 else 0o644)


def _move(unpacked: Path, folder: Path) -> None:
    """Put a whole folder in its place at once; another process may have been faster."""
    try:
        unpacked.rename(folder)
    except OSError:
        if not folder.exists():
            raise


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
