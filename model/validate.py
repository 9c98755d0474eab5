"""Turn a YAML document into a record, and pydantic's findings into sentences for editors."""

from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from model import patterns
from model.problems import Problem, did_you_mean
from model.record import Record
from model.yaml_lines import Document, KeyPath

R = TypeVar("R", bound=Record)

KINDS = {
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be a record with keys",
    "model_type": "must be a record with keys",
    "model_attributes_type": "must be a record with keys",
}


def validate(kind: type[R], document: Document) -> tuple[R | None, list[Problem]]:
    """Return the record, or None and every problem in the document."""
    try:
        return kind.model_validate(document.data), []
    except ValidationError as error:
        return None, [_problem(kind, document, detail) for detail in error.errors()]


def _problem(kind: type[Record], document: Document, detail: ErrorDetails) -> Problem:
    # pydantic marks a wrong key of a dictionary with "[key]" after the key.
    path: KeyPath = tuple(step for step in detail["loc"] if step != "[key]")
    return document.problem(path, _sentence(kind, path, detail))


def _sentence(kind: type[Record], path: KeyPath, detail: ErrorDetails) -> str:
    given, context = detail["input"], detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            said = "field required"
        case "extra_forbidden":
            near = did_you_mean(str(path[-1]), fields_at(kind, path[:-1]))
            said = f"unknown key{near or _refusal(kind, path[:-1])}"
        case "literal_error":
            allowed = str(context["expected"]).replace("'", "").replace(" or ", ", ")
            said = f"“{given}” is not allowed{did_you_mean(str(given), allowed.split(', '))}"
        case "string_pattern_mismatch":
            said = patterns.said(context["pattern"], given)
        case "string_too_short":
            said = "must not be empty"
        case "too_short":
            said = f"needs at least {context['min_length']}"
        case "value_error":
            said = str(context["error"])
        case other if other in KINDS:
            said = f"{KINDS[other]}, not {_describe(given)}"
        case _:
            said = detail["msg"]
    return said


def _describe(given: object) -> str:
    match given:
        case None:
            return "nothing"
        case bool():
            return f"{given}".lower()
        case list():
            return "a list"
        case dict():
            return "a record with keys"
        case _:
            return f"“{given}”"


def fields_at(kind: Any, path: KeyPath) -> list[str]:
    """Return the keys that a record of type `kind` may have at `path`."""
    found = _model_at(kind, path)
    return list(found.model_fields) if found else []


def _refusal(kind: Any, path: KeyPath) -> str:
    """Return why a record has no other keys, where it says so itself."""
    why: str | None = getattr(_model_at(kind, path), "UNKNOWN_KEY", None)
    return f": {why}" if why else ""


def _model_at(kind: Any, path: KeyPath) -> type[BaseModel] | None:
    """Return the record that stands at `path` in a value of type `kind`, or None."""
    for model in _models(kind):
        if not path:
            return model
        if isinstance(path[0], str) and path[0] in model.model_fields:
            return _model_at(model.model_fields[path[0]].annotation, path[1:])
    if path and get_origin(kind) in (list, dict):
        return _model_at(get_args(kind)[-1], path[1:])
    if path and get_origin(kind) in (Union, UnionType):
        found = (_model_at(option, path) for option in get_args(kind))
        return next((model for model in found if model), None)
    return None


def _models(kind: Any) -> list[type[BaseModel]]:
    options = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    return [item for item in options if isinstance(item, type) and issubclass(item, BaseModel)]
