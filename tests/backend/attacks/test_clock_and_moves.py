"""A clock that jumps both ways, and migrations while buyers post: real servers."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from backend.storage.connections import connect
from tests.backend.attacks.processes import command, environment, serving, wait_until
from tests.backend.attacks.test_database_faults import Buyers, pending, stored
from tests.backend.bulk_requests import copy_newest_request
from tests.backend.conftest import new_database
from tests.backend.smtp_server import Handler, mail_server
from tests.backend.storage.test_migrations import SHAPES, load_file

Answers = dict[str, str]
# A server whose clock is so many days off, before anything of ours has read it.
SHIFTED = """
import sys, time
from datetime import datetime, timedelta
from backend.storage import clock
off = timedelta(days=float(sys.argv[1]))
class Shifted(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + off
clock.datetime = Shifted
real = time.time
time.time = lambda: real() + off.total_seconds()
from backend.__main__ import main
sys.exit(main(sys.argv[2:]))
"""


def shifted(days: int) -> tuple[str, ...]:
    return ("-c", SHIFTED, str(days), "serve", "--port", "0")


def named(handler: Handler) -> set[str]:
    """The references in the subjects of the mails that arrived."""
    return {str(message["Subject"]).split()[-1] for message in handler.messages}


@pytest.mark.nightly
@pytest.mark.parametrize("days", [-200, 200])
def test_a_clock_that_jumps_forgets_nobody_and_keeps_no_mail_waiting(
    tmp_path: Path, site_dir: Path, answers: Answers, days: int
) -> None:
    handler = Handler()
    with mail_server(handler) as port:
        environ = environment(
            tmp_path,
            site_dir,
            QUOTES_SMTP_URL=f"smtp://127.0.0.1:{port}",
            QUOTES_NOTIFY_TO="operator@site.test",
        )
        url = environ["QUOTES_DATABASE_URL"]
        with serving(environ, tmp_path / "right") as server:
            given = [server.post(answers).json()["reference"]]
            wait_until(lambda: set(given) <= named(handler))
            # What is killed while it is sent keeps its lease, which is another test's matter.
            wait_until(lambda: not pending(url))
        handler.answers["RCPT"] = "451 later"
        with serving(environ, tmp_path / "wrong", *shifted(days)) as server:
            later = answers | {"email": "later@example.com"}
            given.append(server.post(later).json()["reference"])
            wait_until(lambda: 0 < pending(url) == server.read_log().count("try 1 failed"))
        handler.answers["RCPT"] = "250 OK"
        with serving(environ, tmp_path / "right-again"):
            wait_until(lambda: set(given) <= named(handler))
            wait_until(lambda: not pending(url))
        assert set(given) == stored(url)


@pytest.mark.nightly
def test_servers_that_start_over_an_older_database_migrate_it_once_and_lose_nothing(
    tmp_path: Path, site_dir: Path, answers: Answers
) -> None:
    environ = environment(tmp_path, site_dir, QUOTES_WORKER="off")
    url = environ["QUOTES_DATABASE_URL"]
    file = Path(make_url(url).database or "")
    file.parent.mkdir()
    load_file(file, SHAPES[-1])
    before = stored(url)
    with (
        serving(environ, tmp_path / "one") as one,
        serving(environ, tmp_path / "two") as two,
        Buyers([one, two], answers) as buyers,
    ):
        wait_until(lambda: len(buyers.given) > 4)
    assert before
    assert buyers.statuses == {201}
    assert before | set(buyers.given) == stored(url)


@pytest.mark.nightly
@pytest.mark.parametrize("way", ["to-postgresql", "to-sqlite"])
def test_a_move_under_load_loses_nobody_who_was_answered(
    tmp_path: Path, site_dir: Path, postgres: str, answers: Answers, way: str
) -> None:
    file = f"sqlite:///{tmp_path / 'quotes.db'}"
    with new_database(postgres) as server_url:
        source, target = (file, server_url) if way == "to-postgresql" else (server_url, file)
        environ = environment(tmp_path, site_dir, QUOTES_DATABASE_URL=source, QUOTES_WORKER="off")
        with serving(environ, tmp_path / "old") as server:
            server.post(answers)
            copy_newest_request(connect(source), 5_000)
            with Buyers([server], answers) as buyers:
                wait_until(lambda: len(buyers.given) > 5)
                done = command(environ, "migrate", "--to", target)
                assert done.returncode == 0, done.stderr
                wait_until(lambda: 503 in buyers.statuses, explain=server.last_words)
        assert set(buyers.given) <= stored(target)
        environ["QUOTES_DATABASE_URL"] = target
        with serving(environ, tmp_path / "new") as server:
            assert server.post(answers | {"email": "new@example.com"}).status_code == 201
