"""The site as `make build` makes it, once for all tests that read it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from model.dataset import ROOT
from publish.site import BuiltSite

# Another generator that reads mkdocs.yml can be tried: GENERATOR=properdocs.
GENERATOR = os.environ.get("GENERATOR", "mkdocs")
ADDRESS = "https://soc2auditors.example/"


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are cores: a test waits for a browser or a server half of its time."""
    return (os.cpu_count() or 1) + 1


def run(*arguments: str, cwd: Path = ROOT, **environment: str) -> None:
    """Run a module of Python in the project, or in a copy; fail with what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=cwd,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
        | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def render_site(folder: Path, **environment: str) -> Path:
    """Build the pages into a folder, without publishing them."""
    run(GENERATOR, "build", "--strict", "--site-dir", str(folder), **environment)
    return folder


def publish_site(folder: Path, **environment: str) -> Path:
    """Publish a built site."""
    run("publish", "--site", str(folder), **environment)
    return folder


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as the renderer wrote them on a day of long ago."""
    folder = tmp_path_factory.mktemp("rendered") / "site"
    return render_site(folder, SOURCE_DATE_EPOCH="1000000000")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, rendered: Path) -> Path:
    """The published site; the files for servers are beside it."""
    folder = tmp_path_factory.mktemp("published") / "site"
    shutil.copytree(rendered, folder)
    return publish_site(folder)


@pytest.fixture
def fresh(tmp_path: Path, rendered: Path) -> Callable[[], BuiltSite]:
    """Return a copy of the built site to plant mistakes in: site = fresh()."""

    def copy() -> BuiltSite:
        folder = tmp_path / "site"
        if not folder.exists():
            shutil.copytree(rendered, folder)
        return BuiltSite(folder, ADDRESS)

    return copy
