"""A CSS selector, made lenient: what it needs of a page whatever state the page is in.

States (`:hover`, `:checked`, `[hidden]`, a colour scheme) change while a page is open, so they
count as given. Everything left out here makes a selector fit more often, never less often.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import tinycss2
from tinycss2.ast import FunctionBlock, IdentToken, LiteralToken, Node, SquareBracketsBlock

# Attributes that scripts or readers change.
STATE_ATTRIBUTES = {"hidden", "open", "checked", "disabled", "inert", "data-md-state"}
SET_BY_SCRIPTS = ("aria-", "data-")
SCHEME = "data-md-color-"  # the body's; the buttons that lead to others stand in the page
GROUPING_PSEUDO_CLASSES = {"is", "where"}
KEPT_PSEUDO_CLASSES = {"not([class])"}  # the theme's mark of plain tables, which no script changes
COMBINATORS = (">", "+", "~")


@dataclass
class Choice:
    """A selector without states and without `:is()`, and the names it needs.

    A name starts with what it is of: `.button`, `#search`, `[open`, or nothing for an element.
    """

    relaxed: str = ""
    names: set[str] = field(default_factory=set)
    schemes: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True)
class Selector:
    """One selector as written, and what may fit it."""

    text: str
    choices: tuple[Choice, ...]


def parse_selectors(prelude: list[Node]) -> list[Selector]:
    """Return the selectors of a rule."""
    return [
        Selector(
            tinycss2.serialize(tokens).strip(),
            tuple(
                _parse_choice(expanded) for expanded in _expand_groups(_strip_whitespace(tokens))
            ),
        )
        for tokens in _split(prelude)
    ]


def _split(tokens: list[Node]) -> Iterator[list[Node]]:
    part: list[Node] = []
    for one in tokens:
        if one == ",":
            yield part
            part = []
        else:
            part.append(one)
    yield part


def _expand_groups(tokens: list[Node]) -> Iterator[list[Node]]:
    """Yield a selector once for each choice of `:is()`, which the parser of pages gets wrong."""
    for at, node in enumerate(tokens):
        if isinstance(node, FunctionBlock) and node.lower_name in GROUPING_PSEUDO_CLASSES:
            before, after = tokens[: at - 1], tokens[at + 1 :]
            beside = (
                before[-1:] and before[-1].type != "whitespace" and before[-1] not in COMBINATORS
            )
            for choice in map(_strip_whitespace, _split(node.arguments)):
                # What cannot be written beside the rest of its part is left out.
                fits = not beside or (choice[0].type != "ident" and not _is_path(choice))
                yield from _expand_groups(before + (choice if fits else []) + after)
            return
    yield tokens


def _is_path(tokens: list[Node]) -> bool:
    return any(token.type == "whitespace" or token in COMBINATORS for token in tokens)


def _parse_choice(tokens: list[Node]) -> Choice:
    choice, parts = Choice(), [""]
    rest = iter(tokens)
    for node in rest:
        if node.type == "whitespace":
            parts.append("")
        elif node in COMBINATORS:
            parts.append(f"{node.value} ")
        elif node == ":":
            parts[-1] += _pseudo(next(rest), rest, choice)
        elif isinstance(node, SquareBracketsBlock):
            parts[-1] += _attribute(node, choice)
        elif node == ".":
            parts[-1] += _name(".", next(rest), choice)
        else:
            parts[-1] += _name("", node, choice)
    choice.relaxed = " ".join(_or_universal(part) for part in parts)
    return choice


def _strip_whitespace(tokens: list[Node]) -> list[Node]:
    """Leave out spaces that say nothing: at the ends and beside >, + and ~."""
    found = [token for token in tokens if token.type != "comment"]

    def silent(at: int) -> bool:
        beside = (found[at - 1] if at else None, found[at + 1] if at + 1 < len(found) else None)
        return any(one is None or one in COMBINATORS for one in beside)

    return [token for at, token in enumerate(found) if token.type != "whitespace" or not silent(at)]


def _or_universal(part: str) -> str:
    """A part of which nothing is left stands for any element."""
    return f"{part}*" if part.strip() in ("", *COMBINATORS) else part


def _pseudo(node: Node, rest: Iterator[Node], into: Choice) -> str:
    if node == ":":  # an element that the browser adds
        next(rest)
        return ""
    if isinstance(node, FunctionBlock) and node.lower_name == "has":
        into.names |= _inner_names(node.arguments)
    return f":{node.serialize()}" if node.serialize() in KEPT_PSEUDO_CLASSES else ""


def _inner_names(arguments: list[Node]) -> set[str]:
    """Return the classes and ids without which `:has()` finds nothing; of a choice, none."""
    found = _strip_whitespace(arguments)
    if "," in found:
        return set()
    classes = {
        f".{token.value}"
        for before, token in pairwise(found)
        if before == "." and isinstance(token, IdentToken)
    }
    return classes | {f"#{token.value}" for token in found if token.type == "hash"}


def _attribute(block: SquareBracketsBlock, into: Choice) -> str:
    named = next(token.value for token in block.content if isinstance(token, IdentToken))
    if named.startswith(SCHEME):
        values = [token.value for token in block.content if token.type in ("ident", "string")]
        into.schemes |= {(named, value) for value in values[1:2]}
        return ""
    if named in STATE_ATTRIBUTES:
        return ""
    into.names.add(f"[{named}")
    return "" if named.startswith(SET_BY_SCRIPTS) else str(block.serialize())


def _name(mark: str, token: Node, into: Choice) -> str:
    if isinstance(token, LiteralToken):  # the universal selector
        return str(token.value)
    if token.type == "hash":
        into.names.add(f"#{token.value}")
        return str(token.serialize())
    into.names.add(f"{mark}{token.value}")
    return f"{mark}{token.serialize()}"
