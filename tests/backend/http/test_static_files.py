"""The built site as files: compressed copies, redirects without a host, the right headers."""

import gzip
import os
from dataclasses import replace
from pathlib import Path

import brotli
import pytest

from backend.app import create_app
from backend.config.settings import Settings
from backend.http.static_files import choose_encoding
from tests.backend.conftest import Client

TEXT = b"<h1>Home</h1>" + b" " * 600


@pytest.fixture
def client(settings: Settings) -> Client:
    page = settings.site_dir / "index.html"
    page.write_bytes(TEXT)
    page.with_name("index.html.br").write_bytes(brotli.compress(TEXT))
    page.with_name("index.html.gz").write_bytes(gzip.compress(TEXT))
    return Client(create_app(settings, with_site=True))


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR", "br"),
        ("*", "br"),
        ("identity", None),
        ("br;q=nonsense", None),
        ("", None),
    ],
)
def test_the_smallest_copy_that_a_browser_takes(
    client: Client, accept: str, coding: str | None
) -> None:
    answer = client.request("GET", "/", headers={"Accept-Encoding": accept})
    assert answer.headers.get("content-encoding") == coding
    assert answer.content == TEXT  # httpx unpacks it
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["vary"] == "Accept-Encoding"


def test_every_copy_has_its_own_etag_and_is_not_sent_again(client: Client) -> None:
    tags = {}
    for accept in ("br", "gzip", "identity"):
        tag = client.request("GET", "/", headers={"Accept-Encoding": accept}).headers["etag"]
        again = {"Accept-Encoding": accept, "If-None-Match": tag}
        answer = client.request("GET", "/", headers=again)
        assert (answer.status_code, answer.headers["etag"]) == (304, tag)
        tags[accept] = tag
    assert len(set(tags.values())) == 3


def test_head_says_what_get_would_send(client: Client) -> None:
    asked = {"Accept-Encoding": "br"}
    whole = client.request("GET", "/", headers=asked)
    head = client.request("HEAD", "/", headers=asked)
    assert head.content == b""
    assert head.headers["content-length"] == str(len(brotli.compress(TEXT)))
    assert head.headers["etag"] == whole.headers["etag"]


def test_a_copy_from_before_the_last_change_is_not_sent(client: Client, settings: Settings) -> None:
    copy = settings.site_dir / "index.html.br"
    os.utime(copy, (1, 1))
    answer = client.request("GET", "/", headers={"Accept-Encoding": "br, gzip"})
    assert answer.headers["content-encoding"] == "gzip"


def test_nothing_is_chosen_that_is_not_there() -> None:
    assert choose_encoding("br", []) is None


@pytest.mark.parametrize("path", ["/quotes", "//quotes", "///quotes"])
def test_a_redirect_names_no_host(client: Client, path: str, tmp_path: Path) -> None:
    answer = client.request("GET", f"http://site{path}?a=1", headers={"Host": "evil.example"})
    assert answer.status_code in {302, 307}
    assert answer.headers["location"] == "/quotes/?a=1"


@pytest.mark.parametrize("path", ["/quotes/thanks", "/api/quotes/", "/api/health/"])
def test_no_address_is_mended_by_the_router(client: Client, path: str) -> None:
    answer = client.request("GET", path, headers={"Host": "evil.example"})
    assert "evil" not in answer.headers.get("location", "")


def test_below_a_path_the_address_without_its_slash_leads_to_the_site(settings: Settings) -> None:
    below = Client(create_app(replace(settings, base_path="/soc/"), with_site=True))
    found = below.get("/soc")
    assert (found.status_code, found.headers["location"]) == (308, "/soc/")
    assert below.get("/soc/").status_code == 200
