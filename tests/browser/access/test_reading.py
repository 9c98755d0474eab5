"""What a screen reader is given, from Chromium's accessibility tree.

Docstrings: see test_access.py.
"""

from collections import Counter
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tree import Node, tree
from tools.browser_states import RESULT, STATES, list_paths, settle

pytestmark = pytest.mark.nightly

USED = {"link", "button", "textbox", "searchbox", "radio", "checkbox", "combobox", "slider"}
FRAME = "embed/comparison/"  # stands in a page of somebody else, which has its own header
STATE = {state.name: state for state in STATES}


@pytest.fixture(scope="module")
def trees(chromium, address, published) -> dict[str, list[Node]]:
    """The tree of every page, in the narrowest window."""
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    page, found = context.new_page(), {}
    for path in [*list_paths(published), RESULT]:
        page.goto(address + path)
        settle(page)
        page.locator("h1:visible").first.wait_for()  # the tool's script puts its own in place
        if path == RESULT:
            STATE["result"].enter(page)
        found[path] = tree(page)
    context.close()
    return found


def brought(open_page, name: str) -> tuple[Page, list[Node]]:
    page = open_page(STATE[name].path, 390)
    STATE[name].enter(page)
    return page, tree(page)


def focused(nodes: list[Node]) -> Node:
    return [node for node in nodes if node.properties.get("focused")][-1]


def harmless(node: Node, path: str) -> bool:
    """An icon beside the words of a link; what the theme's script puts around its copy button."""
    icon = node.role == "image" and (node.within("link") or node.within("button"))
    return icon or (node.role == "navigation" and node.within("region") and path == "data/")


def test_every_page_has_its_landmarks(trees):
    """Every page has one header, one main part and one footer, each announced as such."""
    for path, nodes in trees.items():
        found = Counter(node.role for node in nodes)
        expected = 0 if path == FRAME else 1
        assert (found["banner"], found["main"], found["contentinfo"]) == (expected, 1, 1), path


def test_headings_are_read_in_order(trees):
    """Every page has one first heading, and no level is skipped."""
    for path, nodes in trees.items():
        levels = [node.properties["level"] for node in nodes if node.role == "heading"]
        assert levels.count(1) == 1, path
        assert levels[0] == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)


def test_everything_that_can_be_used_has_a_name(trees):
    """Everything that can be used has a name, as have figures, tables and regions."""
    named = USED | {"figure", "image", "table", "region", "navigation", "dialog", "radiogroup"}
    found = Counter(node.role for nodes in trees.values() for node in nodes)
    assert {"link", "button", "radio", "figure", "image", "table", "region"} <= set(found)
    for path, nodes in trees.items():
        nameless = [node for node in nodes if node.role in named and not node.name]
        assert [(n.role, n.parents[-3:]) for n in nameless if not harmless(n, path)] == [], path


def test_tables_stay_tables_on_a_phone(open_page):
    """Tables keep rows, columns and headings for screen readers where a phone stacks them."""
    page = open_page("soc-1-vs-soc-2/", 320)
    for group in page.locator(".soc-rows__group").all():
        if group.get_attribute("open") is None:
            group.locator("> summary").click()
    expect(page.locator(".soc-table__table td").first).to_have_css("display", "block")
    roles = Counter(node.role for node in tree(page) if node.within("table"))
    count = "[...document.querySelectorAll('main table {}')].filter(p => p.checkVisibility())"
    for role, part in {
        "row": "tr",
        "cell": "td",
        "columnheader": "thead th",
        "rowheader": "tbody th",
    }.items():
        assert roles[role] == page.evaluate(count.format(part) + ".length") > 0, role


def test_errors_are_announced(open_page):
    """Mistakes in the form are announced, and each one leads to its field, which names it too."""
    page, nodes = brought(open_page, "form-errors")
    alert = focused(nodes)
    assert (alert.role, alert.name) == ("alert", "There is a problem")
    links = [node.name for node in nodes if node.role == "link" and node.within("alert")]
    invalid = [node for node in nodes if node.properties.get("invalid") == "true"]
    assert len(links) == page.locator("[data-error-summary] a").count() > 0
    assert invalid
    page.get_by_role("alert").get_by_role("link").first.click()
    assert focused(tree(page)).properties.get("invalid") == "true"


def test_the_result_is_announced(open_page):
    """A result takes the focus, so that it is read out first."""
    page, nodes = brought(open_page, "result")
    heading = focused(nodes)
    assert heading.role == "heading"
    assert (
        heading.name
        == page.locator("[data-result][data-report] .soc-decision-tool__heading").first.inner_text()
    )


def test_changes_are_announced_politely(open_page):
    """What scripts change elsewhere is announced without taking the focus."""
    for path, part in {
        "soc-1-vs-soc-2/": "[data-status]",
        "scenarios/": "[data-status]",
        "which-report/": "[data-notice]",
        "quotes/": "[data-status]",
    }.items():
        page = open_page(path, 390)
        expect(page.locator(f"main {part}").first).to_have_attribute("role", "status")
    live = [node for node in tree(page) if node.properties.get("live") == "polite"]
    assert live


def test_buttons_say_whether_they_are_open(open_page):
    """The menu and the search say whether they are open."""
    _, nodes = brought(open_page, "menu-open")
    said = {node.name: node.properties.get("expanded") for node in nodes if node.role == "button"}
    assert (said["Menu"], said["Search"]) == (True, False)
    _, nodes = brought(open_page, "search-open")
    assert [node.name for node in nodes if node.role == "dialog"] == ["Search"]
