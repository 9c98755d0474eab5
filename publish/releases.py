"""Releases: each build in a folder of its own, and a link that leads to the one that is served.

    releases/20261127T101500Z/site, …/site.headers    what was built and proved
    live -> releases/20261127T101500Z                 what servers show: live/site

The link is replaced in one step, so nobody sees a half-made site, and no server is told. Files keep
the times at which they were written: with one time for all, two builds of the same size would be
the same to browsers and servers.
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from publish.precompress import is_whole
from publish.security import is_fingerprinted
from publish.site import NOT_FOUND, UNFINISHED_MARK, PublishError

KEPT = 3
LIVE = "live"
FOLDER = "releases"
SITE = "site"
# Lists the hashed files that a build made itself, not those that it took over.
OWN_FILES = "own-files.json"
MUST_HAVE = ("index.html", NOT_FOUND, "quotes/index.html")

# Builds a site into a folder, or raises PublishError.
Build = Callable[[Path], None]


@contextmanager
def _locked(base: Path) -> Iterator[Path]:
    """Keep other publishers out; give the folder of the releases."""
    folder = base / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PublishError([f"{folder}: another one is publishing just now"]) from None
        yield folder


def switch(base: Path, build: Build) -> Path:
    """Build aside, prove, switch, and keep the last KEPT; return the release that is live.

    Raises PublishError; what was live is live still then.
    """
    with _locked(base) as folder:
        made = _new_folder(folder)
        try:
            build(made / SITE)
            verify_release(made)
            _take_over_files(folder, made)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
        _point(base, made)
        _prune(base, folder)
        return made


def import_release(base: Path, release: Path) -> Path:
    """Move a release that was built in another folder here, and switch to it as `switch` does.

    Raises PublishError, as where it lies on another disk than `base`.
    """
    if not (release / SITE).is_dir():
        raise PublishError([f"{release}: is no release"])

    def move(site: Path) -> None:
        for part in (SITE, f"{SITE}.headers"):
            (release / part).rename(site.with_name(part))

    return switch(base, move)


def switch_back(base: Path) -> Path:
    """Make the release before the live one live again; raises PublishError if there is none."""
    with _locked(base) as folder:
        live = find_live(base)
        earlier = [each for each in list_releases(folder) if live and each.name < live.name]
        if not earlier:
            raise PublishError([f"{base / LIVE}: there is no earlier release to go back to"])
        verify_release(earlier[-1])
        _renew_times(earlier[-1], live)
        _point(base, earlier[-1])
        return earlier[-1]


def find_live(base: Path) -> Path | None:
    """Return the release that is live; None before the first."""
    link = base / LIVE
    return link.resolve() if link.is_symlink() and link.exists() else None


def list_releases(folder: Path) -> list[Path]:
    """Return the releases, oldest first."""
    return sorted(each for each in folder.iterdir() if each.is_dir() and not each.is_symlink())


def verify_release(release: Path) -> None:
    """Look once more at what is to be served: whole, and each compressed file the same."""
    site = release / SITE
    problems = [f"{site / name}: is missing" for name in MUST_HAVE if not (site / name).is_file()]
    if (site / UNFINISHED_MARK).exists():
        problems.append(f"{site}: is half published")
    if not (release / f"{SITE}.headers" / "headers.json").is_file():
        problems.append(f"{release}: has no headers for servers")
    problems += [f"{file}: differs from what it compresses" for file in _torn(site)]
    if problems:
        raise PublishError(problems)


def _torn(site: Path) -> Iterator[Path]:
    for pattern in ("*.br", "*.gz"):
        yield from (file for file in site.rglob(pattern) if not is_whole(file))


def _new_folder(folder: Path) -> Path:
    """Return a new folder that sorts behind all others."""
    while True:
        made = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        others = list_releases(folder)
        if not others or made.name > others[-1].name:
            made.mkdir()
            return made
        time.sleep(0.1)


def _point(base: Path, release: Path) -> None:
    """Replace the link in one step; a link over a link, so that no moment has none."""
    link, new = base / LIVE, base / f".{LIVE}-next"
    if link.exists() and not link.is_symlink():
        raise PublishError([f"{link}: is no link; move it away first"])
    new.unlink(missing_ok=True)
    new.symlink_to(Path(FOLDER) / release.name)
    new.replace(link)


def _renew_times(release: Path, live: Path | None) -> None:
    """Give files times that no file of the live release has, so that caches ask and get them."""
    newest = max((file.stat().st_mtime for file in _files(live)), default=0.0) if live else 0.0
    now = max(time.time(), newest + 1)
    for file in _files(release):
        os.utime(file, (now, now))


def _files(release: Path) -> Iterator[Path]:
    return (file for file in (release / SITE).rglob("*") if file.is_file())


def _take_over_files(folder: Path, made: Path) -> None:
    """Copy files named by their content from earlier releases: open pages still ask for them."""
    site = made / SITE
    own = sorted(
        name for file in _files(made) if is_fingerprinted(name := file.relative_to(site).as_posix())
    )
    (made / OWN_FILES).write_text(json.dumps(own), encoding="utf-8")
    for release in list_releases(folder):
        listed = release / OWN_FILES
        for name in json.loads(listed.read_text("utf-8")) if listed.is_file() else ():
            source, target = release / SITE / name, site / name
            if source.is_file() and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)


def _prune(base: Path, folder: Path) -> None:
    live = find_live(base)
    for release in list_releases(folder)[:-KEPT]:
        if release != live:
            shutil.rmtree(release)
