"""The contract over HTTP for any bytes: never a 500, never a success without a row."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.form.definition import FORM_TOKEN, IDEMPOTENCY_KEY, QuoteForm
from tests.backend.conftest import ANSWERS, ORIGIN

Rows = Callable[[], list[dict[str, str]]]

# The fixtures are the same for every example: rows are compared before and after.
UNHURRIED = settings(
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

NAMES = [*ANSWERS, IDEMPOTENCY_KEY, FORM_TOKEN, "form_ref_b", "_next", "x"]
values = st.one_of(
    st.sampled_from([*ANSWERS.values(), "", " ", "soc-1", "\0", "\u202e", "x" * 3000]),
    st.text(max_size=50),
)
fields = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=5)), values))
header = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
content_types = st.one_of(st.just("application/x-www-form-urlencoded"), header)
origins = st.one_of(st.sampled_from([ORIGIN, "null", "https://evil.example"]), header, st.none())


@pytest.fixture
def unlimited(client_with: Any) -> Iterator[Any]:
    yield client_with(rate_limits=False)


def holds(response: Any, before: int, rows: Rows) -> None:
    """What the service promises about every answer to a POST."""
    status = response.status_code
    assert status in {201, 303, 400, 403, 413, 415, 422}
    assert response.headers["cache-control"] == "no-store"
    after = rows()
    if status == 201:
        reference = response.json()["reference"]
    elif status == 303:
        reference = response.headers["location"].rpartition("=")[2]
    else:
        assert len(after) == before
        if "json" in response.headers["content-type"]:
            assert len(response.json()) == 1
            assert set(response.json()) <= {"error", "errors"}
        return
    assert reference in {row["reference"] for row in after}


@UNHURRIED
@given(body=st.binary(max_size=300), content_type=content_types, json=st.booleans())
def test_any_bytes_are_answered_without_a_500(
    unlimited: Any, rows: Rows, body: bytes, content_type: str, json: bool
) -> None:
    response = unlimited.post(body, content_type=content_type, json=json)
    holds(response, len(rows()), rows)
    assert response.status_code >= 400


@UNHURRIED
@given(pairs=fields, json=st.booleans(), origin=origins)
def test_any_fields_are_answered_without_a_500(
    unlimited: Any, rows: Rows, pairs: list[tuple[str, str]], json: bool, origin: str | None
) -> None:
    before = len(rows())
    holds(unlimited.post(pairs, json=json, headers={"Origin": origin}), before, rows)


@UNHURRIED
@given(
    changes=st.dictionaries(st.sampled_from(NAMES), values, max_size=3),
    json=st.booleans(),
    origin=origins,
    forwarded=header,
)
def test_changed_answers_are_stored_or_named(
    unlimited: Any,
    rows: Rows,
    form: QuoteForm,
    changes: dict[str, str],
    json: bool,
    origin: str | None,
    forwarded: str,
) -> None:
    before = len(rows())
    headers = {"Origin": origin, "X-Forwarded-For": forwarded}
    response = unlimited.post(ANSWERS | changes, json=json, headers=headers)
    holds(response, before, rows)
    if response.status_code == 422 and json:
        known = {field.name for field in form.fields} | {IDEMPOTENCY_KEY}
        assert set(response.json()["errors"]) <= known


@UNHURRIED
@given(
    method=st.sampled_from(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]),
    path=st.sampled_from(
        [
            "/api/quotes",
            "/api/token",
            "/api/health",
            "/quotes/thanks/",
            "/api/x",
            "/api/introductions",
            "/api/requests/choose",
            "/api/requests/erased",
        ]
    ),
    query=header,
    body=st.binary(max_size=50),
)
def test_any_other_request_is_answered_and_stores_nothing(
    unlimited: Any, tmp_path: Path, rows: Rows, method: str, path: str, query: str, body: bytes
) -> None:
    response = unlimited.request(method, path, params={"reference": query}, content=body)
    assert response.status_code in {200, 404, 405}
    assert rows() == []


@UNHURRIED
@given(
    path=st.sampled_from(
        ["requests/choose", "requests/withdraw", "requests/erase", "introductions"]
    ),
    pairs=st.lists(
        st.tuples(st.sampled_from(["reference", "key", "firm", "agree", "answer"]), st.text()),
        max_size=5,
    ),
    origin=origins,
)
def test_any_fields_of_the_small_forms_are_answered(
    unlimited: Any, path: str, pairs: list[tuple[str, str]], origin: str | None
) -> None:
    sent = unlimited.post(
        [(name, value.encode("utf-8", "replace").decode()) for name, value in pairs],
        path=f"/api/{path}",
        headers={"Origin": origin},
    )
    assert sent.status_code in {403, 404}


@pytest.mark.parametrize(
    "choice",
    [{"stage": "soc-2"}, {"timeline": "soon"}, {"report_type": "type-3"}, {"needed_by": "soon"}],
)
def test_a_choice_that_is_not_offered_is_named_to_a_browser_too(
    unlimited: Any, rows: Rows, choice: dict[str, str]
) -> None:
    answers = {**ANSWERS, "report_type": "type-2", "stage": "ready", **choice}
    assert unlimited.post(answers, json=False).status_code == 422
    assert rows() == []
