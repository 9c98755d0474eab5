"""The states of a request and of an offer, and every way between them.

An offer is one firm on the page of one buyer. Nothing changes a state except `transition`, which
raises for a way that is not in these tables.
"""

from collections.abc import Collection
from typing import Literal

OfferState = Literal[
    "offered",
    "chosen",
    "introducing",
    "unclear",
    "introduced",
    "accepted",
    "declined",
    "failed",
    "withdrawn",
    "removed",
    "superseded",
]
RequestState = Literal[
    "received", "offered", "chosen", "introduced", "accepted", "declined", "withdrawn", "erased"
]
OfferEvent = Literal[
    "choose",
    "begin",
    "refuse",
    "leave",
    "fail",
    "accept",
    "decline",
    "withdraw",
    "remove",
    "supersede",
    "offer-again",
]

# `introducing` is written before the mail server is spoken to. After a crash nobody knows whether
# the mail left: it is sent again, under the same Message-ID, or followed by a deletion notice.
# `unclear`: we have given up, and still nobody knows. `failed`: given up, and nothing left.
# `superseded`: the buyer has changed the request, and others fit it now; it may fit again.
OFFER_TRANSITIONS: dict[OfferEvent, dict[OfferState, OfferState]] = {
    "choose": {"offered": "chosen"},
    "begin": {"chosen": "introducing", "introducing": "introducing", "unclear": "introducing"},
    # The mail server has refused the only try that there was.
    "refuse": {"introducing": "chosen"},
    "leave": {"introducing": "introduced", "unclear": "introduced"},
    "fail": {"chosen": "failed", "introducing": "unclear"},
    # A firm may answer a mail of which a crash kept us from noting that it left.
    "accept": {"introduced": "accepted", "introducing": "accepted", "unclear": "accepted"},
    "decline": {"introduced": "declined", "introducing": "declined", "unclear": "declined"},
    "withdraw": {
        "offered": "withdrawn",
        "chosen": "withdrawn",
        "introducing": "withdrawn",
        "unclear": "withdrawn",
        "introduced": "withdrawn",
        "accepted": "withdrawn",
        "declined": "withdrawn",
        "failed": "withdrawn",
        "removed": "withdrawn",
        "superseded": "withdrawn",
    },
    "remove": {"offered": "removed", "chosen": "removed"},
    "supersede": {"offered": "superseded"},
    "offer-again": {"superseded": "offered"},
}

# In these states a firm has the buyer's contact, or may have it.
HAVE_CONTACT: frozenset[OfferState] = frozenset(
    {"introducing", "unclear", "introduced", "accepted", "declined"}
)
# These count among the three that a buyer is offered at one time.
OPEN: frozenset[OfferState] = frozenset(
    {"offered", "chosen", "introducing", "unclear", "introduced", "accepted"}
)

ACTIVE: frozenset[RequestState] = frozenset(
    {"received", "offered", "chosen", "introduced", "accepted", "declined"}
)
# Where a request may go. What is withdrawn stays so until it is erased, and nothing follows that.
REQUEST_TRANSITIONS: dict[RequestState, frozenset[RequestState]] = {
    "received": frozenset({"received", "offered", "withdrawn", "erased"}),
    "offered": ACTIVE - {"introduced", "accepted", "declined"} | {"withdrawn", "erased"},
    "chosen": ACTIVE | {"withdrawn", "erased"},
    "introduced": ACTIVE | {"withdrawn", "erased"},
    "accepted": ACTIVE | {"withdrawn", "erased"},
    "declined": ACTIVE | {"withdrawn", "erased"},
    "withdrawn": frozenset({"withdrawn", "erased"}),
    "erased": frozenset(),
}

# The first that any of its offers has is the state of a request that is not withdrawn.
PRECEDENCE: tuple[tuple[RequestState, frozenset[OfferState]], ...] = (
    ("accepted", frozenset({"accepted"})),
    ("introduced", frozenset({"introduced"})),
    ("chosen", frozenset({"chosen", "introducing", "unclear"})),
    ("declined", frozenset({"declined"})),
    ("offered", frozenset({"offered"})),
)


class InvalidTransitionError(Exception):
    """There is no such way from this state."""


def allows(state: OfferState, event: OfferEvent) -> bool:
    """Tell whether an offer in this state can have this happen to it."""
    return state in OFFER_TRANSITIONS[event]


def transition(state: OfferState, event: OfferEvent) -> OfferState:
    """Return the state that an offer has after an event; raises InvalidTransitionError."""
    try:
        return OFFER_TRANSITIONS[event][state]
    except KeyError:
        raise InvalidTransitionError(f"an offer that is {state} cannot {event}") from None


def request_state(offers: Collection[OfferState]) -> RequestState:
    """Return the state of a request that is not withdrawn, from those of its offers."""
    for state, signs in PRECEDENCE:
        if signs.intersection(offers):
            return state
    return "received"


def check_transition(state: RequestState, new: RequestState) -> RequestState:
    """Return `new`; raises InvalidTransitionError where a request cannot get there."""
    if new not in REQUEST_TRANSITIONS[state]:
        raise InvalidTransitionError(f"a request that is {state} cannot become {new}")
    return new
