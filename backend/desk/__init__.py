"""The operator's desk: requests in the browser, at `/desk/`, for who is named in the settings.

- `views`: the desk's addresses, and what each form does
- `access`: authentication by cookie or a trusted proxy's header; CSRF tokens
- `sign_in`: links, codes and sessions in their tables
- `inbox`: filters of the address, their query, and what the table shows
- `request_page`: what is shown of one request
- `acts`: state, notes, erasure, a firm's answer, each with who did it
- `commands`: `python -m backend desk link` and `sign-out`
- `application_pages`: firms that ask to be listed, one with the draft of its record
- `counts_page`: counts by day
- `firm_list`: firms with what is due for a check; mails that were given up

`backend/app.py` takes the views, `backend/notifications.py` mails the links, `backend/jobs.py`
forgets what has ended, and the command line prints a link. An act calls what the buyer's page or a
command calls, so it keeps the same promises; nothing is changed by a GET.
"""

from backend.desk.commands import desk_commands
from backend.desk.sign_in import find_mailed, prune_desk
from backend.desk.views import DeskViews

__all__ = [
    "DeskViews",
    "desk_commands",
    "find_mailed",
    "prune_desk",
]
