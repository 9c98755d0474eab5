"""The production server: uvicorn, one process."""

import logging
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import uvicorn

from backend.app import create_app, open_store
from backend.config.errors import SettingError
from backend.config.settings import Settings, allow_pages_at
from backend.delivery.worker import Worker
from backend.http.header_timeout import HeaderTimeoutProtocol
from backend.http.security_headers import with_security_headers
from backend.intake.request_store import Store
from backend.introductions.messages import answer_days
from backend.jobs import build_housekeeping
from backend.notifications import build_deliverers
from backend.storage.connections import UnavailableError, connect
from backend.storage.migrations import NewerDatabaseError

log = logging.getLogger(__name__)
# Seconds that the try at hand may still take when the server stops. It is repeated if it was cut.
SHUTDOWN_TIMEOUT = 5


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the built site and the API until told to stop, and deliver what is due.

    Raises SettingError if it cannot start, NewerDatabaseError for a database of a later program.
    """
    if not (settings.site_dir / "index.html").is_file():
        raise SettingError(f"there is no built site in {settings.site_dir}: run `make build` first")
    _log_to_stderr()
    with _listen(host, port) as listener:
        store = open_store(settings)
        _prepare(store)
        _serve_at(listener, settings, store, host)


def _serve_at(listener: socket.socket, settings: Settings, store: Store, host: str) -> None:
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}{settings.base_path}"
    app = create_app(allow_pages_at(settings, address), store=store, with_site=True)
    config = uvicorn.Config(
        with_security_headers(app, settings.site_dir),
        http=HeaderTimeoutProtocol,
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
    with _delivering(build_worker(settings)) if settings.worker else nullcontext():
        uvicorn.Server(config).run(sockets=[listener])


def run_worker(settings: Settings) -> None:
    """Deliver what is due until told to stop, without serving anything."""
    _log_to_stderr()
    _prepare(Store(connect(settings.database_url), settings.form))
    worker = build_worker(settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    log.info("the worker is at work")
    worker.run()


def build_worker(settings: Settings) -> Worker:
    """Return the worker of these settings, with a connection of its own."""
    if not settings.mail:
        log.warning("QUOTES_SMTP_URL is not set: nobody is told of requests, and they wait")
    engine = connect(settings.database_url, pooled=True)
    tidy = build_housekeeping(settings.keep, answer_days=answer_days(settings.matcher))
    return Worker(engine, build_deliverers(settings, engine), tidy)


@contextmanager
def _delivering(worker: Worker) -> Iterator[None]:
    thread = threading.Thread(target=worker.run, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join(SHUTDOWN_TIMEOUT)


def _prepare(store: Store) -> None:
    """Migrate at the start. A database that is away now may be there for the first request."""
    try:
        store.prepare()
    except NewerDatabaseError:
        raise
    except UnavailableError:
        return  # logged by the store


def _log_to_stderr() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise SettingError(f"cannot listen at {host} port {port}: {error.strerror}") from None
