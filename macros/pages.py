"""Check pages before they are built, so that a mistake is reported with its file and line.

MkDocs and the macros plugin count lines after the front matter, or give none at all.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from jinja2 import Environment, TemplateSyntaxError, nodes

from model.problems import Problem, did_you_mean
from model.yaml_lines import read_text

Macro = Callable[..., str]

FENCE = re.compile(r"^( *)(```+|~~~+)[^\n]*\n.*?^\1\2[^\n]*$", re.M | re.S)
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.S)
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)|\b(?:href|src)=[\"']([^\"']+)")
EXTERNAL = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//|#|\{\{)", re.I)
FRONT_MATTER = {"title", "description", "template", "hide"}


def problems(docs: Path, macros: Mapping[str, Macro], root: Path) -> list[Problem]:
    """Return every mistake in the Markdown pages below `docs`, sorted."""
    found: list[Problem] = []
    for path in sorted(docs.rglob("*.md")):
        name = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            found.append(Problem(name, 1, "", f"the file is not UTF-8 text (byte {error.start})"))
            continue
        for line, where, what in _page(path, text, macros, docs):
            found.append(Problem(name, line, where, what))
    return sorted(found)


def _page(
    path: Path, text: str, macros: Mapping[str, Macro], docs: Path
) -> Iterator[tuple[int, str, str]]:
    yield from _front_matter(text)
    yield from _calls(text, macros)
    yield from _links(path, text, docs)


def _front_matter(text: str) -> Iterator[tuple[int, str, str]]:
    """MkDocs prints broken front matter as text and drops title and description without a word."""
    match = re.match(r"---\n(.*?)^---\s*$", text, re.M | re.S)
    if not match:
        yield 1, "", "front matter is missing: start with ---, title: and description:, then ---"
        return
    document = read_text("\n" + match[1], "")  # a line for the ---, so that lines are the file's
    for problem in document.problems:
        yield problem.line, problem.where, problem.what
    if document.problems:
        return
    if not isinstance(document.data, dict):
        yield 2, "", "front matter must be keys with values"
        return
    for key in document.data:
        if key not in FRONT_MATTER:
            what = f"unknown key{did_you_mean(key, FRONT_MATTER)}"
            yield document.line((key,)), key, what
    for key in ("title", "description"):
        if key not in document.data:
            yield 1, key, "field required"
        elif not isinstance(document.data[key], str) or not document.data[key].strip():
            yield document.line((key,)), key, "must be text"


def _calls(text: str, macros: Mapping[str, Macro]) -> Iterator[tuple[int, str, str]]:
    try:
        tree = Environment(autoescape=True).parse(text)
    except TemplateSyntaxError as error:
        yield error.lineno, "", f"{error.message}"
        return
    called = {id(call.node) for call in tree.find_all(nodes.Call)}
    for name in tree.find_all(nodes.Name):
        if name.name not in macros:
            yield name.lineno, "", f"unknown name “{name.name}”{did_you_mean(name.name, macros)}"
        elif id(name) not in called:
            yield name.lineno, name.name, f"write it with brackets: {name.name}(…)"
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in macros:
            what = _call_mistake(call, macros[call.node.name])
            if what:
                yield call.lineno, call.node.name, what


def _call_mistake(call: nodes.Call, macro: Macro) -> str | None:
    """Call the macro as the page does and return what it complains of."""
    try:
        given = [argument.as_const() for argument in call.args]
        named = {argument.key: argument.value.as_const() for argument in call.kwargs}
        inspect.signature(macro).bind(*given, **named)
    except nodes.Impossible:
        return "use plain values: texts in quotes and lists of them"
    except TypeError as error:
        return str(error)
    try:
        macro(*given, **named)
    except ValueError as error:
        return str(error)
    return None


def _links(path: Path, text: str, docs: Path) -> Iterator[tuple[int, str, str]]:
    """Check that links to other pages and files lead to something below docs/."""
    blank = re.compile(r"[^\n]")
    prose = CODE.sub(
        lambda m: blank.sub(" ", m[0]), FENCE.sub(lambda m: blank.sub(" ", m[0]), text)
    )
    for match in LINK.finditer(prose):
        target = match[1] or match[2]
        file = unquote(target.partition("#")[0].partition("?")[0])
        if EXTERNAL.match(target) or not file:
            continue
        line = prose.count("\n", 0, match.start()) + 1
        if file.startswith("/"):
            yield line, "", f"link “{target}” starts with a slash: use a relative .md link"
        elif match[1] and not file.endswith((".md", ".svg", ".png", ".txt")):
            yield line, "", f"link “{target}” must lead to a .md file, such as soc-1.md"
        elif not (path.parent / file).is_file():
            known = [_relative(other, path.parent) for other in docs.rglob("*.md")]
            yield line, "", f"link “{target}” leads nowhere{did_you_mean(file, known)}"


def _relative(target: Path, start: Path) -> str:
    up = 0
    while not target.is_relative_to(start):
        start, up = start.parent, up + 1
    return "../" * up + str(target.relative_to(start))
