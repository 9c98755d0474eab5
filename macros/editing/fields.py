"""The values of a data file that a form can show, with label, help and kind from its schema."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from macros.editing.yaml_edit import EditError, Value
from model.content import TIER_LETTERS, next_source_id
from model.core.yaml_loader import Document, KeyPath
from model.exports import SCHEMAS, schema_name
from model.integrity import FILES

Schema = Mapping[str, Any]
SIMPLE = {"string", "integer", "number", "boolean"}
NAMES = re.compile(r"[\w-]+(?:[,;]\s*[\w-]+)+")
LONG = 60  # letters from which a text gets a box of several lines


@dataclass(frozen=True)
class Field:
    """One value: `kind` is text, long, number, switch, choice or list; None is not set yet."""

    path: KeyPath
    label: str
    help: str
    kind: str
    value: Value | None
    options: tuple[str | int, ...] = ()
    required: bool = True

    @property
    def shown(self) -> str:
        """The value as a form field holds it: items of a list on a line each."""
        if isinstance(self.value, list):
            return "\n".join(self.value)
        if isinstance(self.value, bool):
            return str(self.value).lower()
        return "" if self.value is None else str(self.value)

    def parse(self, given: str) -> Value:
        """Return what a form sent as a value of this kind; raises EditError."""
        text = given.replace("\r\n", "\n").strip()
        if self.kind == "list":
            lines = [line.strip() for line in text.split("\n") if line.strip()]
            return [one for line in lines for one in _split_names(line)]
        if not text:
            raise EditError("an empty value: type one, or take the line out of the file by hand")
        if self.kind == "switch":
            return text == "true"
        if self.kind == "number":
            return _parse_number(text)
        if self.kind == "choice":
            return self._choose(text)
        if isinstance(self.value, str) and "\n" in self.value:
            return "\n".join(" ".join(line.split()) for line in text.split("\n"))
        return " ".join(text.split())

    def _choose(self, text: str) -> Value:
        for option in self.options:
            if str(option) == text:
                return option
        raise EditError(f"“{text}” is none of {', '.join(map(str, self.options))}")


def _split_names(line: str) -> list[str]:
    """Return the short names of a line such as “F24, F25”; a text with commas stays one item."""
    return re.split(r"[,;]\s*", line) if NAMES.fullmatch(line) else [line]


def _parse_number(text: str) -> int | float:
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        raise EditError(f"“{text}” is no number: write 20000, without comma or sign") from None


def schema_of(data: Path, name: str) -> Schema:
    """Return the schema of a data file, such as reports/soc-1.yml; raises EditError."""
    pattern = next((one for one in FILES if Path(name).match(one)), None)
    if pattern is None:
        raise EditError(f"no such data file is known: {name}")
    text = (data / SCHEMAS / schema_name(pattern)).read_text(encoding="utf-8")
    schema: Schema = json.loads(text)
    return schema


def list_fields(document: Document, schema: Schema) -> dict[str, list[Field]]:
    """Return the fields of a file by the name of the record that they belong to."""
    records: dict[str, list[Field]] = {}
    for field in _fields(document.data, schema, schema, ()):
        records.setdefault(document.name(_record(field.path)), []).append(field)
    return records


def list_lists(document: Document) -> list[str]:
    """Return the keys of a file that hold a list of records, so that one can be added."""
    data = document.data if isinstance(document.data, dict) else {}
    return [
        key for key, value in data.items()
        if isinstance(value, list) and value and all(isinstance(one, dict) for one in value)
    ]  # fmt: skip


def list_item_fields(schema: Schema, key: str) -> list[Field]:
    """Return the fields of a new record for a list of a file, paths from the record on."""
    items = _resolve(_resolve(schema, schema, {})["properties"][key], schema, []).get("items", {})
    return [*_new_fields(_resolve(items, schema, {}), schema, (), required=True)]


def suggest_source(field: Field, taken: Iterable[str], today: date) -> Field:
    """Return a field of a new source with the ids that are free, or with the day filled in."""
    if field.path == ("read",):
        return replace(field, value=today.isoformat())
    if field.path != ("id",):
        return field
    ids = [*taken]
    free = ", ".join(one for letter in TIER_LETTERS if (one := next_source_id(ids, letter)))
    return replace(field, help=f"{field.help} Free are {free}.")


def _new_fields(schema: Schema, root: Schema, path: KeyPath, *, required: bool) -> Iterator[Field]:
    known = schema.get("properties", {})
    # as our files have them: the id above, the sources below
    for key in sorted(known, key=lambda one: (one != "id", one == "sources")):
        told = known[key]
        inner, here = _resolve(told, root, None), (*path, key)
        needed = required and key in schema.get("required", ())
        if inner.get("type") in SIMPLE or _is_list(inner):
            field = _field(None, told, inner, here, required=needed)
            label = " ".join(str(step) for step in here).replace("_", " ").replace("-", " ")
            yield replace(field, label=label[:1].upper() + label[1:])
        elif needed and inner.get("type") == "object":
            yield from _new_fields(inner, root, here, required=True)


def parse_record(fields: Sequence[Field], given: Mapping[KeyPath, str]) -> dict[str, Any]:
    """Return a record from what a form sent for its fields; raises EditError."""
    record: dict[str, Any] = {}
    for field in fields:
        text = given.get(field.path, "").strip()
        if not text and not field.required:
            continue
        if not text:
            raise EditError(f"{field.label} is missing")
        try:
            value = field.parse(text)
        except EditError as error:
            raise EditError(f"{field.label}: {error}") from None
        inner = record
        for step in field.path[:-1]:
            inner = inner.setdefault(str(step), {})
        inner[str(field.path[-1])] = value
    return record


def _record(path: KeyPath) -> KeyPath:
    """Return the path of what people take for one thing: a list's item, or a key with its own."""
    for at, step in enumerate(path[:-1]):
        if isinstance(step, int):
            return path[: at + 1]
    return path[: min(2, len(path) - 1)]


