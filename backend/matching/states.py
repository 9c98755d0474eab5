"""The states of a request and of an offer, and every way between them.

An offer is one firm on the page of one buyer. Nothing changes a state except `after`, which raises
for a way that is not in these tables.
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
]
RequestState = Literal[
    "received", "offered", "chosen", "introduced", "accepted", "declined", "withdrawn", "erased"
]
OfferEvent = Literal[
    "choose", "begin", "refuse", "leave", "fail", "accept", "decline", "withdraw", "remove"
]

# `introducing` is written before the mail server is spoken to. After a crash nobody knows whether
# the mail left: it is sent again, under the same Message-ID, or followed by a deletion notice.
# `unclear`: we have given up, and still nobody knows. `failed`: given up, and nothing left.
OFFER: dict[OfferEvent, dict[OfferState, OfferState]] = {
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
    },
    "remove": {"offered": "removed", "chosen": "removed"},
}

# In these states a firm has the buyer's contact, or may have it.
TOLD: frozenset[OfferState] = frozenset(
    {"introducing", "unclear", "introduced", "accepted", "declined"}
)
# These count among the three that a buyer is offered at one time.
OPEN: frozenset[OfferState] = frozenset(
    {"offered", "chosen", "introducing", "unclear", "introduced", "accepted"}
)

GOING: frozenset[RequestState] = frozenset(
    {"received", "offered", "chosen", "introduced", "accepted", "declined"}
)
# Where a request may go. What is withdrawn stays so until it is erased, and nothing follows that.
REQUEST: dict[RequestState, frozenset[RequestState]] = {
    "received": frozenset({"received", "offered", "withdrawn", "erased"}),
    "offered": GOING - {"introduced", "accepted", "declined"} | {"withdrawn", "erased"},
    "chosen": GOING | {"withdrawn", "erased"},
    "introduced": GOING | {"withdrawn", "erased"},
    "accepted": GOING | {"withdrawn", "erased"},
    "declined": GOING | {"withdrawn", "erased"},
    "withdrawn": frozenset({"withdrawn", "erased"}),
    "erased": frozenset(),
}

# The first that any of its offers has is the state of a request that is not withdrawn.
FURTHEST: tuple[tuple[RequestState, frozenset[OfferState]], ...] = (
    ("accepted", frozenset({"accepted"})),
    ("introduced", frozenset({"introduced"})),
    ("chosen", frozenset({"chosen", "introducing", "unclear"})),
    ("declined", frozenset({"declined"})),
    ("offered", frozenset({"offered"})),
)


class Impossible(Exception):  # noqa: N818 - says that an act comes too late
    """There is no such way from this state."""


def allows(state: OfferState, event: OfferEvent) -> bool:
    """Tell whether an offer in this state can have this happen to it."""
    return state in OFFER[event]


def after(state: OfferState, event: OfferEvent) -> OfferState:
    """Return the state that an offer has after an event; raises Impossible."""
    try:
        return OFFER[event][state]
    except KeyError:
        raise Impossible(f"an offer that is {state} cannot {event}") from None


def of_request(offers: Collection[OfferState]) -> RequestState:
    """Return the state of a request that is not withdrawn, from those of its offers."""
    for state, signs in FURTHEST:
        if signs.intersection(offers):
            return state
    return "received"


def moved(state: RequestState, new: RequestState) -> RequestState:
    """Return `new`; raises Impossible where a request cannot get there."""
    if new not in REQUEST[state]:
        raise Impossible(f"a request that is {state} cannot become {new}")
    return new
