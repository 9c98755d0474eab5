"""The server sends the headers that publishing computed."""

import json
import logging

import httpx
import pytest
from a2wsgi import ASGIMiddleware
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from backend.http.security_headers import with_security_headers

DESCRIBED = {
    "all": {"X-Content-Type-Options": "nosniff"},
    "policy": "default-src 'none'",
    "policies": {"/quotes/": "default-src 'self'"},
    "forever": {"below": ["/assets/css/"], "cache": "immutable"},
    "otherwise": {"cache": "no-cache"},
}


def client_of(app):
    return httpx.Client(transport=httpx.WSGITransport(ASGIMiddleware(app)), base_url="http://site")


def answer(request):
    return PlainTextResponse(
        "x", headers={"Cache-Control": "no-store"} if "api" in str(request.url) else {}
    )


@pytest.fixture
def client(tmp_path):
    folder = tmp_path / "site.headers"
    folder.mkdir()
    (folder / "headers.json").write_text(json.dumps(DESCRIBED))
    app = Starlette(routes=[Route("/{path:path}", answer)])
    return client_of(with_security_headers(app, tmp_path / "site"))


def test_every_answer_has_the_headers_and_the_policy(client):
    headers = client.get("/soc-1/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'"
    assert headers["Cache-Control"] == "no-cache"


def test_a_page_with_a_policy_of_its_own_has_that(client):
    assert client.get("/quotes/").headers["Content-Security-Policy"] == "default-src 'self'"


def test_files_named_by_their_content_are_kept_for_long(client):
    assert client.get("/assets/css/a.css").headers["Cache-Control"] == "immutable"


def test_a_header_of_the_answer_itself_stays(client):
    assert client.get("/api/quotes").headers["Cache-Control"] == "no-store"


def test_a_site_that_is_not_published_is_served_with_a_warning(tmp_path, caplog):
    app = Starlette(routes=[Route("/{path:path}", answer)])
    with caplog.at_level(logging.WARNING):
        client = client_of(with_security_headers(app, tmp_path / "site"))
    assert "Content-Security-Policy" not in client.get("/").headers
    assert "run `make build`" in caplog.text
