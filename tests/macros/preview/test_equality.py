"""Two states of the data are the same if pages cannot show a difference."""

import pytest

from macros.preview.dependencies import deep_equal
from model.core.record import Statement
from model.dataset import load

ONE = Statement(text="It is so.", sources=["S01", "S02"])
OTHER = Statement(text="It is so.", sources=["S02", "S01"])


def test_the_same_files_give_the_same_data() -> None:
    assert deep_equal(vars(load()), vars(load()))


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
