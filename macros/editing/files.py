"""The files that may be edited, read and written whole, with the check of the project."""

import difflib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from macros.checks import check_damage, lost_schema
from macros.editing.yaml_edit import EditError
from model.core.problems import InvalidDataError
from model.dataset import load
from model.integrity import FILES

Check = Callable[[Path], list[str]]
PLACE = re.compile(r"([^\s:]+):(\d+): ")


@dataclass(frozen=True)
class EditableFile:
    """One file: `name` as below the project, such as data/site.yml, and what it is for."""

    name: str
    about: str

    @property
    def is_page(self) -> bool:
        """Whether it is a page, and no data."""
        return self.name.endswith(".md")


def list_files(root: Path) -> list[EditableFile]:
    """Return every page and data file, pages first."""
    docs, data = root / "docs", root / "data"
    pages = [f"docs/{path.relative_to(docs).as_posix()}" for path in sorted(docs.rglob("*.md"))]
    names = [path.relative_to(data) for pattern in FILES for path in sorted(data.glob(pattern))]
    files = [*pages, *(f"data/{name.as_posix()}" for name in sorted(names))]
    return [EditableFile(name, _about((root / name).read_text("utf-8"), name)) for name in files]


def _about(text: str, name: str) -> str:
    """Return the title of a page, or the first comment of a data file."""
    if name.endswith(".md"):
        found = re.search(r"^title: *(.+)$", text, re.M)
        return found[1].strip("\"'") if found else ""
    lines = [*text.splitlines()[1:4]]
    told = " ".join(line[1:].strip() for line in lines if line.startswith("#"))
    found = re.search(r"^name: *(.+)$", text, re.M)
    return told.partition(". ")[0] or (found[1] if found else "")


def find_file(root: Path, name: str) -> EditableFile:
    """Return the file of that name; raises EditError for any other path."""
    for file in list_files(root):
        if file.name == name:
            return file
    raise EditError(f"{name} is no page and no data file of this site")


def read_sound(root: Path, name: str) -> str:
    """Return the text of a file; raises EditError where another editor has damaged it."""
    try:
        text = (root / name).read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise EditError("the file is not UTF-8 text: save it as UTF-8 first") from None
    if "\r" in text or text.startswith("\ufeff"):
        raise EditError("the file has Windows line ends or a byte order mark: save it without")
    if name.endswith(".md"):
        for line, _, what in check_damage(text):
            raise EditError(f"{name}:{line}: {what}")
        return text
    inner = name.removeprefix("data/")
    pattern = next(pattern for pattern in FILES if Path(inner).match(pattern))
    if damage := lost_schema(inner, pattern, text):
        raise EditError(f"{name}:1: {damage}")
    return text


def compute_etag(text: str) -> str:
    """Return the entity tag of a text: its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()


def write_if_unchanged(root: Path, name: str, seen: str, after: str) -> str:
    """Write a file that is still as somebody saw it; return what it was. Raises EditError."""
    before = read_sound(root, name)
    if compute_etag(before) != seen:
        raise EditError("the file has changed since you opened it: open it again, nothing is saved")
    (root / name).write_bytes(after.encode())
    return before


def diff_lines(before: str, after: str) -> list[tuple[str, str, str]]:
    """Return (sign, number, line) of what a change takes out, adds and leaves around it."""
    found: list[tuple[str, str, str]] = []
    old = new = 0
    diff = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=2, lineterm=""))
    for line in diff[2:]:
        if match := re.match(r"@@ -(\d+)(?:,\d+)? \+(\d+)", line):
            old, new = int(match[1]), int(match[2])
            continue
        sign, number = line[0], old if line[0] == "-" else new
        old, new = old + (sign != "+"), new + (sign != "-")
        found.append((sign, str(number), line[1:]))
    return found


def find_data_problems(root: Path, name: str, after: str) -> list[str]:
    """Return what the data's own check says of a change that is not saved yet."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(root / "data", data)
        (Path(folder) / name).write_text(after, encoding="utf-8")
        try:
            load(data)
        except InvalidDataError as error:
            return [str(problem) for problem in error.problems]
    return []


def run_check(root: Path) -> list[str]:
    """Return the lines of `make check` on files as they are now, with the code of now."""
    environ = {key: value for key, value in os.environ.items() if key != "GITHUB_ACTIONS"}
    done = subprocess.run(
        [sys.executable, "-m", "macros", "check"], cwd=root, env=environ,
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    lines = done.stderr.splitlines()
    return lines if lines or done.returncode == 0 else ["the check ended with an error"]


def place_of(problem: str) -> tuple[str, int] | None:
    """Return file and line of a problem, if it has them."""
    match = PLACE.search(problem)
    return (match[1], int(match[2])) if match else None
