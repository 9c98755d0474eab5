"""Forms in use: what scripts have made of a page as well."""

import pytest

from tools.browser_states import STATES, list_paths, settle

pytestmark = pytest.mark.nightly

CANNOT_BE_SENT = """() => {
  const sends = (part) => ["submit", "image"].includes(part.type);
  const parts = (form) => [...form.elements, ...form.querySelectorAll("[type=image]")];
  return [...document.forms].filter((form) => !parts(form).some(sends))
    .map((form) => form.outerHTML.slice(0, 80));
}"""


def test_every_form_of_a_page_has_a_button_that_sends_it(open_context, address, published):
    page, found = open_context(390).new_page(), {}
    for path in list_paths(published):
        page.goto(address + path)
        settle(page)
        found[path] = page.evaluate(CANNOT_BE_SENT)
    assert {path: forms for path, forms in found.items() if forms} == {}


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_every_form_of_a_state_has_a_button_that_sends_it(open_page, state):
    page = open_page(state.path, 390)
    state.enter(page)
    assert page.evaluate(CANNOT_BE_SENT) == []


def test_a_form_without_a_button_is_found(open_page):
    page = open_page("about/")
    page.evaluate("document.body.append(document.createElement('form'))")
    assert page.evaluate(CANNOT_BE_SENT) == ["<form></form>"]