def _fields(data: object, schema: Schema, root: Schema, path: KeyPath) -> Iterator[Field]:
    schema = _resolve(schema, root, data)
    if isinstance(data, dict):
        known: Mapping[str, Schema] = schema.get("properties", {})
        patterns = [*schema.get("patternProperties", {}).values()]
        other = schema.get("additionalProperties")
        other = patterns[0] if patterns else other if isinstance(other, dict) else {}
        for key, value in data.items():
            inner = known.get(key, other)
            yield from _fields(value, inner, root, (*path, key))
        for key in (key for key in known if key not in data):
            inner = _resolve(known[key], root, None)
            if inner.get("type") in SIMPLE or _is_list(inner):
                yield _field(None, known[key], inner, (*path, key), required=False)
    elif isinstance(data, list) and not all(isinstance(one, str) for one in data):
        for at, item in enumerate(data):
            yield from _fields(item, schema.get("items", {}), root, (*path, at))
    elif isinstance(data, str | int | float | list):
        yield _field(data, schema, schema, path)


def _field(
    value: Any, told: Schema, schema: Schema, path: KeyPath, *, required: bool = True
) -> Field:
    options = tuple(schema.get("enum", ()))
    kind = {"boolean": "switch", "integer": "number", "number": "number", "array": "list"}.get(
        schema.get("type", ""), "text"
    )
    if isinstance(value, list):
        kind = "list"
    elif isinstance(value, str):
        kind = "text"
    if options:
        kind = "choice"
    if kind == "text" and isinstance(value, str) and (len(value) > LONG or "\n" in value):
        kind = "long"
    names = [step for step in path if isinstance(step, str)]
    inner = names[len([step for step in _record(path) if isinstance(step, str)]) :]
    label = " ".join(inner or names).replace("_", " ").replace("-", " ")
    help_ = told.get("description") or schema.get("description") or ""
    return Field(path, label[:1].upper() + label[1:], help_, kind, value, options, required)


def _is_list(schema: Schema) -> bool:
    return schema.get("type") == "array" and schema.get("items", {}).get("type") == "string"


def _resolve(schema: Schema, root: Schema, data: object) -> Schema:
    """Return the part of a schema that describes `data`; words beside a reference stay."""
    if "$ref" in schema:
        target = root["$defs"][schema["$ref"].rpartition("/")[2]]
        return _resolve({**target, **{k: v for k, v in schema.items() if k != "$ref"}}, root, data)
    ways = schema.get("anyOf") or schema.get("oneOf")
    if not ways:
        return schema
    found = [_resolve(way, root, data) for way in ways if way.get("type") != "null"]
    fitting = [way for way in found if _fits(way, data)] or found
    return {**fitting[0], **{key: schema[key] for key in ("description",) if key in schema}}


def _fits(schema: Schema, data: object) -> bool:
    if isinstance(data, dict):
        known = schema.get("properties", {})
        return schema.get("type") == "object" and (
            "additionalProperties" not in schema or data.keys() <= known.keys() or not known
        )
    kinds = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array"}
    return schema.get("type") == kinds.get(type(data))
