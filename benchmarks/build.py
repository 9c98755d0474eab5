"""How long a build takes, and how long it is from saving a file to the changed page.

`python -m benchmarks.build` measures this project beside plain Material, Zensical and Hugo, all
with the same sample pages, and writes build.md, editing.md and a chart of each to
benchmarks/results/. Hugo Book is on no package index: name a copy of the theme with --hugo-book.
Seconds, medians. Figures differ from machine to machine; the ratios say more.
"""

import argparse
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.build_edits import Edit, edits, seconds_to_page
from benchmarks.build_peers import ENVIRONMENT, MissingError, Peer, peers
from benchmarks.build_report import Figures, write_report

SIZES = [25, 100, 300, 1000]
RUNS = 3
NO_THEME = "not measured: the theme is on no package index"


def main() -> None:
    """Measure and write both reports."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.build", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of pages")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of which the median is taken")
    parser.add_argument("--hugo-book", type=Path, help="a copy of the theme Hugo Book")
    parser.add_argument("--only", choices=["build", "editing"], help="measure one of the two")
    options = parser.parse_args()
    measured = peers(options.hugo_book)
    left_out: dict[str, Figures] = {} if options.hugo_book else {"Hugo Book": NO_THEME}
    if options.only != "editing":
        figures: dict[str, Figures] = {
            peer.name: builds(peer, options.sizes, options.runs) for peer in measured
        }
        write_report("build", "Building everything", figures | left_out, options.runs)
    if options.only != "build":
        figures = {
            f"{peer.name}: {edit.name}": saves(peer, edit, options.sizes, options.runs)
            for peer in measured
            for edit in edits(peer)
        }
        title = "From saving a file to the changed page"
        write_report("editing", title, figures | left_out, options.runs)


def builds(peer: Peer, sizes: list[int], runs: int) -> Figures:
    """Return the median seconds of a build for each number of pages, or why there are none."""
    found: dict[int, float] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            peer.prepare(folder, size)
            try:
                found[size] = statistics.median(_build(peer, folder) for _ in range(runs))
            except MissingError as missing:
                return str(missing)
        print(f"build, {peer.name}, {size} pages: {found[size]:.2f} s", flush=True)  # noqa: T201
    return found


def _build(peer: Peer, folder: Path) -> float:
    command, begun = peer.build(), time.perf_counter()
    done = subprocess.run(  # noqa: S603
        command, cwd=folder, env=ENVIRONMENT, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{peer.name} cannot build:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - begun


def saves(peer: Peer, edit: Edit, sizes: list[int], runs: int) -> Figures:
    """Return the median seconds from a save to the page, or why there are none."""
    found: dict[int, float] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            peer.prepare(folder, size)
            try:
                found[size] = statistics.median(seconds_to_page(peer, edit, folder, runs))
            except MissingError as missing:
                return str(missing)
        print(f"{edit.name}, {peer.name}, {size} pages: {found[size]:.3f} s", flush=True)  # noqa: T201
    return found


if __name__ == "__main__":
    main()
