"""The site as `make build` makes it, once for all tests and processes that read it."""

import fcntl
import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import is_hypothesis_test, settings
from xdist.scheduler import LoadFileScheduling

from model import dataset
from model.dataset import ROOT
from publish.site import BuiltSite
from tests.data import CACHE, is_removed, load_data

# Another generator that reads mkdocs.yml can be tried: GENERATOR=properdocs.
GENERATOR = os.environ.get("GENERATOR", "mkdocs")
ADDRESS = load_data().settings.address
DEMONSTRATED_AT = "http://127.0.0.1:8000/"
# A busy machine is slow, and not wrong.
settings.register_profile("night", deadline=None)
settings.register_profile("day", deadline=None, max_examples=25)
# Thousands of small files that need not outlive the run go to memory, where there is enough of it
# and programs can be run from it: a disk makes each commit of a database wait.
MEMORY = Path("/dev/shm")
ENOUGH = 4 * 2**30  # bytes


def _is_fit(folder: Path) -> bool:
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        return False
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize >= ENOUGH and not found.f_flag & os.ST_NOEXEC


if _is_fit(MEMORY):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_configure(config: pytest.Config) -> None:
    """Try fewer examples by day."""
    settings.load_profile("day" if config.option.markexpr == "not nightly" else "night")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Try what examples prove again at night, with more of them."""
    if item.config.option.markexpr == "nightly" and is_hypothesis_test(getattr(item, "obj", None)):
        item.add_marker(pytest.mark.nightly)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are cores: a test waits for a browser or a server half of its time."""
    return (os.cpu_count() or 1) + 1


# What shares something dear by day, a browser and its server or pages that were read, runs in one
# process; the browser in two, of which each takes half.
TOGETHER = ("tests/browser/quotes/", "tests/browser/", "tests/site/", "tests/publish/")
# It begins: nothing may wait for it at the end. The first builds the site; what has no need of it
# is done meanwhile.
FIRST = (
    "tests/browser/quotes/",
    "tests/backend/attacks/",
    "tests/macros/checks/",
    "tests/browser/",
    "tests/site/",
    "tests/publish/",
)


class TogetherScheduling(LoadFileScheduling):
    """By file, as `--dist loadfile` says, but some folders as a whole."""

    def _split_scope(self, nodeid: str) -> str:
        folder = next((each for each in TOGETHER if nodeid.startswith(each)), None)
        return folder or super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """Keep folders together by day; at night they are too long for one process."""
    if config.option.dist != "loadfile" or config.option.markexpr != "not nightly":
        return None
    config.option.loadscopereorder = False  # xdist would leave files of few, slow tests to the end
    return TogetherScheduling(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes long, and ask nothing of a page that an editor has removed."""
    gone = [item for item in items if any(map(_is_of_removed, item.iter_markers("of_page")))]
    if gone:
        config.hook.pytest_deselected(items=gone)
        items[:] = [item for item in items if item not in gone]
    items.sort(key=lambda item: (*(not item.nodeid.startswith(each) for each in FIRST),))


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never among what stays: thousands of tests, and all modules."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _is_of_removed(mark: pytest.Mark) -> bool:
    return is_removed(mark.args[0])


@pytest.fixture(autouse=True, scope="session")
def data_read_once() -> Iterator[None]:
    """Let commands that tests call read a data file again only where its content is another."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dataset, "FileCache", lambda: CACHE)
        yield


def run(*arguments: str, cwd: Path = ROOT, **environment: str) -> str:
    """Run a module of Python in the project, or in a copy; return or fail with what it printed."""
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
    return done.stdout + done.stderr


def render_site(folder: Path, **environment: str) -> Path:
    """Build the pages into a folder, without publishing them."""
    run(GENERATOR, "build", "--strict", "--site-dir", str(folder), **environment)
    return folder


def publish_site(folder: Path, **environment: str) -> Path:
    """Publish a built site."""
    run("publish", "--site", str(folder), **environment)
    return folder


def make_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], str]
) -> tuple[Path, str]:
    """Return (folder, what `make` said when it filled it), made once for all processes of a run.

    Nobody may change the folder: `fresh` gives copies for that.
    """
    run_folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # each worker has a folder in that of the run
        run_folder = run_folder.parent
    folder, said = run_folder / name / "site", run_folder / name / "said.txt"
    folder.parent.mkdir(exist_ok=True)
    with (run_folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the system unlocks it when the file is closed
        if not said.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of a process that failed
            said.write_text(make(folder), encoding="utf-8")
    return folder, said.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def rendering(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The pages as the renderer wrote them on a day of long ago, and what it printed."""

    def render(folder: Path) -> str:
        arguments = ("build", "--strict", "--site-dir", str(folder))
        return run(GENERATOR, *arguments, SOURCE_DATE_EPOCH="1000000000")

    return make_once(tmp_path_factory, "rendered", render)


@pytest.fixture(scope="session")
def rendered(rendering: tuple[Path, str]) -> Path:
    """The pages as the renderer wrote them."""
    return rendering[0]


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The pages of a demonstration as the renderer wrote them, and what it printed."""
    from tools.demo.__main__ import demo_environment  # noqa: PLC0415 - brings the backend along

    def render(folder: Path) -> str:
        environment = demo_environment(folder.parent, DEMONSTRATED_AT)
        return run(GENERATOR, "build", "--strict", "--site-dir", str(folder), **environment)

    return make_once(tmp_path_factory, "demonstration", render)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, rendered: Path) -> Path:
    """The published site; the files for servers are beside it."""

    def publish(folder: Path) -> str:
        shutil.copytree(rendered, folder)
        return str(publish_site(folder))

    return make_once(tmp_path_factory, "published", publish)[0]


@pytest.fixture
def fresh(tmp_path: Path, rendered: Path) -> Callable[[], BuiltSite]:
    """Return a copy of the built site to plant mistakes in: site = fresh()."""

    def copy() -> BuiltSite:
        folder = tmp_path / "site"
        if not folder.exists():
            shutil.copytree(rendered, folder)
        return BuiltSite(folder, ADDRESS)

    return copy
