"""How the programs that read the files in deploy/ are found and installed."""

from pathlib import Path

import pytest

from tools.testenv import servers


def program(folder: Path, name: str, code: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{code}\n", encoding="utf-8")
    file.chmod(0o755)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine whose only programs are those in this folder."""
    monkeypatch.setattr(servers, "FOLDERS", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    monkeypatch.setitem(servers.PACKAGES, "one", "the-package-of-one")
    return tmp_path


def test_each_program_is_installed_by_its_package(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "RUNNING_SYSTEMD", alone / "none")
    program(alone, "apt-get", f'case "$*" in *the-package-of-one) touch {alone}/one\n'
            f"chmod 755 {alone}/one ;; esac")  # fmt: skip
    assert servers.find_or_install("one") == alone / "one"


def test_a_failed_installation_names_its_step(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(alone, "apt-get", "exit 100")
    with pytest.raises(servers.ServersError, match="apt-get update: ended with exit status 100"):
        servers.find_or_install("one")


def test_a_server_that_its_package_started_is_ended(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "RUNNING_SYSTEMD", alone)
    program(alone, "apt-get", f"touch {alone}/one; chmod 755 {alone}/one")
    program(alone, "systemctl", f'echo "$*" > {alone}/said')
    servers.find_or_install("one")
    assert (alone / "said").read_text(encoding="utf-8") == "disable --now one\n"
