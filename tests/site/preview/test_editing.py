"""While pages are edited, what is served is what a clean build of the same files gives."""

import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.site.served import Served, copy_project, served

pytestmark = pytest.mark.nightly

# Set it to a number to try so many rounds of edits, each of them another.
ROUNDS, EDITS = int(os.environ.get("EDITS", "1")), 8
# What an article has below its title.
FRONT = f"""description: "{"A page that came. " * 4}"
reviewed: '2026-11-22'
next_review: '2027-05-22'
"""
SCRIPT = re.compile(rb"<script>\s*var livereload = .*?</script>", re.S)
CLEAN = """
import sys
from mkdocs.commands.build import build
from mkdocs.config import load_config
config = load_config("mkdocs.yml", site_dir=sys.argv[1], site_url=sys.argv[2])
config.plugins.on_startup(command="serve", dirty=False)
build(config, serve_url=sys.argv[2])
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(copy_project(tmp_path_factory.mktemp("editing"))) as desk:
        yield desk


@dataclass
class Editor:
    """Somebody who edits at random, and remembers what to undo."""

    desk: Served
    chance: random.Random
    kinds: list[str]
    undo: list[Callable[[], object]] = field(default_factory=list)

    def save(self, change: Callable[[], object]) -> None:
        """Change something and wait until it is served."""
        epoch = self.desk.epoch()
        change()
        self.desk.wait(epoch)

    def write(self, path: Path, text: str) -> None:
        if path.exists():
            before = path.read_text(encoding="utf-8")
            self.undo.append(lambda: self.put(path, before))
        else:
            self.undo.append(path.unlink)
        self.put(path, text)

    def put(self, path: Path, text: str) -> None:
        """Change a file at once: emptied and filled, it would be two changes to the preview."""
        aside = self.desk.folder / "aside"
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)

    def replaced(self, pattern: str, old: str, new: str) -> None:
        """Put a number into one of the files that match a pattern, somewhere where `old` is."""
        files = sorted(self.desk.folder.glob(pattern))  # firms.md is not always built
        path = self.chance.choice(
            [file for file in files if re.search(old, file.read_text(), re.M)]
        )
        text, number = path.read_text(encoding="utf-8"), str(self.chance.randint(1, 999))
        place = self.chance.choice(list(re.finditer(old, text, re.M)))
        with_number = place.expand(new).replace("§", number)
        self.write(path, text[: place.start()] + with_number + text[place.end() :])

    def edit(self) -> str:
        """Make one of many kinds of change and return its name."""
        name = self.chance.choice(self.kinds)
        self.save(lambda: KINDS[name](self))
        return name

    def mend(self) -> None:
        """Undo everything, the last change first."""
        while self.undo:
            self.save(self.undo.pop())


def move(editor: Editor) -> None:
    page = editor.chance.choice(sorted((editor.desk.folder / "docs").glob("soc-*.md")))
    target = page.with_name(f"moved-{editor.chance.randint(1, 999)}.md")
    page.rename(target)
    editor.undo.append(lambda: target.rename(page))


def new_page(editor: Editor) -> None:
    number = editor.chance.randint(1, 999)
    text = f'---\ntitle: "New {number}"\n{FRONT}---\n\n# New\n'
    editor.write(editor.desk.folder / f"docs/new-{number}.md", text)


def turned_keys(editor: Editor) -> None:
    """The same answers in another order: equal to Python, other links on the page."""
    path = editor.desk.folder / "data/scenarios.yml"
    text = path.read_text(encoding="utf-8")
    found = editor.chance.choice(list(re.finditer(r"^  answers: \{(.+)\}$", text, re.M)))
    turned = ", ".join(reversed(found[1].split(", ")))
    editor.write(path, text[: found.start(1)] + turned + text[found.end(1) :])


def mistake_in_data(editor: Editor) -> None:
    """Data with mistakes is compared with nothing: a clean build has no last sound data to show."""
    editor.save(lambda: editor.replaced("data/types.yml", r"name:", "nam§:"))
    editor.undo.pop()()


PARAGRAPH = r'\n\nText §. {{ own("site") }}\n\n## '
KINDS: dict[str, Callable[[Editor], object]] = {
    "a paragraph": lambda one: one.replaced("docs/[!f]*.md", r"\n\n## ", PARAGRAPH),
    "a heading": lambda one: one.replaced("docs/[!f]*.md", r"^## (.+)$", r"## \1 §"),
    "a title": lambda one: one.replaced("docs/[!f]*.md", r'^title: "?(.+?)"?$', r'title: "\1 §"'),
    "a setting": lambda one: one.replaced("docs/[!f]*.md", r"^title:", r"status: new\ntitle:"),
    "a mistake in a page": lambda one: one.replaced("docs/[!f]*.md", r"\{\{ cite\(", "{{ cit§("),
    "a source": lambda one: one.replaced("data/sources.yml", r"^( +title: \w.+)$", r"\1 §"),
    "a definition": lambda one: one.replaced("data/glossary.yml", r"^( +text: \w.+)$", r"\1 §"),
    "a cell": lambda one: one.replaced("data/reports/*.yml", r"^( +text: \w.+)$", r"\1 §"),
    "a type": lambda one: one.replaced("data/types.yml", r"^( +name: .+)$", r"\1 §"),
    "turned keys": turned_keys,
    "the site": lambda one: one.replaced("data/site.yml", r"^(name: .+)$", r"\1 §"),
    "a mistake in data, mended": mistake_in_data,
    "a style": lambda one: one.replaced("docs/assets/css/*.css", r"\A", "/* § */"),
    "a template": lambda one: one.replaced("overrides/partials/*.html", r"</", "<b></b></"),
    "a new page": new_page,
    "a moved page": move,
}  # fmt: skip
QUICK = [
    *("a paragraph", "a heading", "a title", "a mistake in a page", "a style"),
    *("a source", "a definition", "a cell", "a type", "turned keys"),
]


def clean_build(desk: Served, folder: Path) -> dict[str, bytes]:
    """Build what the desk has now in another process and return the files by their names."""
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-c", CLEAN, str(folder), desk.address]
    subprocess.run(command, cwd=desk.folder, check=True, capture_output=True, timeout=300)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def as_served(desk: Served, name: str) -> bytes:
    """Return a file as it is served, without the script that reloads the page."""
    return SCRIPT.sub(b"", desk.read(name))


def differing(desk: Served, folder: Path) -> list[str]:
    """Return the files that are served otherwise than a clean build has them."""
    time.sleep(0.2)  # a save can be two changes to the system
    built = clean_build(desk, folder)
    there = {path.relative_to(desk.site).as_posix() for path in desk.site.rglob("*.*")}
    missing = sorted(built.keys() ^ {name for name in there if (desk.site / name).is_file()})
    return missing or [name for name in built if as_served(desk, name) != built[name]]


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(ROUNDS))
@pytest.mark.parametrize("kinds", [QUICK, list(KINDS)], ids=["quick", "any"])
def test_after_any_edits_what_is_served_is_what_a_clean_build_gives(desk, kinds, seed, tmp_path):
    editor = Editor(desk, random.Random(seed), kinds)
    try:
        done = [editor.edit() for _ in range(EDITS)]
        assert differing(desk, tmp_path / "clean") == [], done
    finally:
        editor.mend()


@pytest.mark.nightly
def test_after_all_edits_are_undone_everything_is_as_at_first(desk, tmp_path):
    assert differing(desk, tmp_path / "clean") == []


@pytest.mark.parametrize("kind", QUICK)
def test_an_edit_of_this_kind_renders_only_what_it_concerns(desk, kind):
    editor = Editor(desk, random.Random(1), [kind])
    before = desk.log()
    editor.save(lambda: KINDS[kind](editor))
    said = desk.log().removeprefix(before)
    editor.mend()
    assert "Rendered " in said and "Everything" not in said


def test_keys_of_a_record_in_another_order_are_shown_in_that_order(desk):
    editor = Editor(desk, random.Random(1), QUICK)
    before = desk.read("scenarios/")
    editor.save(lambda: turned_keys(editor))
    turned = desk.read("scenarios/")
    editor.mend()
    assert sorted(SCRIPT.sub(b"", turned)) == sorted(SCRIPT.sub(b"", before))
    assert SCRIPT.sub(b"", turned) != SCRIPT.sub(b"", before)


@pytest.mark.parametrize("page", ["glossary/", "search/search_index.json"])
def test_everybody_who_asks_at_once_gets_what_the_data_says_now(desk, page):
    editor = Editor(desk, random.Random(1), QUICK)
    mark = f"defined{time.monotonic_ns()}"
    editor.save(lambda: editor.replaced("data/glossary.yml", r"^( +text: )(?=\w)", rf"\1{mark} "))
    with ThreadPoolExecutor(6) as readers:
        texts = list(readers.map(desk.read, [page] * 6))
    editor.mend()
    assert [mark.encode() in text for text in texts] == [True] * 6


def test_a_page_with_any_name_shows_what_the_data_says_now(desk):
    editor = Editor(desk, random.Random(1), QUICK)
    page = desk.folder / "docs/größe und maß.md"
    front = f'---\ntitle: "Any name"\n{FRONT}---\n\n'
    editor.save(lambda: editor.write(page, f"{front}# Any name\n\n{{{{ source_list() }}}}\n"))
    mark = f"titled{time.monotonic_ns()}"
    editor.save(lambda: editor.replaced("data/sources.yml", r"^( +title: )(?=\w)", rf"\1{mark} "))
    shown = desk.read(quote("größe und maß/"))
    editor.mend()
    assert mark.encode() in shown


def test_an_address_in_the_data_that_leads_nowhere_is_said_after_the_edit(desk):
    editor = Editor(desk, random.Random(1), QUICK)
    change = (r"^( +page: )\S+$", r"\1nowhere/")
    before = desk.log()
    editor.save(lambda: editor.replaced("data/vocabulary.yml", *change))
    said = desk.log().removeprefix(before)
    editor.mend()
    assert re.search(r"data/vocabulary\.yml:\d+: “nowhere/” leads to no page", said)
    assert "Everything" not in said
