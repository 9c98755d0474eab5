"""The log: lines for people, or one line of JSON an event for programs; nothing personal in either.

What is logged names references, kinds and states. The words of an error are left out of the JSON,
since they could repeat what somebody wrote.
"""

import json
import logging
from datetime import UTC, datetime
from traceback import format_tb

TEXT = "%(asctime)s %(levelname)s %(message)s"


class JsonFormatter(logging.Formatter):
    """One JSON object: `at`, `level`, `logger`, `message`; `error` and `where` for an exception."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {
            "at": at.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = "".join(format_tb(record.exc_info[2]))
        return json.dumps(line, ensure_ascii=False)


def log_to_stderr(*, as_json: bool) -> None:
    """Send everything from INFO on to the standard error."""
    logging.basicConfig(level=logging.INFO, format=TEXT)
    if as_json:
        for handler in logging.getLogger().handlers:
            handler.setFormatter(JsonFormatter())
