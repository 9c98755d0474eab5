"""Whether what a buyer was shown of a firm is still true; a firm's record may change any day."""

from backend.matching.matcher import Matcher, Reasons
from backend.matching.queries import MatchedRequest, Offer


def still_valid(matcher: Matcher | None, matched: MatchedRequest, offer: Offer) -> bool:
    """Tell whether the firm of an offer is listed now and is what the buyer was shown.

    Its name and site are compared, since an id may get to be another firm's, and it must meet
    every rule that it met when it was shown.
    """
    firm = matcher.firm(offer.firm) if matcher else None
    if matcher is None or firm is None:
        return False
    shown = (offer.firm_name, offer.firm_site, offer.sample)
    unmet = _unmet(matcher.reasons_for(firm, matched.answers))
    return (firm.name, firm.site, firm.sample) == shown and unmet <= _unmet(offer.reasons)


def invalid_offers(matcher: Matcher | None, matched: MatchedRequest) -> list[Offer]:
    """Return the offers that a buyer may not choose any more, because of a firm's new record.

    Samples and real firms are never listed together. Where the other ones are listed, somebody has
    started the service in the wrong way, and that says nothing of a firm.
    """
    if matcher is None:
        return []
    return [
        offer
        for offer in matched.offers
        if offer.state == "offered"
        and offer.sample == matcher.lists_samples
        and not still_valid(matcher, matched, offer)
    ]


def _unmet(reasons: Reasons) -> set[str]:
    """Return the texts of the rules that a firm does not meet."""
    return {reason["text"] for reason in reasons if reason["kind"] == "fails"}
