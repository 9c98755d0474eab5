"""Counts a day of what requests show by themselves, without watching anybody.

- `hits`: which requests count, and as what: pages, questions, outcomes, forms that were sent
- `proxy_logs`: the same from access logs of Caddy and nginx
- `request_counter`: the same from requests that this service answers, kept in the database by day

Nothing is added to pages for it, and nothing of who asked is kept: neither address nor browser. It
must not know more of a request than a log's line would say.
"""

from backend.counts.hits import Count, Hit, classify
from backend.counts.proxy_logs import LogCounts, count_logs
from backend.counts.request_counter import CountingMiddleware, RequestCounter, read_counts

__all__ = [
    "Count",
    "CountingMiddleware",
    "Hit",
    "LogCounts",
    "RequestCounter",
    "classify",
    "count_logs",
    "read_counts",
]
