"""A picture of a page arrives small, upright, in WebP, and with a width and a height."""

import io
import re

import pytest
from PIL import Image

from publish.pages.pictures import WIDEST, write_pictures
from publish.site import BuiltSite, PublishError

ORIENTATION, GPS, SIDEWAYS = 0x0112, 0x8825, 6


@pytest.fixture
def publish(tmp_path):
    """Publish pages (address, article) with pictures (path, bytes) and return the site."""

    def published(pages: dict[str, str], files: dict[str, bytes]) -> BuiltSite:
        for address, article in {"": "", **pages}.items():
            folder = tmp_path / address
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "index.html").write_text(f"<main>{article}</main>", encoding="utf-8")
        site = BuiltSite(tmp_path, "https://site.example/")
        for path, content in files.items():
            site.write(path, content)
        write_pictures(site)
        return site

    return published


def photo(size=(3200, 2000), kind="JPEG", **more) -> bytes:
    target = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(target, kind, **more)
    return target.getvalue()


def shown(site, address=""):
    """The attributes of the pictures of a page."""
    return [node.attributes for node in site.pages[address].tree.css("img")]


def opened(site, source, address=""):
    content = (site.folder / site.locate(address, source)[0]).read_bytes()
    return Image.open(io.BytesIO(content))


def test_a_photo_becomes_a_webp_of_a_sensible_size(publish):
    original = photo()
    site = publish({"a/": '<img alt="A" src="../assets/p.jpg">'}, {"assets/p.jpg": original})
    (attributes,) = shown(site, "a/")
    copy = opened(site, attributes["src"], "a/")
    assert (copy.format, copy.width) == ("WEBP", WIDEST)
    file = site.folder / site.locate("a/", attributes["src"])[0]
    assert file.stat().st_size < len(original) / 2
    assert (attributes["width"], attributes["height"]) == (str(WIDEST), str(WIDEST * 5 // 8))
    assert attributes["alt"] == "A"


def test_the_original_is_not_published(publish):
    site = publish({"": '<img alt="A" src="assets/p.jpg">'}, {"assets/p.jpg": photo((40, 30))})
    assert not (site.folder / "assets/p.jpg").exists()


def test_a_photo_held_sideways_stands_upright_and_tells_no_place(publish):
    exif = Image.Exif()
    exif[ORIENTATION] = SIDEWAYS
    exif[GPS] = {1: "N", 2: (52.0, 30.0, 0.0)}
    files = {"assets/p.jpg": photo((40, 30), exif=exif.tobytes())}
    site = publish({"": '<img alt="A" src="assets/p.jpg">'}, files)
    (attributes,) = shown(site)
    assert (attributes["width"], attributes["height"]) == ("30", "40")
    assert not opened(site, attributes["src"]).getexif()


def test_all_but_the_first_picture_of_a_page_load_late(publish):
    files = {f"assets/{name}.png": photo((40, 30), "PNG") for name in "abc"}
    site = publish({"": "".join(f'<img alt="A" src="{name}">' for name in files)}, files)
    assert [one.get("loading") for one in shown(site)] == [None, "lazy", "lazy"]


def test_a_width_that_the_editor_gave_decides_and_the_height_follows(publish):
    site = publish(
        {"": '<img alt="A" src="assets/p.jpg" width="400">'}, {"assets/p.jpg": photo((800, 600))}
    )
    (attributes,) = shown(site)
    assert (attributes["width"], attributes["height"]) == ("400", "300")


def test_a_clear_background_stays_clear(publish):
    target = io.BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(target, "PNG")
    site = publish({"": '<img alt="A" src="assets/p.png">'}, {"assets/p.png": target.getvalue()})
    (attributes,) = shown(site)
    assert opened(site, attributes["src"]).mode == "RGBA"


def test_a_drawing_gets_its_size_and_stays_as_it_is(publish):
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 150"/>'
    site = publish({"": '<img alt="A" src="assets/d.svg">'}, {"assets/d.svg": drawing})
    (attributes,) = shown(site)
    assert (attributes["src"], attributes["width"], attributes["height"]) == (
        "assets/d.svg", "300", "150"
    )  # fmt: skip


def test_a_link_to_a_picture_leads_to_its_copy(publish):
    site = publish(
        {"": '<a href="assets/p%20q.jpg"><img alt="A" src="assets/p%20q.jpg"></a>'},
        {"assets/p q.jpg": photo((40, 30))},
    )
    href = site.pages[""].tree.css_first("a").attributes["href"]
    assert href == shown(site)[0]["src"]
    assert opened(site, href).format == "WEBP"


def test_two_pages_that_show_a_picture_share_its_copy(publish):
    site = publish(
        {"": '<img alt="A" src="assets/p.jpg">', "a/": '<img alt="B" src="../assets/p.jpg">'},
        {"assets/p.jpg": photo((40, 30))},
    )
    assert len(list(site.folder.rglob("*.webp"))) == 1


def test_the_same_picture_gives_the_same_bytes_and_name(publish, tmp_path):
    files = {"assets/p.jpg": photo((40, 30)), "assets/q.jpg": photo((40, 30))}
    files["assets/q.jpg"] = files["assets/p.jpg"]
    images = '<img alt="A" src="assets/p.jpg"><img alt="A" src="assets/q.jpg">'
    first, second = (one["src"] for one in shown(publish({"": images}, files)))
    assert re.sub(r".*-", "", first) == re.sub(r".*-", "", second)


def test_a_file_that_is_no_picture_is_named(publish):
    with pytest.raises(PublishError, match=r"assets/p\.jpg: is no picture that can be read"):
        publish({"": '<img alt="A" src="assets/p.jpg">'}, {"assets/p.jpg": b"x"})


def test_a_page_without_pictures_keeps_its_bytes(publish):
    article = "<p>Text &amp;  more<br></p>"
    assert publish({"": article}, {}).pages[""].html == f"<main>{article}</main>"
