"""A banner above every page leaves all that is below it in reach."""

import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from model.dataset import DATA
from tests.conftest import publish_site, render_site
from tools.browser_states import serve_folder, settle

pytestmark = pytest.mark.nightly

WORDS = "We answer no requests between 24 December and 2 January, and then in the order of arrival."


@pytest.fixture(scope="module")
def bannered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the published site with a banner."""
    folder = tmp_path_factory.mktemp("banner")
    settings = shutil.copytree(DATA, folder / "data") / "site.yml"
    text = re.sub(r"^banner: .*\n", "", settings.read_text("utf-8"), flags=re.M)
    settings.write_text(f"{text}banner: {WORDS}\n", encoding="utf-8")
    site = render_site(folder / "site", SITE_DATA=str(folder / "data"))
    publish_site(site, SITE_DATA=str(folder / "data"))
    with serve_folder(site) as address:
        yield address


@pytest.mark.parametrize("path", ["", "soc-1-vs-soc-2/"])
def test_every_link_of_the_menu_can_be_touched_on_a_phone(
    bannered: str, open_context: Callable[..., BrowserContext], path: str
) -> None:
    page = open_context(320).new_page()
    page.goto(bannered + path)
    settle(page)
    expect(page.locator(".soc-banner")).to_be_visible()
    page.get_by_role("button", name="Menu", exact=True).click()
    for link in page.locator("#site-menu a:visible").all():
        link.click(trial=True)
    page.keyboard.press("Escape")
    expect(page.locator(".soc-banner")).to_be_visible()
