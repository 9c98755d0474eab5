"""What a buyer is told of a firm that was chosen, by how far the introduction has come."""

from typing import Literal

from backend.matching.queries import Offer
from backend.matching.states import OfferState

OfferStatus = Literal[
    "unconfirmed",
    "waiting",
    "sending",
    "failed",
    "unclear",
    "introduced",
    "silent",
    "accepted",
    "declined",
    "removed",
    "withdrawn",
    "withdrawn-sending",
    "deletion-pending",
    "deletion-requested",
]

# Times are filled in as people read them; `received` is what the firm got, or may have got.
STATUS_TEXTS: dict[OfferStatus, str] = {
    "unconfirmed": (
        "You chose it on {chosen_at}. It gets your request once you have confirmed your address."
    ),
    "waiting": "You chose it on {chosen_at}. A person reads your request before it is sent.",
    "sending": "You chose it on {chosen_at}. We are sending your request.",
    "failed": (
        "You chose it on {chosen_at}. We could not send it your request. It has got nothing from"
        " us."
    ),
    "unclear": (
        "You chose it on {chosen_at}. We tried to send it your request, and do not know whether"
        " that arrived. If you take this firm back, the next one that fits comes in its place."
    ),
    "introduced": "Sent {introduced_at}, answer due {due}, no answer yet.",
    "silent": (
        "Sent {introduced_at}, answer was due {due}. It has not answered us within {answer_days}"
        " days. It may have written to you directly."
    ),
    "accepted": (
        "Sent {introduced_at}. It said on {answered_at} that it will quote. It writes to you by"
        " email."
    ),
    "declined": (
        "Sent {introduced_at}. It said on {answered_at} that it will not quote. Our mail asks who"
        " declines to delete it."
    ),
    "removed": "We took this firm off your list before it got anything.",
    "withdrawn": "You took it back on {withdrawn_at}, before it got anything.",
    "withdrawn-sending": (
        "You took it back on {withdrawn_at}. We are just sending this; we will ask the firm to"
        " delete it."
    ),
    "deletion-pending": (
        "You took it back on {withdrawn_at}. We are asking it to delete {received}."
    ),
    "deletion-requested": (
        "You took it back on {withdrawn_at}. We asked it on {deletion_sent_at} to delete"
        " {received}."
    ),
}

# The same for who only reads: nobody's "you", and not what we write to whom.
READER_TEXTS: dict[OfferStatus, str] = {
    "unconfirmed": "Chosen on {chosen_at}, not sent before the address is confirmed.",
    "waiting": "Chosen on {chosen_at}, not sent before a person has read the request.",
    "sending": "Chosen on {chosen_at}, being sent.",
    "failed": "Chosen on {chosen_at}. The request could not be sent to it.",
    "unclear": "Chosen on {chosen_at}. Whether the request arrived is not known.",
    "introduced": "Sent {introduced_at}, answer due {due}, no answer yet.",
    "silent": "Sent {introduced_at}, answer was due {due}, no answer to us.",
    "accepted": "Sent {introduced_at}. It said on {answered_at} that it will quote.",
    "declined": "Sent {introduced_at}. It said on {answered_at} that it will not quote.",
    "removed": "Taken off the list before it got anything.",
    "withdrawn": "Taken back on {withdrawn_at}, before it got anything.",
    "withdrawn-sending": "Taken back on {withdrawn_at}.",
    "deletion-pending": "Taken back on {withdrawn_at}. It is being asked to delete {received}.",
    "deletion-requested": (
        "Taken back on {withdrawn_at}. It was asked on {deletion_sent_at} to delete {received}."
    ),
}

_OF_STATE: dict[OfferState, OfferStatus] = {
    "chosen": "sending",
    "introducing": "sending",
    "failed": "failed",
    "unclear": "unclear",
    "introduced": "introduced",
    "accepted": "accepted",
    "declined": "declined",
    "removed": "removed",
    "withdrawn": "withdrawn",
}


def offer_status(
    offer: Offer,
    *,
    quarantined: bool,
    deletion_sent: bool,
    under_way: bool = False,
    confirmed: bool = True,
) -> OfferStatus:
    """Return how far the introduction of a chosen firm has come.

    `quarantined`: a person looks at the request first; `deletion_sent`: the firm was asked to
    delete what it got; `under_way`: a worker speaks to its mail server now; `confirmed`: so is
    the buyer's address. Raises KeyError for an offer that nobody has chosen.
    """
    status = _OF_STATE[offer.state]
    if offer.state == "chosen" and not confirmed:
        return "unconfirmed"
    if status == "sending" and quarantined:
        return "waiting"
    if status == "introduced" and offer.silence_noted_at:
        return "silent"
    if status == "withdrawn" and offer.letter and under_way:
        return "withdrawn-sending"
    if status == "withdrawn" and offer.letter:
        return "deletion-requested" if deletion_sent else "deletion-pending"
    return status
