"""Validation of a document against its record: problems with their lines, in an editor's words.

Every pattern of a record is explained here by words and an example; a test finds each.
"""

import re
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from model.core.problems import Problem, suggest
from model.core.record import Record
from model.core.yaml_loader import Document, KeyPath

SMALL = "small letters and digits, with a hyphen between words, as in type-1"
WEB = "an address such as https://example.com/page"
NAME = "letters and digits without spaces, as in form_name"
# By pattern: what a text that does not match it should have been.
PATTERN_MEANINGS = {
    r"^\S(.*\S)?$|^\S[\s\S]*\S$": "text without a space at its start or end",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": SMALL,
    r"^[SFV][0-9]{2,3}[a-z]?$": "the id of a source, as in S10: S, F or V and two or three digits",
    r"^https?://": WEB,
    r"^[a-z]+(\.[\w-]+)*$": "small letters, then parts after dots, as in backup.restored",
    r"\{number\}.*\{most\}": "text that holds {number} and then {most}",
    r"^(mailto:|https://)\S*\{title\}\S*\{body\}\S*$": (
        "an address that begins with mailto: or https:// and holds {title} and then {body}"
    ),
    r"^[a-z_]+$": "small letters with _ between words, as in asked_by",
    r"^[a-z]+(_[a-z]+)*$": "small letters with _ between words, as in asked_by",
    r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$": (
        "small letters and digits with _ between words, as in report_type"
    ),
    r"^[A-Za-z_]+(\.[A-Za-z_]+)*$": "a key of the answer, as in body.message",
    r"^([A-Za-z_][A-Za-z0-9_.-]*|\{honeypot\})$": f"{NAME}, or {{honeypot}}",
    r"^(\{base\}[^\s?#]*|\{address\}"
    r"|https://[^\s/{}]+/[^\s?#]*|http://(localhost|127\.0\.0\.1)(:\d+)?/[^\s?#]*)$": (
        "an https address such as https://example.com/f/{id}, {address}, or {base} and a path"
    ),
    r"^('self'|\{origin\}|https://[^\s/'*;,]+)$": (
        "an https address without a path, as in https://example.com, 'self' or {origin}"
    ),
    r"^https://[^/\s@?#]+(/\S*)?$": "an https address such as https://example.com/page",
    r"^[a-z0-9-]+\.[a-z0-9-]+$": "a report and its type, as in soc-1.type-2",
    r"^tests/[\w/]+\.py::test_\w+$": "the id of a test, as in tests/test_readme.py::test_name",
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$": "an email address such as quotes@example.com",
    r"^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9._-]+)*/?$": (
        "an address below the site's, without a slash at its start, as in soc-1/"
    ),
    r"^([A-Za-z0-9._-]+/)*(#[A-Za-z0-9._-]+)?$": (
        "an address below the site's, without a slash at its start, as in soc-1/#standard"
    ),
    r"^[A-Za-z0-9][A-Za-z0-9_-]*$": "letters, digits, - and _, as the provider gave it",
    r"^[A-Za-z0-9][A-Za-z0-9_.-]*$": "letters, digits, dots, - and _, as the provider gave it",
    r"^(https://[^\s/?#]+|http://(localhost|127\.0\.0\.1)(:\d+)?)/[^\s?#]*$": (
        "a full https address with a path, as in https://example.com/api/quotes"
    ),
    r"^https?://[^/\s]+(/[^?#\s]*)?/$": (
        "an address that starts with https:// and ends with a slash, as in https://example.com/"
    ),
}

PLACE = re.compile(r"\\\{([a-z]+)\\\}")


def explain_pattern(pattern: str, given: object) -> str:
    """Return what is wrong with a text that does not match a pattern."""
    if place := PLACE.fullmatch(pattern):
        return f"“{given}” must contain {{{place[1]}}}, which is filled in later"
    meant = PATTERN_MEANINGS.get(pattern, f"of the form {pattern}")
    return f"“{given}” is not {meant}"


R = TypeVar("R", bound=Record)

TYPE_ERRORS = {
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
    return document.problem(path, _explain_error(kind, path, detail))


def _explain_error(kind: type[Record], path: KeyPath, detail: ErrorDetails) -> str:
    given, context = detail["input"], detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            said = "field required"
        case "extra_forbidden":
            near = suggest(str(path[-1]), fields_at(kind, path[:-1]))
            said = f"unknown key{near or _explain_refusal(kind, path[:-1])}"
        case "literal_error":
            allowed = str(context["expected"]).replace("'", "").replace(" or ", ", ")
            said = f"“{given}” is not allowed{suggest(str(given), allowed.split(', '))}"
        case "string_pattern_mismatch":
            said = explain_pattern(context["pattern"], given)
        case "string_too_short":
            said = "must not be empty"
        case "too_short":
            said = f"needs at least {context['min_length']}"
        case "value_error":
            said = str(context["error"])
        case other if other in TYPE_ERRORS:
            said = f"{TYPE_ERRORS[other]}, not {_describe(given)}"
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


def _explain_refusal(kind: Any, path: KeyPath) -> str:
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
