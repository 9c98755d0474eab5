"""`deploy/upgrade`: a backup before, all or nothing, and a way back; on a made-up project."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from model.dataset import ROOT

# Stand-ins that write down how they were called; the real ones take minutes, and systemd.
MAKEFILE = """.PHONY: deploy
deploy:
\t@echo make deploy of $$(cat version) >> $(LOG)
\t@test ! -e unbuildable
\t@cp version .venv/packages-of
\t@mkdir -p releases/$$(cat version) && ln -sfn releases/$$(cat version) live
"""
PYTHON = """#!/bin/sh
echo "$@" >> $LOG
case "$*" in
    *restore*) echo restored > $LOG.quotes.db ;;
    *built*) [ ! -e $LOG.torn ] && ln -sfn "releases/$(basename "$4")" live ;;
    *backup*) [ ! -e $LOG.full ] && echo "/kept/backup.db is written" ;;
    *migrate*) version=$(cat version); [ ! -e "$LOG.refuses-$version" ] ;;
    *database_file*) [ -e $LOG.server ] || echo $LOG.quotes.db ;;
esac
"""
SYSTEMCTL = '#!/bin/sh\necho "systemctl $*" >> $LOG\n'


@dataclass
class Project:
    folder: Path
    log: Path

    def run(self, *arguments: str, code: int = 0) -> list[str]:
        """Run the script; return what it did, in order."""
        self.log.unlink(missing_ok=True)
        path = f"{self.folder.parent / 'bin'}:{os.environ['PATH']}"
        done = subprocess.run(
            [self.folder / "deploy" / "upgrade", *arguments],
            env={**os.environ, "PATH": path, "LOG": str(self.log)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []

    @property
    def version(self) -> str:
        return (self.folder / "version").read_text(encoding="utf-8").strip()

    def state(self) -> dict[str, object]:
        """Program, packages and pages."""
        packages = (self.folder / ".venv" / "packages-of").read_text(encoding="utf-8")
        live = self.folder / "live"
        return {"version": self.version, "packages": packages, "pages": live.readlink()}

    def mark(self, name: str) -> Path:
        """A file beside the log, by which the stand-ins know what is to go wrong."""
        made = self.log.with_name(f"{self.log.name}.{name}")
        made.write_text("as it was\n", encoding="utf-8")
        return made


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True)


def commit(folder: Path, version: str, *files: str) -> None:
    for name in ("version", *files):
        (folder / name).write_text(version, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-m", version)


def commit_own(folder: Path, name: str) -> None:
    (folder / name).write_text("own", encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-m", "own")


def executable(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    file.chmod(0o755)


@pytest.fixture
def upstream(tmp_path: Path) -> Path:
    made = tmp_path / "upstream"
    (made / "deploy").mkdir(parents=True)
    git(made, "init", "-b", "main")
    shutil.copy(ROOT / "deploy" / "upgrade", made / "deploy")
    (made / "Makefile").write_text(MAKEFILE, encoding="utf-8")
    (made / ".gitignore").write_text(".venv\n.upgrade\nlive\nreleases\n", encoding="utf-8")
    commit(made, "1")
    return made


@pytest.fixture
def project(tmp_path: Path, upstream: Path) -> Project:
    folder = tmp_path / "project"
    git(tmp_path, "clone", str(upstream), str(folder))
    executable(folder / ".venv" / "bin" / "python", PYTHON)
    executable(tmp_path / "bin" / "systemctl", SYSTEMCTL)
    environ = {**os.environ, "LOG": os.devnull}
    subprocess.run(["make", "-C", folder, "deploy"], env=environ, check=True, capture_output=True)
    commit(upstream, "2")
    return Project(folder, tmp_path / "log")


def test_an_upgrade_builds_stops_backs_up_switches_migrates_and_starts(project: Project) -> None:
    assert project.run() == [
        "make deploy of 2",
        "systemctl stop quotes.service",
        "-m backend backup --rotate",
        f"-m publish switch --built {project.folder}/.upgrade/releases/2",
        "-m backend migrate",
        "systemctl start quotes.service",
        "-m backend doctor",
    ]
    assert project.version == "2"


def test_the_way_back_leads_to_the_version_before(project: Project) -> None:
    project.run()
    done = project.run("--back")
    assert project.version == "1"
    assert done[:2] == ["make deploy of 1", "systemctl stop quotes.service"]
    assert done[-1] == "systemctl start quotes.service"
    assert not [each for each in done if "restore" in each]


@pytest.mark.nightly
def test_after_the_way_back_the_next_upgrade_works(project: Project) -> None:
    project.run()
    project.run("--back")
    project.run()
    assert project.version == "2"


def test_a_newer_database_is_kept_aside_and_the_backup_takes_its_place(project: Project) -> None:
    project.run()
    database = project.mark("quotes.db")
    project.mark("refuses-1")
    done = project.run("--back")
    assert "-m backend restore /kept/backup.db" in done
    assert database.read_text(encoding="utf-8") == "restored\n"
    newer = database.with_name(f"{database.name}.newer")
    assert newer.read_text(encoding="utf-8") == "as it was\n"


@pytest.mark.nightly
def test_a_newer_database_of_a_server_is_left_to_the_operator(project: Project) -> None:
    project.run()
    project.mark("server")
    project.mark("refuses-1")
    done = project.run("--back", code=1)
    assert project.version == "1"
    assert not [each for each in done if "restore" in each or "start" in each]
    assert project.run("--back", code=1) == []  # a second one would start over an empty database


def test_a_version_that_cannot_be_built_stops_nothing(project: Project, upstream: Path) -> None:
    commit(upstream, "3", "unbuildable")
    assert project.run(code=1) == ["make deploy of 3"]
    assert project.version == "1"


def test_a_database_that_cannot_be_migrated_is_undone(project: Project) -> None:
    project.mark("refuses-2")
    kept = project.state()
    done = project.run(code=1)
    assert done[-1] == "systemctl start quotes.service"
    assert project.state() == kept


def test_pages_that_cannot_be_switched_are_undone(project: Project) -> None:
    project.mark("torn")
    kept = project.state()
    done = project.run(code=1)
    assert done[-1] == "systemctl start quotes.service"
    assert project.state() == kept


def test_an_upgrade_brings_packages_and_pages_of_its_version(project: Project) -> None:
    before = project.state()
    project.run()
    for part, kept in before.items():
        assert project.state()[part] != kept, part


def test_nothing_of_the_build_is_left(project: Project) -> None:
    project.run()
    assert not (project.folder / ".upgrade").exists()


def test_without_a_backup_nothing_is_changed(project: Project) -> None:
    project.mark("full")
    kept = project.state()
    done = project.run(code=1)
    assert done[-1] == "systemctl start quotes.service"
    assert project.state() == kept


def test_what_the_operator_committed_is_merged(project: Project, upstream: Path) -> None:
    commit_own(project.folder, "name")
    project.run()
    assert project.version == "2"
    assert (project.folder / "name").exists()


def test_what_the_operator_committed_and_cannot_be_merged_stops_an_upgrade(
    project: Project,
) -> None:
    commit_own(project.folder, "version")
    assert project.run(code=1) == []
    assert project.version == "own"


@pytest.mark.nightly
def test_an_upgrade_to_what_is_merged_already_does_nothing(project: Project) -> None:
    commit_own(project.folder, "name")
    project.run()
    assert project.run() == []


def test_what_is_changed_in_the_project_stops_an_upgrade(project: Project) -> None:
    (project.folder / "version").write_text("mine", encoding="utf-8")
    assert project.run(code=1) == []
    assert project.version == "mine"


@pytest.mark.nightly
def test_a_version_can_be_named(project: Project, upstream: Path) -> None:
    git(upstream, "tag", "v2")
    commit(upstream, "3")
    project.run("v2")
    assert project.version == "2"
    assert project.run("v9", code=1) == []
