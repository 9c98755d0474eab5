"""Private web pages of buyers and firms: what they see, and what their buttons do.

- `base_view`: small forms and uncached pages, common to both
- `buyer_views`: the buyer's addresses: page, choose, edit, share, download, withdraw, erase; by key
- `buyer_page`: what the buyer's page shows, as the context of its template
- `progress`: the steps of a request with their times, and how it stands in one sentence
- `firm_table`: firms side by side: what differs in rows, what is the same in one line
- `edit_form`: the questions of the form on that page, to change the answers
- `confirmation`: what confirms a request: its number, what happens next and when
- `thanks_view`: the page after the form: the confirmation, or the private page
- `firm_views`: the firm's page with one button; looking at it does nothing

`backend/app.py` takes the views. What a button does stands in `matching/`, `introductions/` and
`privacy/`; here are addresses, keys, words and templates, and no rule about offers.
"""

from backend.portal.base_view import PRIVATE_HEADERS, BaseView, SubmittedForm, read_form
from backend.portal.buyer_views import BuyerViews
from backend.portal.firm_views import FirmViews
from backend.portal.thanks_view import ThanksView

__all__ = [
    "PRIVATE_HEADERS",
    "BaseView",
    "BuyerViews",
    "FirmViews",
    "SubmittedForm",
    "ThanksView",
    "read_form",
]
