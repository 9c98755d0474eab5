"""Whether two states of the data give the same pages."""

from typing import Any

from pydantic import BaseModel


def same(one: Any, other: Any) -> bool:
    """Return whether two values are equal, and the keys of their dictionaries in the same order.

    To Python two dictionaries are equal in any order; a page shows them in theirs.
    """
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, BaseModel):
        return same(vars(one), vars(other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)
