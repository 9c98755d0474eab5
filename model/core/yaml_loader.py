"""Read YAML with the line of every value, and without the surprises of YAML 1.1.

Plain `yes`, `no` and `none` stay text (they are answers in the vocabulary), dates stay text, and a
number with a leading zero stays text. Only `true` and `false` are booleans.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from model.core.problems import Problem
from model.core.yaml_errors import explain

KeyPath = tuple[str | int, ...]

# Said of a tag such as !ENV, which mkdocs.yml may have and data may not.
FOREIGN_TAG = "could not determine a constructor for the tag"


class StrictLoader(yaml.SafeLoader):
    """PyYAML's safe loader with the scalar rules of YAML 1.2's core schema."""


class FastLoader(yaml.CSafeLoader):
    """The same in C, ten times as fast; its words for mistakes are others, so it reports none."""


# Tag, what such a scalar looks like, and the characters it can start with ("" for an empty one).
SCALARS = (
    ("bool", r"true|false", list("tf")),
    ("int", r"[-+]?(0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(0|[1-9][0-9]*)\.[0-9]+", list("-+0123456789")),
    ("null", r"~|null|", ["~", "n", ""]),
)
Loader = StrictLoader | FastLoader
for _loader in (StrictLoader, FastLoader):
    _loader.yaml_implicit_resolvers = {}
    for _tag, _pattern, _first in SCALARS:
        _loader.add_implicit_resolver(
            f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first
        )


@dataclass(eq=False)  # a document is itself alone, so that what was found in it can be kept
class Document:
    """The content of one YAML file: plain data, the line of each path in it, and its mistakes."""

    file: str
    data: object = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    # Found while the data is not whole yet, so that names cannot be told until the end.
    found: list[tuple[KeyPath, int, str]] = field(default_factory=list)

    def line(self, path: KeyPath) -> int:
        """Return the line of `path`, or of the nearest record above it, counting from 1."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def name(self, path: KeyPath) -> str:
        """Return the dotted name of `path`; a list item goes by its id or name if it has one."""
        words: list[str] = []
        value = self.data
        for step in path:
            value = _child(value, step)
            if isinstance(step, str):
                words.append(step)
            elif (label := _label(value)) is not None:
                words[-1:] = [label]
            else:
                words[-1:] = [f"{words[-1] if words else ''}[{step + 1}]"]
        return ".".join(words)

    def problem(self, path: KeyPath, what: str) -> Problem:
        """Return a problem that points at `path`."""
        return Problem(self.file, self.line(path), self.name(path), what)


def read(path: Path, root: Path) -> Document:
    """Read one file; what is wrong with it stands in the document's problems."""
    file = str(path.relative_to(root))
    try:
        return read_text(path.read_text(encoding="utf-8"), file)
    except FileNotFoundError:
        return Document(file, problems=[Problem(file, 1, "", "the file is missing")])
    except UnicodeDecodeError as error:
        what = f"the file is not UTF-8 text (byte {error.start})"
        return Document(file, problems=[Problem(file, 1, "", what)])


def read_text(text: str, file: str) -> Document:
    """Read YAML text; `file` is the name under which its problems are reported."""
    document = Document(file)
    try:
        loader, node = _compose(text)
    except yaml.MarkedYAMLError as error:
        line, what = explain(text, error)
        document.problems.append(Problem(file, line, "", f"not valid YAML: {what}"))
    except yaml.YAMLError as error:
        document.problems.append(Problem(file, 1, "", str(error).splitlines()[0]))
    else:
        if node is None:
            document.problems.append(Problem(file, 1, "", "the file is empty"))
        else:
            document.data = _plain(node, loader, (), document, frozenset())
            document.problems += [
                Problem(file, line, document.name(path), what)
                for path, line, what in document.found
            ]
    return document


def _compose(text: str) -> tuple[Loader, yaml.Node | None]:
    """Return the root node; raises yaml.YAMLError in the words of the slower loader."""
    if "\t" not in text:  # the two differ in where they bear a tab
        with suppress(yaml.YAMLError):
            fast = FastLoader(text)
            return fast, fast.get_single_node()
    strict = StrictLoader(text)
    return strict, strict.get_single_node()


def _plain(
    node: yaml.Node, loader: Loader, path: KeyPath, document: Document, above: frozenset[int]
) -> object:
    """Turn a node into plain data and note the line of everything in it."""
    document.lines.setdefault(path, node.start_mark.line + 1)
    if id(node) in above:
        document.found.append((path, document.line(path), "refers to itself"))
        return None
    above |= {id(node)}
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, loader, path, document, above)
    if isinstance(node, yaml.SequenceNode):
        return [
            _plain(item, loader, (*path, index), document, above)
            for index, item in enumerate(node.value)
        ]
    try:
        return loader.construct_object(node)
    except yaml.YAMLError as error:
        document.found.append((path, document.line(path), str(error).splitlines()[0]))
        return None


def _mapping(
    node: yaml.MappingNode,
    loader: Loader,
    path: KeyPath,
    document: Document,
    above: frozenset[int],
) -> dict[str, object]:
    data: dict[str, object] = {}
    for key_node, value_node in node.value:
        key, line = str(getattr(key_node, "value", "")), key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            document.found.append((path, line, "a key must be text"))
        elif key in data:
            first = document.lines[*path, key]
            document.found.append(((*path, key), line, f"duplicate key (first on line {first})"))
        else:
            document.lines[*path, key] = line
            data[key] = _plain(value_node, loader, (*path, key), document, above)
    return data


def _child(value: object, step: str | int) -> object:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _label(value: object) -> str | None:
    label = (value.get("id") or value.get("name")) if isinstance(value, dict) else None
    return label if isinstance(label, str) else None
