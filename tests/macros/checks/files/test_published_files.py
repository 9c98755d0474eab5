"""Only files of known kinds and of a fit size are published, and pictures that a page shows."""

import io

import pytest
from PIL import Image

from macros.checks.files.published_files import MEGABYTE, check_published_files

SAFE = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'


def picture(kind="PNG", **more):
    target = io.BytesIO()
    Image.new("RGB", (4, 3)).save(target, kind, **more)
    return target.getvalue()


def problems(docs, name, content, page=""):
    path = docs / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = check_published_files(docs, {"a.md": page}, lambda path: f"docs/{path.name}")
    return [str(problem) for problem in found]


@pytest.mark.parametrize("name", ["leads.csv", "notes.docx", "assets/a.html", "dump.sql", "a.md~"])
def test_a_file_of_another_kind_is_named(tmp_path, name):
    (found,) = problems(tmp_path, name, "x")
    assert found.startswith(f"docs/{name.rpartition('/')[2]}: this kind of file is not published")


def test_a_photo_that_is_too_large_is_named_with_its_size(tmp_path):
    found = problems(
        tmp_path, "assets/a.jpg", picture("JPEG") + b"x" * 14_700_000, "![A](assets/a.jpg)"
    )
    assert found == ["docs/a.jpg: has 14.7 MB; 8 MB are the most for .jpg"]


@pytest.mark.parametrize(
    "part",
    [
        "<script>alert(1)</script>",
        '<a href="javascript:x()"/>',
        '<g onload="x()"/>',
        "<foreignObject/>",
        '<image href="https://a.example/x.png"/>',
        "<style>@import url(//a.example/x.css)</style>",
    ],
)
def test_a_drawing_that_could_run_or_load_something_is_named(tmp_path, part):
    found = problems(tmp_path, "assets/a.svg", SAFE.replace("<path", f"{part}<path"))
    assert found
    assert all("the drawing has" in row for row in found)


def test_a_text_that_no_page_links_to_is_named(tmp_path):
    (found,) = problems(tmp_path, "leads.txt", "anna@a.example")
    assert found == "docs/leads.txt: no page links to it: link to it, or take it away"
    assert problems(tmp_path, "leads.txt", "x", "[Who asked](leads.txt)") == []


def test_a_text_that_programs_ask_for_needs_no_link(tmp_path):
    assert problems(tmp_path, "robots.txt", "User-agent: *") == []


def test_a_drawing_that_only_draws_is_let_pass(tmp_path):
    assert problems(tmp_path, "assets/a.svg", SAFE) == []


def test_a_picture_that_no_page_shows_is_named(tmp_path):
    assert problems(tmp_path, "assets/a.png", picture()) == [
        "docs/a.png: no page shows it: show it, or take it away"
    ]
    assert problems(tmp_path, "assets/a.png", picture(), "![A](assets/a.png)") == []


def test_a_picture_with_a_space_in_its_name_is_found_in_a_page(tmp_path):
    assert problems(tmp_path, "assets/a b.png", picture(), "![A](assets/a%20b.png)") == []


def test_what_the_renderer_leaves_out_is_let_pass(tmp_path):
    assert problems(tmp_path, ".DS_Store", b"x" * MEGABYTE) == []


def test_a_file_that_is_no_picture_is_named(tmp_path):
    found = problems(tmp_path, "assets/a.png", b"x", "![A](assets/a.png)")
    assert found == ["docs/a.png: is no picture that can be read"]


def test_a_picture_that_moves_is_named(tmp_path):
    frames = [Image.new("RGB", (4, 3), colour) for colour in ("red", "blue")]
    moving = picture("GIF", save_all=True, append_images=frames)
    (found,) = problems(tmp_path, "assets/a.gif", moving, "![A](assets/a.gif)")
    assert "the picture moves" in found


def test_a_picture_outside_the_folder_of_assets_is_named(tmp_path):
    found = problems(tmp_path, "a.png", picture(), "![A](a.png)")
    assert found == ["docs/a.png: pictures belong into docs/assets/"]
