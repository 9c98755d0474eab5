"""How a file of an npm package, or all of it, is fetched and held against its checksum."""

import base64
import hashlib
import os
import tarfile
from pathlib import Path

import pytest

from tools.testenv.npm import NpmError, NpmFile, NpmPackage

CONTENT = b"the file"
WANTED = NpmFile("thing", "1.2.3", "dist/it.js", hashlib.sha256(CONTENT).hexdigest())


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program on PATH that packs an archive which the test has prepared, as npm would."""
    file = tmp_path / "it.js"
    file.write_bytes(CONTENT)
    with tarfile.open(tmp_path / "thing-1.2.3.tgz", "w:gz") as archive:
        archive.add(file, "package/dist/it.js")
    program = tmp_path / "npm"
    program.write_text(f"#!/bin/sh\necho run >> {tmp_path}/runs\ncp {tmp_path}/*.tgz .\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return program


def test_the_file_is_fetched_once(npm: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert WANTED.path(cache).read_bytes() == CONTENT
    assert WANTED.path(cache) == cache / "thing-1.2.3.js"
    assert (tmp_path / "runs").read_text() == "run\n"


def test_a_file_with_another_checksum_is_refused(npm: Path, tmp_path: Path) -> None:
    other = NpmFile("thing", "1.2.3", "dist/it.js", "0" * 64)
    with pytest.raises(NpmError, match=r"is not thing 1\.2\.3; delete it and try again"):
        other.path(tmp_path / "cache")


def test_a_failed_download_says_what_npm_said(npm: Path, tmp_path: Path) -> None:
    npm.write_text("#!/bin/sh\necho no network >&2\nexit 1\n")
    with pytest.raises(NpmError, match=r"thing@1\.2\.3` failed: no network"):
        WANTED.path(tmp_path / "cache")


def test_a_machine_without_npm_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NpmError, match="not on this machine; install npm yourself"):
        WANTED.path(tmp_path / "cache")


def package(folder: Path, version: str = "1.2.3") -> NpmPackage:
    """The whole of the package that the test has prepared."""
    digest = hashlib.sha512((folder / "thing-1.2.3.tgz").read_bytes()).digest()
    return NpmPackage("@some/thing", version, f"sha512-{base64.b64encode(digest).decode()}")


def test_a_whole_package_is_fetched_once(npm: Path, tmp_path: Path) -> None:
    folder = package(tmp_path).path(tmp_path / "cache")
    assert (folder / "dist/it.js").read_bytes() == CONTENT
    assert package(tmp_path).path(tmp_path / "cache") == folder
    assert (tmp_path / "runs").read_text() == "run\n"


def test_a_program_in_a_package_can_be_run(npm: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "thing-1.2.3.tgz", "w:gz") as archive:
        archive.add(npm, "package/program")
    folder = package(tmp_path).path(tmp_path / "cache")
    assert os.access(folder / "program", os.X_OK)


def test_a_package_with_another_checksum_is_refused_and_not_kept(npm: Path, tmp_path: Path) -> None:
    other = NpmPackage("thing", "1.2.3", "sha512-other")
    with pytest.raises(NpmError, match=r"is not thing 1\.2\.3"):
        other.path(tmp_path / "cache")
    assert not list((tmp_path / "cache").iterdir())
