"""The server sends the headers that publishing wrote."""

import json
import logging

import httpx
import pytest
from a2wsgi import ASGIMiddleware
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from backend.http.security_headers import with_security_headers

DESCRIBED = {
    "all": {"X-Content-Type-Options": "nosniff"},
    "policies": {"page": "for a page", "framed": "in a frame", "file": "for a file"},
    "framed": {"below": "/embed/"},
    "forever": {"below": ["/assets/css/"], "cache": "immutable"},
    "otherwise": {"cache": "no-cache"},
}


def client_of(app):
    return httpx.Client(transport=httpx.WSGITransport(ASGIMiddleware(app)), base_url="http://site")


def answer(request):
    if request.url.path.endswith("/"):
        return HTMLResponse("x")
    if request.url.path == "/not-modified":
        return Response(status_code=304)
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


def test_every_answer_has_the_headers(client):
    headers = client.get("/soc-1/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/soc-1/", "for a page"),
        ("/embed/comparison/", "in a frame"),
        ("/embed/picture.png", "for a file"),
        ("/search/index.json", "for a file"),
    ],
)
def test_the_policy_goes_by_what_the_answer_is_and_where(client, path, policy):
    assert client.get(path).headers["Content-Security-Policy"] == policy


def test_a_page_that_was_not_modified_keeps_the_policy_it_came_with(client):
    headers = client.get("/not-modified").headers
    assert "Content-Security-Policy" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff"


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
