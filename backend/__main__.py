"""Command line: `python -m backend serve | requests list | requests show`."""

import argparse
import os
import sys

from backend.database import Unavailable
from backend.records import as_card, as_json, as_table, stored_requests
from backend.server import serve
from backend.settings import BadSetting, database_url, from_environment
from model.problems import DataProblems


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 fine, 1 not possible, 2 bad arguments."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "serve":
            serve(from_environment(os.environ), options.host, options.port)
            return 0
        if options.action == "list":
            return _list(options.json)
        return _show(options.reference, options.json)
    except (BadSetting, DataProblems) as error:
        print(error, file=sys.stderr)
    except Unavailable as error:
        print(f"the database is not available: {error}", file=sys.stderr)
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m backend", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    server = commands.add_parser("serve", help="serve the built site and take quote requests")
    server.add_argument("--port", type=_port, required=True, help="0: any free one")
    server.add_argument("--host", default="127.0.0.1", help="address to listen at")
    requests = commands.add_parser("requests", help="read the stored quote requests")
    actions = requests.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="all requests, oldest first")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    show = actions.add_parser("show", help="every answer of one request")
    show.add_argument("reference", help="such as Q-7F3K-2M9X-4TQP")
    show.add_argument("--json", action="store_true", help="one JSON object")
    return parser


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return port


def _list(json: bool) -> int:
    requests = stored_requests(database_url(os.environ))
    if json:
        for request in requests:
            print(as_json(request))
    else:
        print(as_table(requests) if requests else "No requests yet.")
    return 0


def _show(reference: str, json: bool) -> int:
    found = stored_requests(database_url(os.environ), reference.strip().upper())
    if not found:
        print(f"there is no request {reference}", file=sys.stderr)
        return 1
    print(as_json(found[0]) if json else as_card(found[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
