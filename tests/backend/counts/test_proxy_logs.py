"""Access logs as Caddy and nginx write them; the addresses in them are nobody's to keep."""

import gzip
import json
from pathlib import Path

import pytest

from backend.__main__ import main
from backend.cli.count_reports import UNSEEN
from backend.counts.hits import Count
from backend.counts.proxy_logs import count_logs
from tests.backend.counts.test_hits import READER

ADDRESS = "203.0.113.7"
NGINX = f'{ADDRESS} - - [27/Nov/2026:00:30:00 +0100] "GET %s HTTP/2.0" 200 512 "-" "{READER}"'
DAY = "2026-11-26"  # in UTC


def caddy(path: str, at: object = 1_795_736_400.5, **changes: object) -> str:
    request = {
        "remote_ip": ADDRESS,
        "client_ip": ADDRESS,
        "method": "GET",
        "uri": path,
        "headers": {"User-Agent": [READER]},
    }
    entry = {"level": "info", "ts": at, "logger": "http.log.access", "request": request}
    return json.dumps({**entry, "status": 200, **changes})


@pytest.fixture
def log(tmp_path: Path):
    def write(*lines: str, name: str = "access.log") -> Path:
        file = tmp_path / name
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return file

    return write


def test_nginx_lines_are_counted_by_day_in_utc(log):
    found = count_logs([log(NGINX % "/soc-1/", NGINX % "/soc-1/", NGINX % "/both/")], "/")
    assert found.counts == {
        (DAY, Count("page", "soc-1/")): 2,
        (DAY, Count("page", "both/")): 1,
    }


@pytest.mark.parametrize(
    "at", [1_795_736_400, 1_795_736_400.5, "2026-11-26T23:40:00.000Z", "2026-11-27T00:40:00+01:00"]
)
def test_caddy_lines_are_counted_whatever_their_time_looks_like(log, at):
    found = count_logs([log(caddy("/soc-1/", at))], "/")
    assert found.counts == {(DAY, Count("page", "soc-1/")): 1}


def test_several_logs_are_one_count_and_a_packed_one_is_read(log, tmp_path):
    packed = tmp_path / "access.log.1.gz"
    packed.write_bytes(gzip.compress((NGINX % "/soc-1/").encode()))
    found = count_logs([log(caddy("/soc-1/")), packed], "/")
    assert found.counts == {(DAY, Count("page", "soc-1/")): 2}


def test_a_quote_in_what_a_browser_calls_itself_is_read(log):
    line = NGINX.replace("Mozilla", r"A \"quoted\" Mozilla") % "/soc-1/"
    assert count_logs([log(line)], "/").unread == 0


@pytest.mark.parametrize(
    "line",
    [
        "not a log",
        "{",
        '{"level": "info", "msg": "serving"}',
        '{"request": "none", "ts": 1, "status": 200}',
        NGINX.replace("27/Nov", "99/Nov") % "/soc-1/",
    ],
)
def test_a_line_that_is_none_is_told_and_the_others_are_counted(log, line):
    found = count_logs([log(line, caddy("/soc-1/"))], "/")
    assert (found.unread, found.lines, found.counts.total()) == (1, 2, 1)


def test_the_command_prints_a_line_a_page_and_what_it_cannot_see(log, capsys):
    assert main(["counts", str(log(caddy("/soc-1/"), NGINX % "/soc-1/"))]) == 0
    out = capsys.readouterr().out
    assert [*out.splitlines()[0].split()] == [DAY, "page", "2", "/soc-1/"]
    assert UNSEEN in out


def test_the_command_prints_json_for_programs(log, capsys):
    assert main(["counts", "--json", str(log(caddy("/soc-1/")))]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line) == {"day": DAY, "kind": "page", "name": "soc-1/", "number": 1}


def test_the_command_fails_where_lines_are_unread(log, capsys):
    assert main(["counts", str(log("nothing", caddy("/soc-1/")))]) == 1
    out, err = capsys.readouterr()
    assert "/soc-1/" in out
    used, line = err.splitlines()
    assert used.startswith("database: ")
    assert "1 of 2 lines" in line


def test_nothing_of_who_asked_is_printed(log, capsys):
    file = log(caddy("/soc-1/?mine=1"), NGINX % "/both/?mine=1", "nothing")
    main(["counts", str(file)])
    main(["counts", "--json", str(file)])
    out, err = capsys.readouterr()
    assert not [word for word in (ADDRESS, "Mozilla", "mine") if word in out + err]


def test_a_log_that_is_not_there_is_one_line(tmp_path, capsys):
    assert main(["counts", str(tmp_path / "none.log")]) == 1
    used, line = capsys.readouterr().err.splitlines()
    assert used.startswith("database: ")
    assert "none.log: " in line
