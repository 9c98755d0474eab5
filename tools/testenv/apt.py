"""Install what the tests need from the machine's own package manager, where nobody has it yet."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence

# Seconds a step may take before it counts as failed: a cut connection must not hang the tests.
START_TIMEOUT, UPDATE_TIMEOUT, INSTALL_TIMEOUT = 30, 180, 600


def install(package: str, instead: str) -> str | None:
    """Install a package with apt-get; return the failed step, or None.

    `instead` ends the sentence "not on this machine; …" and says what a person can do.
    """
    if not shutil.which("apt-get"):
        return f"apt-get: not on this machine; {instead}"
    root = as_root()
    if root and (not shutil.which("sudo") or run(["sudo", "-n", "true"], START_TIMEOUT)):
        return f"apt-get: needs root or sudo without a password; run: apt-get install {package}"
    command = ["install", "-y", "--no-install-recommends", package]
    return _apt(root, UPDATE_TIMEOUT, "update") or _apt(root, INSTALL_TIMEOUT, *command)


def as_root() -> list[str]:
    """What starts a command as root."""
    return [] if os.geteuid() == 0 else ["sudo", "-n"]


def _apt(root: Sequence[str], seconds: int, *words: str) -> str | None:
    """The failed step, or None. Only root may end what sudo started, hence the inner timeout."""
    limit = ["timeout", "--kill-after=10", str(seconds)]
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    return run([*root, *limit, *apt, *words], seconds + 30)


def run(command: Sequence[str], seconds: float) -> str | None:
    """Run a step with its output on stderr; the sentence that says how it failed, or None."""
    line = " ".join(command)
    print(f"$ {line}", file=sys.stderr, flush=True)
    # A group of its own, so that a timeout ends the step's children as well.
    with subprocess.Popen(command, stdout=sys.stderr, start_new_session=True) as process:
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            return f"{line}: not done after {seconds:g} seconds"
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    return f"{line}: ended with exit status {code}" if code else None
