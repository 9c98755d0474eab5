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
from backend.config.errors import BadSetting
from backend.config.settings import Settings, also_at
from backend.delivery.worker import Worker
from backend.http.header_timeout import PatientProtocol
from backend.http.security_headers import with_headers
from backend.intake.request_store import Store
from backend.introductions.messages import answer_days
from backend.jobs import housekeeping
from backend.notifications import deliverers
from backend.storage.connections import Unavailable, connect
from backend.storage.migrations import NewerDatabaseError

log = logging.getLogger(__name__)
# Seconds that the try at hand may still take when the server stops. It is repeated if it was cut.
LAST_TRY = 5


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the built site and the API until told to stop, and deliver what is due.

    Raises BadSetting if it cannot start, and NewerDatabaseError for a database of a later program.
    """
    if not (settings.site_dir / "index.html").is_file():
        raise BadSetting(f"there is no built site in {settings.site_dir}: run `make build` first")
    _log_to_stderr()
    with _listen(host, port) as listener:
        store = open_store(settings)
        _prepare(store)
        _serve_at(listener, settings, store, host)


def _serve_at(listener: socket.socket, settings: Settings, store: Store, host: str) -> None:
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}{settings.base_path}"
    app = create_app(also_at(settings, address), store=store, with_site=True)
    config = uvicorn.Config(
        with_headers(app, settings.site_dir),
        http=PatientProtocol,
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
    with _delivering(worker_of(settings)) if settings.worker else nullcontext():
        uvicorn.Server(config).run(sockets=[listener])


def work(settings: Settings) -> None:
    """Deliver what is due until told to stop, without serving anything."""
    _log_to_stderr()
    _prepare(Store(connect(settings.database_url), settings.form))
    worker = worker_of(settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    log.info("the worker is at work")
    worker.run()


def worker_of(settings: Settings) -> Worker:
    """Return the worker of these settings, with a connection of its own."""
    if not settings.mail:
        log.warning("QUOTES_SMTP_URL is not set: nobody is told of requests, and they wait")
    engine = connect(settings.database_url, pooled=True)
    tidy = housekeeping(settings.keep, answer_days=answer_days(settings.matcher))
    return Worker(engine, deliverers(settings, engine), tidy)


@contextmanager
def _delivering(worker: Worker) -> Iterator[None]:
    thread = threading.Thread(target=worker.run, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join(LAST_TRY)


def _prepare(store: Store) -> None:
    """Migrate at the start. A database that is away now may be there for the first request."""
    try:
        store.prepare()
    except NewerDatabaseError:
        raise
    except Unavailable:
        return  # logged by the store


def _log_to_stderr() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise BadSetting(f"cannot listen at {host} port {port}: {error.strerror}") from None
