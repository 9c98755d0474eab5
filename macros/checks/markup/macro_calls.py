"""Macro calls in pages: known names, right arguments, at a place where markup survives."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache

from jinja2 import Environment, TemplateError, TemplateSyntaxError, nodes

from macros.checks.markup.front_matter import Finding
from model.core.problems import suggest

Macro = Callable[..., str]
# Markup that starts with one of these is a block: Markdown tears it apart unless it stands alone.
BLOCK_TAGS = ("<div", "<section", "<ol", "<ul", "<dl", "<figure", "<table", "<p")

UNEXPECTED = re.compile(r"unexpected char '(.)' at \d+$")


def may_call(text: str) -> bool:
    """Return whether a text may have calls; one without need not be filled in."""
    return "{" in text


def check_calls(text: str, macros: Mapping[str, Macro]) -> Iterator[Finding]:
    """Yield (line, macro, what) for each call that would not work."""
    if not may_call(text):
        return
    try:
        for line in _comments(text):
            said = "“{#” starts a comment that hides text: write “{ #name }” after a heading"
            yield line, "", said
        tree = _parsed(text)
    except TemplateSyntaxError as error:
        yield error.lineno, "", _plain(error.message or "not a valid call")
        return
    yield from _only_calls(tree)
    called = {id(call.node) for call in tree.find_all(nodes.Call)}
    for name in tree.find_all(nodes.Name):
        if name.name not in macros:
            yield name.lineno, "", f"unknown name “{name.name}”{suggest(name.name, macros)}"
        elif id(name) not in called:
            yield name.lineno, name.name, f"write it with brackets: {name.name}(…)"
    lines = text.splitlines()
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in macros:
            what = _mistake(call, macros[call.node.name], lines[call.lineno - 1])
            if what:
                yield call.lineno, call.node.name, what


def without_results(macros: Mapping[str, Macro]) -> dict[str, Macro]:
    """Return macros that take the same arguments and show nothing, for when there is no data."""
    return {name: _silent(inspect.signature(macro)) for name, macro in macros.items()}


def _silent(signature: inspect.Signature) -> Macro:
    def nothing(*_: object, **__: object) -> str:
        return ""

    nothing.__signature__ = signature  # type: ignore[attr-defined]
    return nothing


def _plain(message: str) -> str:
    """Say what is wrong with a letter in a call; Jinja gives its number in the page."""
    odd = UNEXPECTED.match(message)
    if odd is None:
        return message
    if odd[1] in "“”„‘’":
        return f'curly quotes cannot stand in a call: write straight ones, " in place of {odd[1]}'
    return f"“{odd[1]}” cannot stand in a call"


@cache
def _environment() -> Environment:
    return Environment(autoescape=True)


def _comments(text: str) -> Iterator[int]:
    """Yield the lines on which a comment begins, up to one that never ends."""
    if "{#" in text:
        yield from (line for line, kind, _ in _environment().lex(text) if kind == "comment_begin")


@lru_cache(maxsize=256)  # after a change of data the text of a page is what it was
def _parsed(text: str) -> nodes.Template:
    return _environment().parse(text)


@cache
def _signature(macro: Macro) -> inspect.Signature:
    return inspect.signature(macro)


def _only_calls(tree: nodes.Template) -> Iterator[Finding]:
    """Yield a finding for anything but text and calls: no filters, conditions, sums or includes.

    A page is text; what it shows is worked out in macros, where it can be tested.
    """
    for node in tree.body:
        parts = node.nodes if isinstance(node, nodes.Output) else [node]
        for part in parts:
            plain = isinstance(part, nodes.TemplateData | nodes.Name)
            if not plain and not (
                isinstance(part, nodes.Call) and isinstance(part.node, nodes.Name)
            ):
                yield part.lineno, "", 'only calls such as {{ cite("S10") }} can stand in a page'


def _mistake(call: nodes.Call, macro: Macro, line: str) -> str | None:
    """Call the macro as the page does and return what is wrong with it."""
    try:
        given = [argument.as_const() for argument in call.args]
        named = {argument.key: argument.value.as_const() for argument in call.kwargs}
        _signature(macro).bind(*given, **named)
    except nodes.Impossible:
        return "use plain values: texts in quotes and lists of them"
    except TypeError as error:
        return str(error)
    try:
        markup = macro(*given, **named)
    except ValueError as error:
        return str(error)
    except TemplateError as error:  # a mistake in a template, not in the page
        place = f"{getattr(error, 'name', None)}:{getattr(error, 'lineno', '?')}: "
        return f"its template has a mistake: {place if 'None' not in place else ''}{error.message}"
    if markup.startswith(BLOCK_TAGS) and not (
        line.startswith("{{") and line.rstrip().endswith("}}")
    ):
        return "write it alone on its line, at the very left"
    return None
