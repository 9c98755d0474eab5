"""One value of a YAML file replaced where it stands: comments, quotes and order stay."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from model.core.yaml_loader import FastLoader, KeyPath, StrictLoader, read_text

Value = str | int | float | bool | list[str]
WIDTH = 100  # columns of a line in our data; a word that is longer stands alone
DATE = re.compile(r"\d{4}-\d\d-\d\d")


class EditError(Exception):
    """An edit that cannot be made safely; says what to do instead."""


def replace_value(text: str, path: KeyPath, value: Value) -> str:
    """Return the text of a file with another value at `path`; raises EditError.

    Where the value is not there yet, its key is added to the mapping that it belongs to.
    """
    node = find_node(text, path)
    if node is None:
        return _first_proved(text, path, value, _insertions(text, path, value))
    start, end = _range(text, node)
    ways = _written(text, node, start, end, value)
    return _first_proved(text, path, value, (text[:start] + way + text[end:] for way in ways))


def _first_proved(text: str, path: KeyPath, value: Value, ways: Iterator[str]) -> str:
    for after in ways:
        if changes_only(text, after, path, value):
            return after
    shared = (
        "it is shared with other places of the file (& and *)" if "&" in text else "edit the file"
    )
    raise EditError(f"this value cannot be written here without changing others: {shared}")


def changes_only(before: str, after: str, path: KeyPath, value: Value) -> bool:
    """Return whether the second text says what the first says, but for the value at `path`."""
    old, new = read_text(before, ""), read_text(after, "")
    if len(new.problems) > len(old.problems) or _comments(before) != _comments(after):
        return False
    return _same(_with_value(old.data, path, value), new.data)


def add_item(text: str, path: KeyPath, record: Mapping[str, Any]) -> str:
    """Return the text of a file with one more record at the end of a list; raises EditError."""
    node = find_node(text, path)
    if not isinstance(node, yaml.SequenceNode) or not node.value or node.flow_style:
        raise EditError("this list is not written with a dash for each record: edit the file")
    _, end = _range(text, node)
    end = text.find("\n", end) if "\n" in text[end:] else len(text)
    first, *rest = _record_lines(record)
    indent = " " * node.start_mark.column
    added = "\n".join([f"{indent}- {first}", *(f"{indent}  {line}" for line in rest)])
    after = f"{text[:end]}\n{added}{text[end:]}"
    old, new = read_text(text, ""), read_text(after, "")
    held: Any = old.data
    for step in path:
        held = held[step]
    if new.problems or not _same(_with_value(old.data, path, [*held, record]), new.data):
        raise EditError("this record cannot be written here without changing others")
    return after


def _record_lines(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a mapping, keys in their order, as our data is written."""
    for key, value in record.items():
        if isinstance(value, Mapping):
            yield f"{key}:"
            yield from (f"  {line}" for line in _record_lines(value))
            continue
        ways = _inline(value, len(key) + 4, "  ")
        fitting = (way for way in ways if read_text(f"{key}: {way}", "").data == {key: value})
        yield from f"{key}: {next(fitting)}".split("\n")


def find_node(text: str, path: KeyPath) -> yaml.Node | None:
    """Return the node at `path`, or None where its mapping has no such key; raises EditError."""
    loader = StrictLoader if "\t" in text else FastLoader
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        raise EditError("the file is no valid YAML: mend it in an editor first") from error
    for depth, step in enumerate(path):
        if isinstance(node, yaml.MappingNode):
            found = [child for key, child in node.value if key.value == step]
            if not found and depth == len(path) - 1:
                return None
            node = found[0] if found else None
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step] if step < len(node.value) else None
        else:
            node = None
        if node is None:
            raise EditError("this value is no longer there: open the file's list again")
    return node


def _range(text: str, node: yaml.Node) -> tuple[int, int]:
    """Return where a node begins and ends, without the blank lines that YAML counts to it."""
    start, end = node.start_mark.index, node.end_mark.index
    return start, start + len(text[start:end].rstrip())


def _written(text: str, node: yaml.Node, start: int, end: int, value: Value) -> Iterator[str]:
    """Yield ways to write a value in the place of a node, the nearest to what is there first."""
    raw = text[start:end]
    column = start - (text.rfind("\n", 0, start) + 1)
    if isinstance(value, list):
        if isinstance(node, yaml.SequenceNode) and not _has_comment(raw):
            block = not raw.startswith("[")
            yield _block_list(value, column) if block else _flow_list(value, column)
        return
    if not isinstance(node, yaml.ScalarNode):
        return
    if not isinstance(value, str):
        yield _number(value)
        return
    lines = raw.split("\n")
    if node.style == ">":
        yield "\n".join([lines[0], *_refold(lines[1:], value)])
        yield "\n".join([">-", *_folded(value, _indent_of(lines[1:]))])
    elif node.style == "|":
        indent = _indent_of(lines[1:])
        written = [f"{indent}{line}".rstrip() for line in value.split("\n")]
        yield "\n".join([lines[0], *written])
    elif len(lines) > 1 and "\n" not in value:
        quote = node.style or ""
        indent = _indent_of(lines[1:])
        body = [lines[0].removeprefix(quote), *lines[1:-1], lines[-1].removesuffix(quote)]
        inner = value.replace("'", "''") if quote == "'" else value
        first, *rest = _refold([indent + body[0], *body[1:]], inner)
        yield "\n".join([quote + first.removeprefix(indent), *rest]) + quote
    outer = _line_indent(text, start)
    if len(value) + column > WIDTH and re.match(r"[\s-]*[\w-]+: *$", _line_before(text, start)):
        yield "\n".join([">-", *_folded(value, " " * (len(outer) + 2))])
    yield from _scalars(value, node.style)


