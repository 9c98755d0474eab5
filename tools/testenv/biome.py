"""Biome, which lints and formats scripts and styles as biome.jsonc says.

`python -m tools.testenv.biome check` runs it, with any of its own arguments.
"""

import platform
import subprocess
import sys

from tools.testenv.npm import NpmError, NpmPackage

VERSION = "2.6.8"
# One package a platform; the builds for musl are linked statically and run on any Linux.
INTEGRITY = {
    "linux-x64-musl": (
        "sha512-64Yzo+J4fEk7Kf9SMnVdVxC+Y2A2e/L86QTP9JjGQ57l"
        "sddyELLpbBcNMxSJggre2T1AvISwwSrOApkBAHDqNA=="
    ),
    "linux-arm64-musl": (
        "sha512-WB9PhOitX+bRc0G3+GNJGlvbKoWn3JoB9z4E04JQizI"
        "C9aPCQyIvwvWG7QZHxw6k20Fi+dHLmZ2fSEmBa9HqiA=="
    ),
    "darwin-x64": (
        "sha512-QWWUPjlA0RnkkgYnFLUHZu+RrDc0FdK0A+wEPA+dENQ"
        "JwsuSHMH89lspnAw2QUWWc9VHyfluGx1Xmp6Y2GZi8Q=="
    ),
    "darwin-arm64": (
        "sha512-DHyj+JnRHcn4YdvpiqgTFZMYKSPELMCfFpNNlEuu1L8"
        "DKTGXhzW7raIwdsbo2Ie9nCljQLAQkVWQk/mwM0ueiA=="
    ),
}
PROCESSORS = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}


class PlatformError(Exception):
    """There is no build of Biome for this machine."""


def build_for(system: str, machine: str) -> NpmPackage:
    """Return the package for a system and a processor. Raises PlatformError."""
    suffix = "-musl" if system == "Linux" else ""
    name = f"{system.lower()}-{PROCESSORS.get(machine.lower(), machine)}{suffix}"
    if name not in INTEGRITY:
        raise PlatformError(f"no Biome for {name}; there is one for {', '.join(INTEGRITY)}")
    return NpmPackage(f"@biomejs/cli-{name}", VERSION, INTEGRITY[name])


def main(arguments: list[str]) -> int:
    """Run Biome with its own arguments; return its exit status."""
    try:
        program = build_for(platform.system(), platform.machine()).path() / "biome"
    except (PlatformError, NpmError) as error:
        print(f"tools.testenv.biome: {error}", file=sys.stderr)
        return 1
    return subprocess.run([program, *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
