"""The parts of the theme that ours replace: when the theme changes one, look at ours again."""

import hashlib
from pathlib import Path

import material
import pytest

from model.dataset import ROOT
from tests.data import menu_names
from tools.browser_states import OUTCOMES, QUESTIONS

THEME = Path(material.__file__).parent / "templates"
OVERRIDES = ROOT / "overrides"
# sha256 of the theme's own file when ours was last compared with it.
COMPARED = {
    "404.html": "80c93494b5432b1bcdf292caeb67a0653c45b37372f49e08ad4a70ca695a7495",
    "partials/copyright.html": "bc86bca3bf75070fe5d72e2a3463bdddf87c10f4d6459c945fe81c5d384e35ea",
    "partials/footer.html": "50c2a75f013b7b03fb97f381860c77df8fd5d13d68f90d3281754b68f69ec894",
    "partials/header.html": "8cf3fb15bcf969ff596649616fd99366b3c31c08d57a86d05308efc16d8fa75f",
    "partials/language.html": "3a44516f305006ac794f51a45ad7b532cf270916d8e92e8c42784e58b2eff0a3",
    "partials/logo.html": "e0925ef6c190174a5162ed1ecc55295016dd8a7beec3018db3e04aac283a2dd9",
    "partials/nav.html": "af33f6e032f632eb055c365eb5f1a975bf8456152fa768e69a1aad6d470b843f",
    "partials/palette.html": "fb935107ae7d3d7475965019eec36c1ad72bf1d154254dab2474921fcd2710e3",
    "partials/search.html": "bfd556535abcddb99396ab2a7e3acc2ebcd3f36756007d3969396caa4126be30",
    "partials/toc.html": "fde48f583563364b0e0e6865a5ab1e7060ec1826161f69f5cbee653e621b0f84",
}


@pytest.mark.parametrize("name", COMPARED)
def test_the_theme_has_not_changed_what_ours_replaces(name):
    now = hashlib.sha256((THEME / name).read_bytes()).hexdigest()
    assert now == COMPARED[name], f"compare overrides/{name} with the theme's, then note the hash"


def test_every_replaced_part_is_listed():
    ours = {file.relative_to(OVERRIDES).as_posix() for file in OVERRIDES.rglob("*.html")}
    replaced = {name for name in ours if (THEME / name).exists()} - {"main.html"}
    assert replaced == set(COMPARED)


def test_the_theme_still_has_what_the_headers_script_uses(built):
    page = built.page("soc-1/")
    for box in ("__drawer", "__search"):
        assert page.select_one(f"input#{box}[type=checkbox]")
        assert page.select(f"header button[data-toggles={box}]")
    assert page.select_one(".md-dialog")


def test_every_page_is_in_the_menu(built):
    page = built.page("")
    inside = {link["href"] for link in page.select("#site-menu a[href]")}
    made = (QUESTIONS, OUTCOMES)  # the tool without a script leads to them, no menu does
    listed = {path for path in built.pages if not path.startswith(made)}
    listed -= {"", "404.html", "quotes/thanks/"}
    # The notes of another page: its numbers lead there.
    listed -= {path for path in listed if built.page(path).select_one("[data-notes-of]")}
    assert listed <= inside
    here = [link.get_text() for link in page.select("#site-menu [aria-current]")]
    assert here == [menu_names()["index.md"]]
