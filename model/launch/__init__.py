"""Whether the site can go live: what data, pages and settings decide, without a network.

- `checks`: a check with its verdict, hint and stable id; checks that are silenced with a reason
- `placeholders`: names that never resolve, and texts that stand in for others
- `content`: the checks of data, pages and settings

`python -m model launch`, publishing and the backend's `launch` use it. Prints nothing, and never
says what a setting holds.
"""

from model.launch.checks import Check, Verdict, count_open, format_checks, silence
from model.launch.content import check_content
from model.launch.placeholders import is_reserved

__all__ = [
    "Check",
    "Verdict",
    "check_content",
    "count_open",
    "format_checks",
    "is_reserved",
    "silence",
]
