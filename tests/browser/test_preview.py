"""While a site is served, mistakes show in the page, and the page comes back when mended."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from .live import ROOT, free_port

PATIENCE = 60  # seconds for a rebuild on a slow machine


@dataclass(frozen=True)
class Desk:
    """A copy of the project that is being served."""

    folder: Path
    address: str
    server: subprocess.Popen[bytes]

    def read(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
            return answer.read().decode("utf-8")

    def wait(self, path: str, found: Callable[[str], bool]) -> str:
        """Return the page once it is as expected."""
        deadline, page = time.monotonic() + PATIENCE, ""
        while time.monotonic() < deadline:
            assert self.server.poll() is None, "the server has ended"
            page = self.read(path)
            if found(page):
                return page
            time.sleep(0.1)
        pytest.fail(f"the page did not become what it should:\n{page[:3000]}")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    for name in ("docs", "data", "macros", "model", "backend", "overrides"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", folder)
    log = folder / "serve.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{free_port()}"],
            cwd=folder,
            env={**os.environ, "QUOTES_DATABASE_URL": f"sqlite:///{folder / 'quotes.db'}"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + PATIENCE
        while not (said := re.search(r"Serving on (http\S+)", log.read_text("utf-8"))):
            assert server.poll() is None and time.monotonic() < deadline, log.read_text("utf-8")
            time.sleep(0.1)
        yield Desk(folder, said[1].rstrip("/") + "/", server)
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.parametrize(
    ("file", "old", "new", "page", "said"),
    [
        ("docs/soc-1.md", "{{ cite(", "{{ citee(", "soc-1/",
         r"docs/soc-1\.md:\d+: unknown name “citee” – did you mean “cite”\?"),
        ("docs/soc-1.md", "](soc-2.md)", "](soc-22.md)", "soc-1/",
         r"docs/soc-1\.md:\d+: link “soc-22\.md” leads nowhere – did you mean “soc-2\.md”\?"),
        ("docs/soc-1.md", "\ndescription:", "\ndescripton:", "soc-1/",
         r"docs/soc-1\.md:3: descripton: unknown key – did you mean “description”\?"),
        ("data/types.yml", "name: Type 1", "name: [Type 1", "soc-1/",
         r"data/types\.yml:\d+: not valid YAML"),
        ("data/reports/soc-1.yml", "\nname: SOC 1\n", "\n", "soc-1-vs-soc-2/",
         r"data/reports/soc-1\.yml:\d+: name: field required"),
    ],
)  # fmt: skip
def test_a_mistake_shows_in_the_page_and_goes_when_it_is_mended(desk, file, old, new, page, said):
    path = desk.folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    shown = desk.wait(page, lambda html: "mistakes" in html and bool(re.search(said, html)))
    assert "Traceback" not in shown
    path.write_text(text, encoding="utf-8")
    desk.wait(page, lambda html: not re.search(said, html) and "<h1" in html)


def test_a_sentence_without_a_source_is_named_above_the_page_that_is_being_written(desk):
    path = desk.folder / "docs" / "soc-1.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("## Next", "Every firm has one.\n\n## Next"), encoding="utf-8")
    shown = desk.wait("soc-1/", lambda html: "no source for “Every firm has one.”" in html)
    assert "What is a SOC 1 report?" in shown
    assert '{{ cite("…") }}' in shown
    path.write_text(text, encoding="utf-8")
    desk.wait("soc-1/", lambda html: "mistakes" not in html)


@pytest.mark.parametrize(
    ("file", "old", "new", "page", "found"),
    [
        ("docs/soc-1.md", "\n## ", "\n## A heading of now\n\n## ", "soc-1/", "A heading of now"),
        ("data/types.yml", "name: Type 1", "name: Type One", "soc-1-vs-soc-2/", "SOC 1 Type One"),
        ("macros/templates/promises.html.j2", "promises__item", "promises__now", "quotes/",
         "promises__now"),
        ("macros/site.py", "return texts[", "return 'code of now' + texts[", "about/",
         "code of now"),
        ("docs/assets/css/tokens.css", ":root", "/* style of now */ :root", "assets/css/tokens.css",
         "style of now"),
    ],
)  # fmt: skip
def test_an_edit_of_pages_data_templates_code_and_styles_is_shown(
    desk, file, old, new, page, found
):
    path = desk.folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    desk.wait(page, lambda html: found in html)
    path.write_text(text, encoding="utf-8")
    desk.wait(page, lambda html: found not in html)
