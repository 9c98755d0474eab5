"""The public part of the backend's API as an OpenAPI document, made from the forms themselves."""

from collections.abc import Mapping

from model.form import FORM_TOKEN, IDEMPOTENCY_KEY, ApplicationForm, QuoteField, QuoteForm

FORM_TYPE = "application/x-www-form-urlencoded"
# The answers that are no success, with what each means; all are JSON where it is asked for.
REJECTIONS = {
    "400": "Not in the encoding of a form, or a field sent twice.",
    "403": "Sent from a page of another site.",
    "408": "What was sent did not arrive in time.",
    "413": "Longer than one request may be.",
    "415": "Not sent as a form.",
    "429": "Too many requests from one network or address: wait as long as Retry-After says.",
    "503": "The database does not take it: send the same again, with the same key.",
}
ERROR = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}
ERRORS = {
    "type": "object",
    "properties": {"errors": {"type": "object", "additionalProperties": {"type": "string"}}},
    "required": ["errors"],
}


def describe_api(
    name: str, address: str, quote_form: QuoteForm, applications: ApplicationForm | None
) -> dict[str, object]:
    """Return the document. `address`: where the backend is reached, with a slash at its end.

    Without `applications` there is no form for firms.
    """
    paths: dict[str, object] = {
        "/quotes": {"post": _post(quote_form, "Ask firms for quotes.", page=True)},
        "/token": {"get": _get("A token for the form, to send some seconds later.", _TOKEN)},
        "/health": {"get": _get("Whether requests can be taken.", _STATUS, busy=True)},
        "/health/live": {"get": _get("Whether the process answers.", _STATUS)},
    }
    if applications:
        words = "Ask to be listed as a firm."
        paths["/firms"] = {"post": _post(applications.form, words, page=False)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": name,
            "version": quote_form.consent.version,
            "description": "Ask for JSON with the header Accept; without it people get pages. "
            "The version is the day of the consent that is agreed to by sending.",
        },
        "servers": [{"url": f"{address}api"}],
        "paths": paths,
    }


_TOKEN = {
    "type": "object",
    "properties": {
        "token": {"type": "string"},
        "min_age": {"type": "number", "description": "Seconds after which it is good."},
        "max_age": {"type": "number", "description": "Seconds within which it is good."},
    },
    "required": ["token", "min_age", "max_age"],
}
_STATUS = {
    "type": "object",
    "properties": {"status": {"type": "string"}},
    "required": ["status"],
}


def _get(summary: str, schema: Mapping[str, object], *, busy: bool = False) -> dict[str, object]:
    responses = {"200": _json("As asked.", schema)}
    if busy:
        responses["503"] = _json("Not now.", schema)
    return {"summary": summary, "responses": responses}


def _post(form: QuoteForm, summary: str, *, page: bool) -> dict[str, object]:
    words = "Of /token: by the time since then a form that a program filled in is known."
    more: dict[str, object] = {FORM_TOKEN: {"type": "string", "description": words}}
    if page:
        words = "A UUID of yours: the same key and answers are one request, however often sent."
        more[IDEMPOTENCY_KEY] = {"type": "string", "format": "uuid", "description": words}
    schema = {
        "type": "object",
        "properties": {**{field.name: _field(field) for field in form.fields}, **more},
        "required": [field.name for field in form.fields if field.required],
    }
    made: dict[str, object] = {"reference": {"type": "string"}}
    if page:
        made["page"] = {"type": "string", "description": "The path of the private page: a key."}
    answer = {"type": "object", "properties": made, "required": [*made]}
    rejections = {status: _json(words, ERROR) for status, words in REJECTIONS.items()}
    return {
        "summary": summary,
        "description": form.consent.text,
        "requestBody": {"required": True, "content": {FORM_TYPE: {"schema": schema}}},
        "responses": {
            "201": _json("Stored.", answer),
            "303": {"description": "Stored; to the page that says so. Without Accept: JSON."},
            "422": _json("Answers that cannot be taken, by field.", ERRORS),
            **rejections,
        },
    }


def _field(field: QuoteField) -> dict[str, object]:
    """Return the schema of one answer; a text that may be left out may be empty, too."""
    words = f"{field.label} {field.hint}" if field.hint else field.label
    values = [option.value for option in field.options]
    if field.kind == "checkboxes":
        each = {"type": "string", "enum": values}
        least = 1 if field.required else 0
        return {"type": "array", "items": each, "minItems": least, "description": words}
    found: dict[str, object] = {"type": "string", "description": words}
    if values:
        found["enum"] = values if field.required else ["", *values]
    if field.kind in ("email", "date") and field.required:
        found["format"] = field.kind
    if field.required:
        found["minLength"] = field.min_length or 1
    if field.max_length:
        found["maxLength"] = field.max_length
    return found


def _json(words: str, schema: Mapping[str, object]) -> dict[str, object]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}
