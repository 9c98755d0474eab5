"""An address in the data leads to a page, and to a part of it that exists."""

from dataclasses import replace

import pytest

from macros.checks import pages
from macros.checks.data import data_links
from model.content.redirects import Redirects
from model.core import yaml_loader
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


ENTRY = "- old: {old}\n  new: {new}\n  since: '2026-11-27'\n  why: x\n"
FINE = ENTRY.format(old="fine/", new="soc-2/")


@pytest.mark.parametrize(
    ("published", "entries", "parts", "place", "said"),
    [
        (
            "[]",
            FINE + ENTRY.format(old='"soc-2/"', new="soc-1/"),
            "[]",
            'old: "soc-2/"',
            "and there is a page at that address",
        ),
        (
            "[]",
            FINE + ENTRY.format(old="gone/", new="quoets/"),
            "[]",
            "new: quoets/",
            "is no page – did you mean “quotes/”?",
        ),
        ("\n- fine/\n- 'lost/'", FINE, "[]", "- 'lost/'", "no page at “lost/” any more"),
        (
            "[]",
            FINE,
            "\n- page: quotes/\n  new: soc-2/\n  anchors:\n  - what-it-is-not\n  - nowhere",
            "  - nowhere",
            "“soc-2/#nowhere”: the page has no such anchor",
        ),
        (
            "[]",
            FINE,
            "\n- page: quotes/\n  new: 'soc-2/#nowhere'\n  anchors:\n  - x",
            "new: 'soc-2/#nowhere'",
            "“soc-2/#nowhere”: the page has no such anchor",
        ),
    ],
)
def test_a_redirect_that_cannot_work_or_is_missing_is_named_with_its_line(
    tmp_path, published, entries, parts, place, said
):
    (tmp_path / "data").mkdir()
    text = f"# Addresses.\npublished: {published}\nredirects:\n{entries}moved_parts: {parts}\n"
    (tmp_path / "data" / "redirects.yml").write_text(text, "utf-8")
    kept = Redirects.model_validate(yaml_loader.read_text(text, "redirects.yml").data)
    found = data_links.check_data_links(
        replace(load_data(), redirects=kept), DOCS, tmp_path, lambda _: {"what-it-is-not"}
    )
    (problem,) = (one for one in found if one.file == "data/redirects.yml")
    assert place in text.splitlines()[problem.line - 1] and said in problem.what
