"""What no longer answers or has moved is told; asked is politely, and nothing fails a build."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pytest
import yaml

from model.content import Source
from model.dataset import ROOT
from tools.source_links import FAILURES, FRESH, LinkStatus, check_links, report, run

TODAY = date(2026, 11, 27)
PATHS = {
    "/here": (200, None),
    "/gone": (404, None),
    "/broken": (500, None),
    "/closed": (403, None),
    "/moved": (301, "/here"),
    "/for-now": (302, "/here"),
    "/slash": (301, "/slash/"),
    "/slash/": (200, None),
    "/loop": (301, "/loop"),
}


class Handler(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.server.asked.append((time.monotonic(), self.command, self.path, self.headers))
        status, location = PATHS.get(self.path, (404, None))
        if self.path == "/no-head":
            status = 200 if self.command == "GET" else 405
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815 - the name that http.server asks for

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def host() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked = []
    server.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def source(number: int, url: str) -> Source:
    return Source(id=f"V{number:02}", title="x", publisher="x", url=url, tier=3,
                  read="2026-11-22", extent="excerpt")  # fmt: skip


def told(host, path, *, cache=None, today=TODAY) -> tuple[list[str], dict[str, LinkStatus]]:
    url = host.address + path
    answers = check_links([url, host.address + "/here"], cache or {}, "agent/1", today, 0)
    return list(report([source(1, url), source(2, host.address + "/here")], answers)), answers


def test_a_source_that_is_gone_is_told(host):
    assert told(host, "/gone")[0] == [f"- V01: is gone (404): {host.address}/gone"]


def test_a_source_that_has_moved_for_good_is_told_with_its_new_address(host):
    assert told(host, "/moved")[0] == [
        f"- V01: has moved to {host.address}/here from {host.address}/moved"
    ]


@pytest.mark.parametrize("path", ["/here", "/for-now", "/slash", "/no-head"])
def test_a_source_that_answers_is_not_told(host, path):
    assert told(host, path)[0] == []


def test_a_host_that_is_down_for_once_is_not_told(host):
    lines, answers = told(host, "/broken")
    assert lines == []
    for week in range(1, FAILURES):
        lines, answers = told(host, "/broken", cache=answers, today=TODAY + timedelta(weeks=week))
    assert lines == [
        f"- V01: did not answer {FAILURES} times (500 Internal Server Error): {host.address}/broken"
    ]


def test_two_runs_on_a_day_count_once(host):
    _, answers = told(host, "/broken")
    assert told(host, "/broken", cache=answers)[0] == []


def test_a_circle_of_redirects_ends(host):
    assert "redirects" in told(host, "/loop")[1][f"{host.address}/loop"].why


def test_a_host_that_lets_no_program_look_is_counted(host):
    assert told(host, "/closed")[0][-1].startswith("1 addresses do not let programs look")


def test_what_answered_lately_is_not_asked_again(host):
    _, answers = told(host, "/for-now")
    count = len(host.asked)
    told(host, "/for-now", cache=answers, today=TODAY + FRESH)
    assert len(host.asked) == count
    told(host, "/for-now", cache=answers, today=TODAY + FRESH + timedelta(days=1))
    assert len(host.asked) > count


def test_it_says_who_asks_and_asks_for_the_head_alone(host):
    told(host, "/here")
    assert {(command, headers["User-Agent"]) for _, command, _, headers in host.asked} == {
        ("HEAD", "agent/1")
    }


def test_a_host_is_asked_one_at_a_time_with_a_pause(host):
    urls = [host.address + path for path in ("/here", "/slash/", "/closed-to-none")]
    check_links(urls, {}, "agent/1", TODAY, 0.2)
    heads = [moment for moment, command, *_ in host.asked if command == "HEAD"]
    assert all(after - before >= 0.2 for before, after in pairwise(heads))


def test_without_any_answer_nothing_is_said_of_the_sources():
    answers = check_links(["http://127.0.0.1:9/x"], {}, "agent/1", TODAY, 0)
    (line,) = report([source(1, "http://127.0.0.1:9/x")], answers)
    assert "no network" in line


def test_a_run_keeps_what_it_learned_and_bears_a_broken_cache(host, tmp_path):
    cache = tmp_path / "var" / "links.json"
    cache.parent.mkdir()
    cache.write_text("{broken", "utf-8")
    gone = source(1, f"{host.address}/gone")
    assert "is gone" in next(run([gone], "https://site.example/", cache, 0))
    assert list(json.loads(cache.read_text("utf-8"))) == [gone.url]


def test_the_workflow_of_each_week_keeps_the_cache_and_cannot_stop_a_build():
    workflow = yaml.safe_load((ROOT / ".github/workflows/sources.yml").read_text("utf-8"))
    assert set(workflow[True]) == {"schedule", "workflow_dispatch"}
    steps = str(workflow["jobs"])
    assert "actions/cache" in steps
    assert "tools.source_links" in steps
