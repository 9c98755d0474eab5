"""Have axe-core, the accessibility checker, at its pinned version.

npm fetches it once into .venv/axe-core/, where `make clean` removes it; its checksum is checked
each time. `python -m tools.axe` prints where it is.
"""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

VERSION = "4.14.1"
# The integrity value that npm lists for this version.
PACKAGE = "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
SCRIPT_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
CACHE = Path(__file__).resolve().parent.parent / ".venv" / "axe-core"
PATIENCE = 120  # seconds for a download


class AxeError(Exception):
    """axe-core cannot be had; the message says what to do."""


def script(cache: Path = CACHE) -> str:
    """Return axe-core's source. Raises AxeError."""
    file = cache / f"axe-{VERSION}.min.js"
    if not file.exists():
        cache.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_fetch())
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != SCRIPT_SHA256:
        raise AxeError(f"{file} is not axe-core {VERSION}; delete it and try again")
    return content.decode()


def _fetch() -> bytes:
    npm = shutil.which("npm")
    if npm is None:
        raise AxeError(
            f"axe-core {VERSION} is fetched with npm, which is not on PATH; "
            "on Debian and Ubuntu: apt-get install npm"
        )
    with TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", f"axe-core@{VERSION}"]
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            raise AxeError(f"`{' '.join(command)}` took more than {PATIENCE} seconds") from None
        packed = Path(folder) / f"axe-core-{VERSION}.tgz"
        if done.returncode or not packed.exists():
            raise AxeError(f"`{' '.join(command)}` failed: {done.stderr.strip() or done.stdout}")
        return unpack(packed)


def unpack(packed: Path) -> bytes:
    """Return axe.min.js of npm's archive. Raises AxeError where it is not the pinned one."""
    digest = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
    if digest != PACKAGE:
        raise AxeError(f"what npm gave is not the axe-core {VERSION} that we know")
    with tarfile.open(packed) as archive:
        member = archive.extractfile("package/axe.min.js")
        if member is None:
            raise AxeError("axe.min.js is missing from the package")
        return member.read()


if __name__ == "__main__":
    try:
        script()
    except AxeError as error:
        sys.exit(str(error))
    print(CACHE / f"axe-{VERSION}.min.js")
