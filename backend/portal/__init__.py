"""The private pages of buyers and firms."""

from backend.portal.buyer_views import BuyerViews
from backend.portal.firm_views import FirmViews
from backend.portal.thanks_view import ThanksView

__all__ = [
    "BuyerViews",
    "FirmViews",
    "ThanksView",
]
