"""The production server: uvicorn, one process."""

import logging
import socket

import uvicorn

from backend.app import create_app
from backend.settings import BadSetting, Settings


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the built site and the API until told to stop. Raises BadSetting if it cannot start."""
    if not (settings.site_dir / "index.html").is_file():
        raise BadSetting(f"there is no built site in {settings.site_dir}: run `make build` first")
    app = create_app(settings, with_site=True)
    listener = _listen(host, port)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    config = uvicorn.Config(
        app,
        log_config=None,
        # Addresses, also of pages with answers in the query string, are nobody's to keep.
        access_log=False,
        server_header=False,
        # Nobody in front is trusted: whoever sends X-Forwarded-For is not believed.
        proxy_headers=False,
        forwarded_allow_ips="",
    )
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}{settings.base_path}"
    logging.getLogger(__name__).info("serving %s", address)
    uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise BadSetting(f"cannot listen at {host} port {port}: {error.strerror}") from None
