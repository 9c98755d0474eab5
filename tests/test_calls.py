"""Macro calls are worked out once, and are known by what they read of the data."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from macros.preview.dependencies import Calls, shared
from macros.views.citations import UnknownName, cite
from macros.views.registry import macros_of
from macros.views.render import Links
from model.dataset import Site, load

Macro = Callable[..., str]


@pytest.fixture(scope="module")
def site() -> Site:
    return load()


def on_a_page(site: Site, name: str, *arguments: object) -> Calls:
    """Return the calls of a build of one page, page.md, with one call."""
    calls = Calls.of(site)
    macros = calls.wrap(macros_of(calls.site, Links("/")))
    calls.begin("page.md")
    macros[name](*arguments)
    return calls


def with_title(site: Site, source: str) -> Site:
    sources = dict(site.sources)
    sources[source] = sources[source].model_copy(update={"title": "Another title"})
    return replace(site, sources=sources)


def test_a_call_is_worked_out_once(site: Site) -> None:
    given: list[object] = []
    count: Macro = lambda *arguments: given.append(arguments) or ""  # noqa: E731
    macro = Calls.of(site).wrap({"count": count})["count"]
    macro(["soc-1"]), macro(["soc-1"]), macro(["soc-2"])
    assert given == [(["soc-1"],), (["soc-2"],)]


def test_a_mistake_is_raised_each_time(site: Site) -> None:
    calls = Calls.of(site)
    macro = calls.wrap({"cite": partial(cite, calls.site, Links("/"))})["cite"]
    for _ in range(2):
        with pytest.raises(UnknownName, match="S99"):
            macro("S99")


def test_a_change_of_what_a_call_has_read_concerns_its_page(site: Site) -> None:
    assert on_a_page(site, "cite", "S03").renew(with_title(site, "S03")) == {"page.md"}


def test_a_change_of_something_else_concerns_no_page(site: Site) -> None:
    assert on_a_page(site, "cite", "S03").renew(with_title(site, "S12")) == set()


def test_the_order_of_records_counts_where_all_of_them_are_shown(site: Site) -> None:
    turned = replace(site, sources=dict(reversed(site.sources.items())))
    assert on_a_page(site, "source_list").renew(turned) == {"page.md"}


def test_the_order_of_keys_inside_a_record_counts(site: Site) -> None:
    name, first = next(iter(site.scenarios.items()))
    turned = first.model_copy(update={"answers": dict(reversed(first.answers.items()))})
    newer = replace(site, scenarios=site.scenarios | {name: turned})
    assert on_a_page(site, "scenarios").renew(newer) == {"page.md"}


def test_after_a_change_a_call_gives_what_the_new_data_says(site: Site) -> None:
    calls = Calls.of(site)
    macro = calls.wrap({"cite": partial(cite, calls.site, Links("/"))})["cite"]
    macro("S03")
    calls.renew(with_title(site, "S03"))
    assert "Another title" in macro("S03")


def test_markup_is_the_same_with_and_without_notes_of_what_is_read(site: Site) -> None:
    calls = Calls.of(site)
    noted = calls.wrap(macros_of(calls.site, Links("/")))
    plain = macros_of(site, Links("/"))
    arguments = {"comparison_table": [["soc-1", "soc-2"]], "report_facts": ["soc-1"]}
    names = [*arguments, "source_list", "glossary", "decision_tool", "scenarios", "quote_form"]
    assert {name: noted[name](*arguments.get(name, [])) for name in names} == {
        name: plain[name](*arguments.get(name, [])) for name in names
    }


def test_what_templates_read_of_the_data_is_told_apart(site: Site) -> None:
    renamed = replace(site, site=site.site.model_copy(update={"name": "Another name"}))
    assert shared(renamed) != shared(site)
    assert shared(with_title(site, "S03")) == shared(site)
