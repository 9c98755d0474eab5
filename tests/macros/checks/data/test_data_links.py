"""An address in the data leads to a page, and to a part of it that exists."""

from dataclasses import replace

import pytest

from macros.checks import pages
from macros.checks.data import data_links
from model.content.redirects import Redirect, Redirects
from model.dataset import ROOT
from tests.data import load_data
from tests.macros.checks.conftest import DOCS


def test_an_address_in_the_data_that_leads_to_no_page_is_named():
    dataset = load_data()
    step = dataset.vocabulary.steps[0].model_copy(update={"page": "quoets/"})
    vocabulary = dataset.vocabulary.model_copy(
        update={"steps": [step, *dataset.vocabulary.steps[1:]]}
    )
    found = data_links.check_data_links(replace(dataset, vocabulary=vocabulary), DOCS, ROOT)
    assert [problem.what for problem in found] == [
        "“quoets/” leads to no page – did you mean “quotes/”?"
    ]


def test_an_anchor_in_the_data_that_the_page_lacks_is_named(macros, config):
    dataset = load_data()
    step = dataset.vocabulary.steps[0].model_copy(update={"page": "soc-2/#nowhere"})
    vocabulary = dataset.vocabulary.model_copy(
        update={"steps": [step, *dataset.vocabulary.steps[1:]]}
    )
    checks = pages.PageChecks(DOCS, ROOT, macros, [], config)
    checks.check_all()
    assert data_links.check_data_links(dataset, DOCS, ROOT, checks.ids_of) == []
    found = data_links.check_data_links(
        replace(dataset, vocabulary=vocabulary), DOCS, ROOT, checks.ids_of
    )
    assert [problem.what for problem in found] == ["“soc-2/#nowhere”: the page has no such anchor"]


@pytest.mark.parametrize(
    ("changed", "line", "said"),
    [
        ({"old": "soc-2/", "new": "soc-1/"}, 3, "and there is a page at that address"),
        ({"old": "gone/", "new": "quoets/"}, 3, "is no page – did you mean “quotes/”?"),
        ({}, 2, "there is no page at “lost/” any more: add a redirect"),
    ],
)
def test_a_redirect_that_cannot_work_or_is_missing_is_named_with_its_line(
    tmp_path, changed, line, said
):
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "redirects.yml"
    path.write_text("published:\n- lost/\n" + f"- old: {changed.get('old')}\n", "utf-8")
    item = Redirect(old="a/", new="soc-2/", since="2026-11-27", why="x").model_copy(update=changed)
    kept = Redirects(published=[] if changed else ["lost/"], redirects=[item])
    found = data_links.check_data_links(replace(load_data(), redirects=kept), DOCS, tmp_path)
    assert [(one.line, said in one.what) for one in found] == [(line, True)]
