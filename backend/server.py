"""The production server: uvicorn, one process, with the worker beside it.

`serve` and `run_worker` are the two processes of a deployment; both check and migrate the database
before they begin.
"""

import logging
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import uvicorn

from backend.app import create_app
from backend.config.errors import SettingError
from backend.config.logs import log_to_stderr
from backend.config.settings import Settings, allow_pages_at
from backend.delivery import Worker, WorkerGroup, kept_connection
from backend.http.connection_guard import GuardedProtocol, raise_descriptor_limit
from backend.http.security_headers import with_security_headers
from backend.jobs import build_housekeeping
from backend.matching import Matcher, refuse_real_requests
from backend.metrics import start_metrics
from backend.notifications import build_deliverers, channel_of, digest_kinds
from backend.storage.connections import UnavailableError, connect
from backend.storage.database import Database
from backend.storage.migrations import MovedDatabaseError, NewerDatabaseError
from backend.storage.service_key import KeyFileError
from model.dataset import Dataset

log = logging.getLogger(__name__)
# Seconds that the attempt at hand may still take when the server stops. It is repeated if cut.
SHUTDOWN_TIMEOUT = 5
STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT}


def serve(
    settings: Settings,
    matcher: Matcher | None,
    host: str,
    port: int,
    dataset: Dataset | None = None,
) -> None:
    """Serve the built site and the API until told to stop, and deliver what is due.

    Raises SettingError if it cannot start, NewerDatabaseError for a database of a later program,
    KeyFileError without its key.
    """
    if not (settings.site_dir / "index.html").is_file():
        raise SettingError(f"there is no built site in {settings.site_dir}: run `make build` first")
    log_to_stderr(as_json=settings.log_json)
    with _listen(host, port) as listener:
        database = _open_database(settings)
        start_metrics(settings)
        try:
            _serve_at(listener, settings, matcher, database, host, dataset)
        finally:
            database.close()


def _serve_at(  # noqa: PLR0913, PLR0917 - what a server is made of
    listener: socket.socket,
    settings: Settings,
    matcher: Matcher | None,
    database: Database,
    host: str,
    dataset: Dataset | None,
) -> None:
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}{settings.base_path}"
    with_address = allow_pages_at(settings, address)
    app = create_app(with_address, matcher, database=database, with_site=True, dataset=dataset)
    GuardedProtocol.most_connections, backlog = raise_descriptor_limit()
    config = uvicorn.Config(
        with_security_headers(app, settings.site_dir),
        http=GuardedProtocol,
        backlog=backlog,
        log_config=None,
        # Addresses, also of pages with answers in the query string, are nobody's to keep.
        access_log=False,
        server_header=False,
        # backend/http/client_ip.py reads X-Forwarded-For, and believes only named proxies.
        proxy_headers=False,
        forwarded_allow_ips="",
    )
    log.info("serving %s", address)
    # uvicorn stops at a signal and passes it on to whoever handled it before: end in good order.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with _delivering(build_worker(settings, matcher)) if settings.worker else nullcontext():
        uvicorn.Server(config).run(sockets=[listener])


def run_worker(settings: Settings, matcher: Matcher | None) -> None:
    """Deliver what is due until told to stop, without serving anything."""
    log_to_stderr(as_json=settings.log_json)
    _open_database(settings).close()
    # Blocked before any thread starts, so that a signal waits until it is taken. A handler would be
    # lost where the signal comes just before the main thread begins to wait for the others.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    start_metrics(settings)
    worker = build_worker(settings, matcher)
    with _delivering(worker, timeout=None):
        log.info("the worker is at work")
        signal.sigwait(STOP_SIGNALS)


def build_worker(settings: Settings, matcher: Matcher | None) -> WorkerGroup:
    """Return the workers of these settings: one for each channel, and one that tidies up."""
    if not settings.mail:
        log.warning("QUOTES_SMTP_URL is not set: nobody is told of requests, and they wait")
    engine = connect(settings.database_url, pooled=True)
    tidy = build_housekeeping(
        settings.retention,
        answer_days=settings.answer_days,
        digests=digest_kinds(settings),
        matcher=matcher,
    )
    deliver = build_deliverers(settings, engine, matcher=matcher)
    mails = {kind: how for kind, how in deliver.items() if channel_of(kind) == "mail"}
    others = {kind: how for kind, how in deliver.items() if kind not in mails}
    workers = [Worker(engine, {}, tidy), Worker(engine, mails, burst=kept_connection)]
    workers += [Worker(engine, others)] if others else []
    return WorkerGroup(workers, engine.dispose)


@contextmanager
def _delivering(worker: WorkerGroup, timeout: float | None = SHUTDOWN_TIMEOUT) -> Iterator[None]:
    thread = threading.Thread(target=worker.run, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join(timeout)


def _open_database(settings: Settings) -> Database:
    """Return the database, migrated; one that is away now may be there for the first request.

    Raises SettingError for a demonstration over real requests, before anything is changed, whether
    or not this process delivers.
    """
    engine = connect(settings.database_url, pooled=True)
    if settings.demonstration:
        refuse_real_requests(engine)
    database = Database(engine)
    try:
        database.prepare()
    except (NewerDatabaseError, MovedDatabaseError, KeyFileError):
        raise
    except UnavailableError:
        pass  # logged by the database
    return database


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        made = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise SettingError(f"cannot listen at {host} port {port}: {error.strerror}") from None
    # asyncio sets TCP_NODELAY only on what names its protocol. Without it the second packet of an
    # answer waits 40 ms for the first one's acknowledgement.
    return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, made.detach())
