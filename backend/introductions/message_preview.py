"""Previews of mails, filled in for a made-up request."""

from backend.config.settings import Settings
from backend.introductions import messages
from backend.introductions.messages import HIDDEN_LINKS, Message
from backend.matching import MatchedRequest, Matcher, Offer, OfferState, answer_days
from model.form import QuoteForm

REFERENCE = "Q-0000-0000-0000"
# Typed answers; of the others the first option is taken.
TYPED = {"company": "Sample Company", "name": "Sample Buyer", "email": "buyer@company.example"}
# Of the firm that a mail is about.
STATES: dict[str, OfferState] = {
    "failed": "failed",
    "undelivered": "failed",
    "next": "declined",
    "accepted": "accepted",
}


def render_preview(settings: Settings, matcher: Matcher | None, kind: str) -> Message:
    """Return the mail of a kind, with everything that could stand in it."""
    matched = _request(settings.form)
    if kind == "deletion":
        return messages.render_message(
            kind, {**messages.site_context(settings), "reference": REFERENCE}
        )
    offer = matched.offers[0]
    about = (answer_days(matcher), matched, offer, HIDDEN_LINKS)
    context = messages.firm_context(settings, *about)
    sent = messages.render_message("introduction", context).body
    more = {
        "letter": sent,
        "state": STATES.get(kind, offer.state),
        "problem": "refused: 550",
        "confirm_page": f"{context['page']}&confirm=a-token",
    }
    return messages.render_message(kind, {**context, **more})


def _request(form: QuoteForm) -> MatchedRequest:
    answers = {
        field.name: field.options[0].value if field.options else TYPED.get(field.name, "")
        for field in form.fields
    }
    listed = (_offer(1, "First Sample Firm", "introduced"), _offer(2, "Other Sample", "offered"))
    return MatchedRequest(
        submission_id=0,
        reference=REFERENCE,
        status="received",
        created_at="",
        email=TYPED["email"],
        answers=answers,
        private_key="a-private-key",
        read_key="",
        rotation="",
        state="introduced",
        why_fewer="",
        withdrawn_at="",
        confirmed_at="",
        edits=0,
        offers=listed,
    )


def _offer(number: int, name: str, state: OfferState) -> Offer:
    return Offer(
        id=number,
        firm=f"sample-{number}",
        firm_name=name,
        firm_site="",
        sample=True,
        reasons=[],
        state=state,
        answer_code="",
        letter="",
        sent_to="",
        offered_at="",
        chosen_at="",
        introduced_at="",
        answered_at="",
        withdrawn_at="",
        silence_noted_at="",
    )
