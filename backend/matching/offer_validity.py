"""Whether what a buyer was shown of a firm is still true; a firm's record may change any day."""

from backend.matching.matcher import Matcher
from backend.matching.queries import MatchedRequest, Offer
from model.matching.firms import Firm


def still_valid(matcher: Matcher | None, matched: MatchedRequest, offer: Offer) -> Firm | None:
    """Return the firm of an offer, None where it is not the one that was shown any more.

    Its name and site are compared, since an id may get to be another firm's, and it must meet
    every rule that it met when it was shown.
    """
    firm = matcher.firm(offer.firm) if matcher else None
    if matcher is None or firm is None:
        return None
    shown = (offer.firm_name, offer.firm_site, offer.sample)
    if (firm.name, firm.site, firm.sample) != shown:
        return None
    fails = {reason["text"] for reason in matcher.said_of(firm, matched.answers) if _fails(reason)}
    return firm if fails <= {reason["text"] for reason in offer.reasons if _fails(reason)} else None


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
        and offer.sample == matcher.samples
        and not still_valid(matcher, matched, offer)
    ]


def _fails(reason: dict[str, str]) -> bool:
    return reason["kind"] == "fails"
