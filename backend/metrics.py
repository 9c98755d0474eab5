"""What Prometheus reads: `/metrics` at a loopback port of its own, as text.

Counts of requests and mails are looked up when somebody asks, so that several processes agree;
refusals and seconds of steps are those of this process. No value says anything about a person.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from sqlalchemy import Engine, func, select

from backend.config.errors import SettingError
from backend.config.process_metrics import measures
from backend.config.settings import Settings
from backend.delivery import QUARANTINED, RECEIVED
from backend.digest import BackupRecord, count_by, read_backup_record
from backend.storage.clock import timestamp, utc_now
from backend.storage.connections import (
    UnavailableError,
    connect,
    read_transaction,
    translate_errors,
)
from backend.storage.tables import notifications, submissions

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
PATH = "/metrics"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
HELP = {
    "quotes_database_up": "1 where the database answers.",
    "quotes_requests": "Requests that are kept, by status; quarantined ones are set aside.",
    "quotes_notifications": "Mails and other notifications, by state; dead ones were given up.",
    "quotes_notification_overdue_seconds": "How long the oldest notification has been due.",
    "quotes_backup_age_seconds": "Age of the newest backup.",
    "quotes_backup_failed": "1 where the last backup failed.",
    "quotes_refused_total": "Forms that this process did not take, by status.",
    "quotes_step_seconds": "Seconds that this process took for each step.",
}
COUNTERS = {"quotes_refused_total": "counter", "quotes_step_seconds": "summary"}

Sample = tuple[str, Mapping[str, str], float]


def start_metrics(settings: Settings) -> None:
    """Serve the metrics on a thread, where a port is set. Raises SettingError if it is taken."""
    if settings.metrics_port is None:
        return
    engine = connect(settings.database_url)
    handler = _handler(lambda: render_metrics(engine, utc_now()))
    try:
        server = ThreadingHTTPServer((LOOPBACK, settings.metrics_port), handler)
    except OSError as error:
        raise SettingError(
            f"QUOTES_METRICS_PORT: cannot listen at {LOOPBACK} port {settings.metrics_port}:"
            f" {error.strerror}"
        ) from None
    Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    log.info("metrics at http://%s:%d%s", LOOPBACK, server.server_address[1], PATH)


def render_metrics(engine: Engine, now: datetime) -> str:
    """Return all metrics in Prometheus's text format."""
    samples = [*_database_samples(engine, now), *_process_samples()]
    lines: list[str] = []
    described = ""
    for name, labels, value in samples:
        family = next(each for each in HELP if name.startswith(each))
        if family != described:
            lines.append(f"# HELP {family} {HELP[family]}")
            lines.append(f"# TYPE {family} {COUNTERS.get(family, 'gauge')}")
            described = family
        inner = ",".join(f'{key}="{text}"' for key, text in labels.items())
        lines.append(f"{name}{{{inner}}} {value:g}" if inner else f"{name} {value:g}")
    return "\n".join(lines) + "\n"


def _database_samples(engine: Engine, now: datetime) -> Iterator[Sample]:
    try:
        with translate_errors(), read_transaction(engine) as connection:
            requests = count_by(connection, submissions.c.status)
            states = count_by(connection, notifications.c.state)
            moment = timestamp(now)
            due = (notifications.c.state == "pending", notifications.c.next_at <= moment)
            oldest = connection.scalar(select(func.min(notifications.c.next_at)).where(*due))
            backups = read_backup_record(connection)
    except UnavailableError:
        yield "quotes_database_up", {}, 0
        return
    yield "quotes_database_up", {}, 1
    for status in (RECEIVED, QUARANTINED):
        yield "quotes_requests", {"status": status}, requests[status]
    for state in ("pending", "held", "sent", "dead", "cancelled"):
        yield "quotes_notifications", {"state": state}, states[state]
    overdue = (now - datetime.fromisoformat(oldest)).total_seconds() if oldest else 0
    yield "quotes_notification_overdue_seconds", {}, overdue
    yield from _backup_samples(backups, now)


def _backup_samples(record: BackupRecord, now: datetime) -> Iterator[Sample]:
    if record.made_at:
        age = (now - datetime.fromisoformat(record.made_at)).total_seconds()
        yield "quotes_backup_age_seconds", {}, age
    yield "quotes_backup_failed", {}, float(bool(record.problem))


def _process_samples() -> Iterator[Sample]:
    for status, count in sorted(measures.refused().items()):
        yield "quotes_refused_total", {"status": str(status)}, count
    for step, (count, seconds) in sorted(measures.steps().items()):
        yield "quotes_step_seconds_count", {"step": step}, count
        yield "quotes_step_seconds_sum", {"step": step}, seconds


def _handler(render: Callable[[], str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers one address and logs nothing."""

        def do_GET(self) -> None:
            """Return the metrics."""
            if self.path != PATH:
                self.send_error(404)
                return
            body = render().encode()
            self.send_response(200)
            self.send_header("Content-Type", CONTENT_TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    return Handler
