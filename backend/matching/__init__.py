"""Matching: which firm is offered to whom, and the states of requests and offers.

A firm is chosen for a request here, by the rules of `model/matching`.

- `matcher`: the firms that a deployment may show, and the match of a request among them
- `offering`: offer the first three; renew, so that others follow those that go
- `offer_validity`: whether what a buyer was shown of a firm is still true
- `selection`: what a buyer does: choose firms, confirm the address, withdraw one or all, stop
- `editing`: and with the request: change its answers, which are matched anew, and share it
- `states`: the states of requests and offers, and every transition; nothing else changes one
- `updates`: rows of offers: create, add, change, and the request's state kept in line with them
- `status_texts`: what a buyer is told of each state of a request
- `demo_guard`: a demonstration refuses a database that holds real requests
- `queries`: the match of a request as it is stored, by reference, offer or code
- `audit_log`: who did what about which firm, when

Others offer by `offering`, act by `selection`, and read by `queries`. It must not know pages, HTTP
or mail: what somebody is to hear goes into the outbox.
"""

from backend.matching.audit_log import (
    Actor,
    AuditEntry,
    AuditEvent,
    audit_entries,
    clear_audit_reasons,
    record_event,
)
from backend.matching.demo_guard import refuse_real_requests
from backend.matching.editing import (
    EditRefusedError,
    edit_request,
    share_request,
    unshare_request,
)
from backend.matching.matcher import Matcher, Reasons, answer_days, as_stored, build_matcher
from backend.matching.offer_validity import invalid_offers, still_valid
from backend.matching.offering import OTHERS_FIT, needs_renewal, next_match, offer_first, renew
from backend.matching.queries import (
    MatchedRequest,
    NewRequest,
    Offer,
    find_by_answer_code,
    find_by_offer,
    find_by_reference,
    iterate_matches,
)
from backend.matching.selection import (
    Consent,
    Erasure,
    choose,
    confirm_address,
    mail_link,
    withdraw_for_erasure,
    withdraw_offer,
    withdraw_request,
)
from backend.matching.states import (
    OPEN,
    InvalidTransitionError,
    OfferEvent,
    OfferState,
    RequestState,
    allows,
)
from backend.matching.status_texts import READER_TEXTS, STATUS_TEXTS, OfferStatus, offer_status
from backend.matching.updates import (
    NewOffer,
    add_offers,
    change_offer,
    create_match,
    random_token,
    sync_request_state,
)

__all__ = [
    "OPEN",
    "OTHERS_FIT",
    "READER_TEXTS",
    "STATUS_TEXTS",
    "Actor",
    "AuditEntry",
    "AuditEvent",
    "Consent",
    "EditRefusedError",
    "Erasure",
    "InvalidTransitionError",
    "MatchedRequest",
    "Matcher",
    "NewOffer",
    "NewRequest",
    "Offer",
    "OfferEvent",
    "OfferState",
    "OfferStatus",
    "Reasons",
    "RequestState",
    "add_offers",
    "allows",
    "answer_days",
    "as_stored",
    "audit_entries",
    "build_matcher",
    "change_offer",
    "choose",
    "clear_audit_reasons",
    "confirm_address",
    "create_match",
    "edit_request",
    "find_by_answer_code",
    "find_by_offer",
    "find_by_reference",
    "invalid_offers",
    "iterate_matches",
    "mail_link",
    "needs_renewal",
    "next_match",
    "offer_first",
    "offer_status",
    "random_token",
    "record_event",
    "refuse_real_requests",
    "renew",
    "share_request",
    "still_valid",
    "sync_request_state",
    "unshare_request",
    "withdraw_for_erasure",
    "withdraw_offer",
    "withdraw_request",
]
