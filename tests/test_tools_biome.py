"""Which build of Biome a machine gets; and the tools for scripts find what they are for."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from model.dataset import ROOT
from tools.testenv.biome import PlatformError, build_for


@pytest.mark.parametrize(
    ("system", "machine", "package"),
    [
        ("Linux", "x86_64", "@biomejs/cli-linux-x64-musl"),
        ("Linux", "aarch64", "@biomejs/cli-linux-arm64-musl"),
        ("Darwin", "arm64", "@biomejs/cli-darwin-arm64"),
        ("Darwin", "x86_64", "@biomejs/cli-darwin-x64"),
    ],
)
def test_each_platform_has_its_build(system: str, machine: str, package: str) -> None:
    assert build_for(system, machine).package == package


def test_a_platform_without_a_build_is_named_with_those_that_have_one() -> None:
    with pytest.raises(PlatformError, match="no Biome for linux-riscv64-musl; there is one for"):
        build_for("Linux", "riscv64")


def run(
    tool: str, *arguments: str, given: str = "", folder: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", f"tools.testenv.{tool}", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def test_biome_finds_a_fault_in_a_script_and_in_a_style(tmp_path: Path) -> None:
    shutil.copy(ROOT / "biome.jsonc", tmp_path)
    for name, fault, rule in (
        ("js/new.mjs", "debugger;\n", "noDebugger"),
        ("css/new.css", "a {\n  colour: red;\n}\n", "noUnknownProperty"),
    ):
        file = tmp_path / "docs/assets" / name
        file.parent.mkdir(parents=True)
        file.write_text(fault)
        done = run("biome", "lint", folder=tmp_path)
        file.unlink()
        assert rule in done.stdout + done.stderr, name


def test_biome_formats_a_script() -> None:
    done = run("biome", "format", "--stdin-file-path=docs/assets/js/new.mjs", given="a  =  'b'\n")
    assert done.stdout == 'a = "b";\n'


@pytest.mark.nightly
def test_typescript_finds_an_argument_of_another_type(tmp_path: Path) -> None:
    script = tmp_path / "script.js"
    script.write_text("Math.round('a');\n")
    done = run("typescript", "--allowJs", "--checkJs", "--noEmit", str(script))
    assert done.returncode != 0
    assert "TS2345" in done.stdout
