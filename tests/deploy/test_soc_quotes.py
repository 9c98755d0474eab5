"""`deploy/soc-quotes`: the operator's commands from any folder, with completion."""

import os
import subprocess
from pathlib import Path

import pytest

from backend.__main__ import COMPLETE
from model.dataset import ROOT


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """As it is linked into a folder of programs."""
    link = tmp_path / "bin" / "soc-quotes"
    link.parent.mkdir()
    link.symlink_to(ROOT / "deploy" / "soc-quotes")
    return link


def asked(program: Path, *arguments: str, **environ: str) -> str:
    """What it says where another folder is called as our package is."""
    (program.parent / "backend").mkdir()
    done = subprocess.run(
        [program, *arguments],
        cwd=program.parent,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_it_runs_from_any_folder(program: Path) -> None:
    assert "Usage: python -m backend requests" in asked(program, "requests", "--help")


@pytest.mark.nightly
def test_a_shell_completes_commands(program: Path) -> None:
    words = {"COMP_WORDS": "soc-quotes requests rel", "COMP_CWORD": "2"}
    assert asked(program, **words, **{COMPLETE: "bash_complete"}) == "plain,release\n"


@pytest.mark.nightly
def test_the_line_for_bash_names_the_program(program: Path) -> None:
    assert "_completion soc-quotes\n" in asked(program, **{COMPLETE: "bash_source"})
