"""Macro calls are worked out once, and are known by what they read of the data."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from macros.preview.dependencies import MacroCache, deep_equal, shared_data
from macros.views.citations import UnknownNameError, cite
from macros.views.registry import build_macros
from macros.views.render import Links
from model.core.record import Statement
from model.dataset import Dataset
from tests.data import load_data

Macro = Callable[..., str]


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_data()


def on_a_page(dataset: Dataset, name: str, *arguments: object) -> MacroCache:
    """Return the calls of a build of one page, page.md, with one call."""
    cache = MacroCache.for_dataset(dataset)
    macros = cache.wrap(build_macros(cache.tracked_dataset, Links("/")))
    cache.start_page("page.md")
    macros[name](*arguments)
    return cache


def with_title(dataset: Dataset, source: str) -> Dataset:
    sources = dict(dataset.sources)
    sources[source] = sources[source].model_copy(update={"title": "Another title"})
    return replace(dataset, sources=sources)


def test_a_call_is_worked_out_once(dataset: Dataset) -> None:
    given: list[object] = []
    count: Macro = lambda *arguments: given.append(arguments) or ""  # noqa: E731
    macro = MacroCache.for_dataset(dataset).wrap({"count": count})["count"]
    macro(["soc-1"]), macro(["soc-1"]), macro(["soc-2"])
    assert given == [(["soc-1"],), (["soc-2"],)]


def test_a_mistake_is_raised_each_time(dataset: Dataset) -> None:
    cache = MacroCache.for_dataset(dataset)
    macro = cache.wrap({"cite": partial(cite, cache.tracked_dataset, Links("/"))})["cite"]
    for _ in range(2):
        with pytest.raises(UnknownNameError, match="S99"):
            macro("S99")


def test_a_change_of_what_a_call_has_read_concerns_its_page(dataset: Dataset) -> None:
    assert on_a_page(dataset, "cite", "S03").update_dataset(with_title(dataset, "S03")) == {
        "page.md"
    }


def test_a_change_of_something_else_concerns_no_page(dataset: Dataset) -> None:
    assert on_a_page(dataset, "cite", "S03").update_dataset(with_title(dataset, "S12")) == set()


def test_the_order_of_records_counts_where_all_of_them_are_shown(dataset: Dataset) -> None:
    turned = replace(dataset, sources=dict(reversed(dataset.sources.items())))
    assert on_a_page(dataset, "source_list").update_dataset(turned) == {"page.md"}


def test_the_order_of_keys_inside_a_record_counts(dataset: Dataset) -> None:
    name, first = next(iter(dataset.scenarios.items()))
    turned = first.model_copy(update={"answers": dict(reversed(first.answers.items()))})
    newer = replace(dataset, scenarios=dataset.scenarios | {name: turned})
    assert on_a_page(dataset, "scenarios").update_dataset(newer) == {"page.md"}


def test_after_a_change_a_call_gives_what_the_new_data_says(dataset: Dataset) -> None:
    cache = MacroCache.for_dataset(dataset)
    macro = cache.wrap({"cite": partial(cite, cache.tracked_dataset, Links("/"))})["cite"]
    macro("S03")
    cache.update_dataset(with_title(dataset, "S03"))
    assert "Another title" in macro("S03")


def test_markup_is_the_same_with_and_without_notes_of_what_is_read(dataset: Dataset) -> None:
    cache = MacroCache.for_dataset(dataset)
    noted = cache.wrap(build_macros(cache.tracked_dataset, Links("/")))
    plain = build_macros(dataset, Links("/"))
    arguments = {"comparison_table": [["soc-1", "soc-2"]], "report_facts": ["soc-1"]}
    names = [*arguments, "source_list", "glossary", "decision_tool", "scenarios", "quote_form"]
    assert {name: noted[name](*arguments.get(name, [])) for name in names} == {
        name: plain[name](*arguments.get(name, [])) for name in names
    }


def test_what_templates_read_of_the_data_is_told_apart(dataset: Dataset) -> None:
    renamed = replace(
        dataset, settings=dataset.settings.model_copy(update={"name": "Another name"})
    )
    assert shared_data(renamed) != shared_data(dataset)
    assert shared_data(with_title(dataset, "S03")) == shared_data(dataset)


ONE = Statement(text="It is so.", sources=["S01", "S02"])
OTHER = Statement(text="It is so.", sources=["S02", "S01"])


def test_the_same_files_give_the_same_data() -> None:
    assert deep_equal(vars(load_data()), vars(load_data()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ([{"a": {"b": 1, "c": 2}}], [{"a": {"c": 2, "b": 1}}]),
        ({"a": ONE}, {"a": OTHER}),
        ((1, 2), (1, 2, 3)),
        ([1, 2], (1, 2)),
        (1, True),
        ("1", "2"),
        (None, ""),
    ],
    ids=str,
)
def test_a_difference_is_seen_at_any_depth_and_also_in_the_order_of_keys(one, other) -> None:
    assert not deep_equal(one, other)
    assert deep_equal(one, one)
    assert deep_equal(other, other)
