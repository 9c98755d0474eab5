"""While a site is served, mistakes show in the page, and the page comes back when mended."""

import html
import json
import re
import time
from collections.abc import Callable, Iterator
from urllib.error import HTTPError

import pytest

from tests.site.served import Served, copy_project, served

pytestmark = pytest.mark.nightly

PATIENCE = 60  # seconds for a rebuild on a slow machine


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(copy_project(tmp_path_factory.mktemp("desk"))) as desk:
        yield desk


def wait(desk: Served, path: str, found: Callable[[str], bool]) -> str:
    """Return a page once it is as expected."""
    deadline, page = time.monotonic() + PATIENCE, ""
    while time.monotonic() < deadline:
        assert desk.server.poll() is None, f"the server has ended: {desk.log()}"
        page = desk.read(path).decode("utf-8")
        if found(page):
            return page
        time.sleep(0.1)
    pytest.fail(f"the page did not become what it should:\n{page[:3000]}")


def wait_for_health(desk: Served) -> None:
    """Wait until the backend says that it is well; its first answer waits for a new database."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            assert json.loads(desk.read("api/health")) == {"status": "ok"}
            return
        except HTTPError as error:
            assert error.code == 503 and time.monotonic() < deadline, error
        time.sleep(0.1)


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
    shown = wait(desk, page, lambda html: "mistakes" in html and bool(re.search(said, html)))
    assert "Traceback" not in shown
    path.write_text(text, encoding="utf-8")
    wait(desk, page, lambda html: not re.search(said, html) and "<h1" in html)


def test_a_sentence_without_a_source_is_named_above_the_page_that_is_being_written(desk):
    path = desk.folder / "docs" / "soc-1.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n## ", "\nEvery firm has one.\n\n## ", 1), encoding="utf-8")
    shown = wait(desk, "soc-1/", lambda html: "no source for “Every firm has one.”" in html)
    assert "<h1" in shown
    assert '{{ cite("…") }}' in html.unescape(shown)
    mark = re.search(r'id="(problem-\d+)"[^<]*</a> Every firm has one', shown)
    assert mark
    assert f'href="#{mark[1]}"' in shown
    path.write_text(text, encoding="utf-8")
    wait(desk, "soc-1/", lambda html: "mistakes" not in html)


@pytest.mark.parametrize(
    ("file", "old", "new", "page", "found"),
    [
        ("docs/soc-1.md", "\n## ", "\n## A heading of now\n\n## ", "soc-1/", "A heading of now"),
        ("data/types.yml", "name: Type 1", "name: Type One", "soc-1-vs-soc-2/", "SOC 1 Type One"),
        ("macros/views/templates/promises.html.j2", "soc-promises__item", "soc-promises__now",
         "privacy/",
         "soc-promises__now"),
        ("macros/views/site.py", "return texts[", "return 'code of now' + texts[", "about/",
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
    wait(desk, page, lambda html: found in html)
    path.write_text(text, encoding="utf-8")
    wait(desk, page, lambda html: found not in html)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("mkdocs.yml", "site_name: ", "site_name: SOC: ", r"mkdocs\.yml:\d+: not valid YAML"),
        ("overrides/main.html", "{% block", "{% blok", r"overrides/main\.html:\d+: .*blok"),
        ("overrides/main.html", "{% endblock", "{{ nothing.at.all }}{% endblock",
         r"overrides/main\.html:\d+: UndefinedError: \S*nothing\S* is undefined"),
        ("macros/views/render.py", "\ndef ", "\ndef :\n\ndef ", r"invalid syntax \(render\.py"),
    ],
)  # fmt: skip
def test_what_breaks_the_whole_site_is_told_in_every_page_until_it_is_mended(
    desk, file, old, new, said
):
    path = desk.folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    for page in ("soc-1/", ""):
        shown = wait(desk, page, lambda html: bool(re.search(said, html)))
        assert "Traceback" not in shown
        assert "livereload(" in shown  # so that the browser learns of the next build
    path.write_text(text, encoding="utf-8")
    wait(desk, "soc-1/", lambda html: 'id="about-this-page"' in html)
    assert b"cannot be built" not in desk.read()


def test_a_form_is_taken_while_the_site_is_broken(desk):
    path = desk.folder / "mkdocs.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text("site_name: a: b\n" + text, encoding="utf-8")
    wait(desk, "quotes/", lambda html: "cannot be built" in html)
    wait_for_health(desk)
    path.write_text(text, encoding="utf-8")
    wait(desk, "quotes/", lambda html: "<form" in html)


def test_a_draft_shows_in_the_preview_with_what_is_missing(desk):
    path = desk.folder / "docs" / "soc-1.md"
    text = path.read_text(encoding="utf-8")
    draft = text.replace("\ntitle:", "\ndraft: true\ntitle:", 1)
    path.write_text(draft.replace("\n## ", "\nEvery firm has one.\n\n## ", 1), encoding="utf-8")
    shown = wait(desk, "soc-1/", lambda page: "This page is a draft" in page)
    assert "no source for “Every firm has one.”" in shown
    assert "<h1" in shown
    path.write_text(text, encoding="utf-8")
    wait(desk, "soc-1/", lambda page: "This page is a draft" not in page)