def _scalars(value: str, style: str | None = None) -> Iterator[str]:
    """Yield a text on one line: in the given style, plain, and in either kind of quotes."""
    single, double = "'" + value.replace("'", "''") + "'", json.dumps(value, ensure_ascii=False)
    if style == "'" or DATE.fullmatch(value):
        yield single
    elif style == '"':
        yield double
    if value.strip() == value and "\n" not in value:
        yield value
    if "\n" not in value:
        yield single
    yield double


def _number(value: float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _item(value: str) -> str:
    """Return a text as one item of a flow list."""
    for way in _scalars(value):
        if read_text(f"[{way}]", "").data == [value]:
            return way
    raise EditError(f"“{value}” cannot be an item of a list")


def _flow_list(values: Sequence[str], column: int) -> str:
    items = [f"{_item(value)}," for value in values]
    lines = [""]
    for item in items:
        if lines[-1] and column + len(lines[-1]) + len(item) + 2 > WIDTH:
            lines.append("")
        lines[-1] += f" {item}" if lines[-1] else item
    return "[" + ("\n" + " " * (column + 1)).join(lines).removesuffix(",") + "]"


def _block_list(values: Sequence[str], column: int) -> str:
    return ("\n" + " " * column).join(f"- {_item(value)}" for value in values)


def _refold(lines: Sequence[str], value: str) -> list[str]:
    """Return a text on lines again, with the lines above and below a change as they were."""
    indent = _indent_of(lines)
    words = value.split(" ")
    before, after = [*lines], list[str]()
    if any(not line.strip() for line in lines) or "\n" in value:
        return _folded(value, indent)
    head = 0
    while head < len(lines) and lines[head].split() == words[: len(lines[head].split())]:
        words = words[len(lines[head].split()) :]
        head += 1
    before, rest = before[:head], before[head:]
    while rest and words and len(rest[-1].split()) < len(words):
        last = rest[-1].split()
        if words[-len(last) :] != last:
            break
        words, after = words[: -len(last)], [rest.pop(), *after]
    middle = _folded(" ".join(words), indent) if words else []
    return [*before, *middle, *after]


def _folded(value: str, indent: str) -> list[str]:
    """Return the lines of a folded text; a break in the text is an empty line."""
    lines: list[str] = []
    for number, paragraph in enumerate(value.split("\n")):
        lines += [""] if number else []
        line = ""
        for word in paragraph.split(" "):
            if line and len(indent) + len(line) + 1 + len(word) > WIDTH:
                lines.append(indent + line)
                line = ""
            line = f"{line} {word}" if line else word
        lines.append(indent + line)
    return lines


def _insertions(text: str, path: KeyPath, value: Value) -> Iterator[str]:
    """Yield ways to add a key at the end of the mapping that it belongs to."""
    parent = find_node(text, path[:-1])
    if not isinstance(parent, yaml.MappingNode) or not parent.value:
        return
    key, last = str(path[-1]), parent.value[-1][1]
    if parent.flow_style:
        _, end = _range(text, last)
        yield from (f"{text[:end]}, {key}: {way}{text[end:]}" for way in _inline(value))
        return
    column = parent.value[0][0].start_mark.column
    _, end = _range(text, last)
    end = text.find("\n", end) if "\n" in text[end:] else len(text)
    for way in _inline(value, column + len(key) + 2, " " * (column + 2)):
        yield f"{text[:end]}\n{' ' * column}{key}: {way}{text[end:]}"


def _inline(value: Value, column: int = 0, indent: str = "") -> Iterator[str]:
    if isinstance(value, list):
        yield _flow_list(value, column)
    elif isinstance(value, str):
        if indent and column + len(value) > WIDTH:
            yield "\n".join([">-", *_folded(value, indent)])
        yield from _scalars(value)
    else:
        yield _number(value)


def _has_comment(raw: str) -> bool:
    return re.search(r"(?:^|\s)#", raw) is not None


def _comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.lstrip().startswith("#")]


def _indent_of(lines: Sequence[str]) -> str:
    held = next((line for line in lines if line.strip()), "")
    return held[: len(held) - len(held.lstrip())]


def _line_before(text: str, index: int) -> str:
    return text[text.rfind("\n", 0, index) + 1 : index]


def _line_indent(text: str, index: int) -> str:
    match = re.match(r"\s*(?:- +)*", _line_before(text, index))
    return " " * len(match[0]) if match else ""


def _with_value(data: object, path: KeyPath, value: object) -> object:
    """Return plain data with another value at `path`; keys keep their order."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(data, dict):
        return {**data, step: _with_value(data.get(step), rest, value)}
    if isinstance(data, list):
        return [_with_value(one, rest, value) if at == step else one for at, one in enumerate(data)]
    return value


def _same(one: object, other: object) -> bool:
    """Compare with types and the order of keys: 1 is not true."""
    return json.dumps(one) == json.dumps(other)
