"""Firms that ask to be listed: `POST /api/firms` becomes a row, and a row the draft of a record.

- `views`: the endpoints: take an application, say that it was taken
- `store`: applications in the database: stored once, listed, found

The form is that of `model/form/application.py`, the guard that of `intake/`, without a second copy
of either. Nothing here lists a firm: a person puts the checked draft into data/firms.yml.
"""

from backend.applications.store import (
    Application,
    ApplicationStore,
    find_application,
    is_application,
    iterate_applications,
)
from backend.applications.views import ApplicationViews

__all__ = [
    "Application",
    "ApplicationStore",
    "ApplicationViews",
    "find_application",
    "is_application",
    "iterate_applications",
]
