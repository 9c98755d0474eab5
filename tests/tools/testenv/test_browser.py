"""The browser finder, against directories that stand in for machines."""

import sys
from pathlib import Path

import pytest

from tools.testenv import apt, browser


def program(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any browser; what a test puts into this directory is all of its PATH."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "none"))
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_a_browser_named_by_the_environment_comes_first(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(machine / "chromium", "exit 0")
    named = program(machine / "mine", "exit 0")
    monkeypatch.setenv("CHROMIUM", str(named))
    assert browser.find() == named


def test_a_named_browser_that_does_not_start_is_an_error(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", str(machine / "nowhere"))
    with pytest.raises(browser.BrowserError, match="nowhere does not start"):
        browser.find()


def test_a_browser_on_path_that_does_not_start_is_passed_over(machine: Path) -> None:
    program(machine / "chromium-browser", "echo install the snap first; exit 1")
    works = program(machine / "google-chrome", "exit 0")
    assert browser.find() == works


def test_a_machine_without_a_browser_has_none(machine: Path) -> None:
    assert browser.find() is None


def test_what_an_installer_brings_is_found(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def download() -> None:
        program(machine / "chromium", "exit 0")

    monkeypatch.setattr(browser, "_install_by_playwright", download)
    assert browser.find_or_install() == machine / "chromium"


def test_every_step_that_failed_is_named(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(machine / "apt-get", "exit 100")
    program(machine / "sudo", 'shift; exec "$@"')
    program(machine / "true", "exit 0")
    program(machine / "env", 'shift; exec "$@"')
    program(machine / "timeout", 'shift 2; exec "$@"')
    monkeypatch.setattr(sys, "executable", str(program(machine / "python", "exit 1")))
    with pytest.raises(browser.BrowserError) as caught:
        browser.find_or_install()
    assert "playwright install chromium: ended with exit status 1" in str(caught.value)
    assert "apt-get update: ended with exit status 100" in str(caught.value)


def test_a_step_that_hangs_is_ended_and_named(machine: Path) -> None:
    hangs = program(machine / "hangs", "while :; do :; done")
    assert apt.run([str(hangs)], 0.2) == f"{hangs}: not done after 0.2 seconds"
