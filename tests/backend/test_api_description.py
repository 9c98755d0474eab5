"""The OpenAPI document says what the service does: addresses, fields, answers."""

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from backend.app import create_app
from backend.config.settings import Settings
from backend.storage.connections import connect
from backend.storage.migrations import migrate
from model.exports import describe_api
from model.form import find_mistakes
from tests.backend.conftest import ANSWERS
from tests.data import load_data

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def described(client_with: Any) -> tuple[Any, dict[str, Any]]:
    """A client, and the document that it gets."""
    client = client_with(rate_limits=False)
    return client, client.request("GET", "/api/openapi.json").json()


def answer_of(document: dict[str, Any], path: str, method: str, response: Any) -> dict[str, Any]:
    """What the document says of an answer; none is undocumented."""
    found: dict[str, Any] = document["paths"][path][method]["responses"]
    return found[str(response.status_code)]


def test_it_is_of_the_version_that_tools_read(described: tuple[Any, dict[str, Any]]) -> None:
    _, document = described
    assert document["openapi"].startswith("3.1.")
    assert {"title", "version"} <= set(document["info"])


def test_a_request_that_fits_the_document_is_taken_as_it_says(
    described: tuple[Any, dict[str, Any]],
) -> None:
    client, document = described
    schema = document["paths"]["/quotes"]["post"]["requestBody"]["content"][FORM]["schema"]
    Draft202012Validator(schema).validate(ANSWERS)
    response = client.post(ANSWERS, json=True)
    said = answer_of(document, "/quotes", "post", response)
    Draft202012Validator(said["content"]["application/json"]["schema"]).validate(response.json())
    assert response.status_code == 201


@pytest.mark.parametrize("content_type", [FORM, "text/plain"])
def test_what_is_not_taken_is_answered_as_it_says(
    described: tuple[Any, dict[str, Any]], content_type: str
) -> None:
    client, document = described
    response = client.post([], content_type=content_type, json=True)
    said = answer_of(document, "/quotes", "post", response)
    assert response.status_code >= 400
    Draft202012Validator(said["content"]["application/json"]["schema"]).validate(response.json())


@pytest.mark.parametrize("path", ["/token", "/health", "/health/live"])
def test_what_is_asked_for_is_answered_as_it_says(
    described: tuple[Any, dict[str, Any]], path: str
) -> None:
    client, document = described
    response = client.request("GET", f"/api{path}")
    said = answer_of(document, path, "get", response)
    Draft202012Validator(said["content"]["application/json"]["schema"]).validate(response.json())


def test_each_field_that_the_form_needs_is_required() -> None:
    form = load_data().quote_form
    document: Any = describe_api("", "/", form, None)
    schema = document["paths"]["/quotes"]["post"]["requestBody"]["content"][FORM]["schema"]
    assert schema["required"] == [*find_mistakes(form, {})]


def test_the_form_of_firms_is_described_where_there_is_one() -> None:
    dataset = load_data()
    document: Any = describe_api("", "/", dataset.quote_form, dataset.application_form)
    schema = document["paths"]["/firms"]["post"]["requestBody"]["content"][FORM]["schema"]
    assert {field.name for field in dataset.application_form.form.fields} <= {*schema["properties"]}
    assert "/firms" not in describe_api("", "/", dataset.quote_form, None)["paths"]  # type: ignore[operator]


def test_every_address_is_one_of_the_service(settings: Settings, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'quotes.db'}"
    migrate(connect(url))
    app = create_app(settings)
    api = next(route for route in app.routes if getattr(route, "path", "") == "/api")
    served = {
        (route.path, method.lower())
        for route in api.routes or ()
        for method in getattr(route, "methods", None) or ()
    }
    dataset = load_data()
    document: Any = describe_api("", "/", dataset.quote_form, settings.applications)
    described = {(path, method) for path, found in document["paths"].items() for method in found}
    assert described <= served
