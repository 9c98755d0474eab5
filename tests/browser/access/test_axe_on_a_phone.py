"""axe-core on every page at the width of a phone; test_pages.py has the rest."""

from tools.browser_states import list_paths, settle
from tools.testenv import axe


def test_axe_finds_nothing_on_any_page_of_a_phone(open_context, address, published):
    context = open_context(390)
    context.add_init_script(axe.AXE.path().read_text(encoding="utf-8"))
    page, found = context.new_page(), {}
    for path in list_paths(published):
        page.goto(address + path, wait_until="commit")
        settle(page)
        axe.start(page)
        found[path] = list(axe.found(page))
    assert {path: said for path, said in found.items() if said} == {}
