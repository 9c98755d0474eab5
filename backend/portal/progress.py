"""How a request stands: its steps with their times, and the same in one sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from backend.matching import MatchedRequest, Offer
from backend.storage.clock import format_day, format_time

# Past, waited for now, and to come.
When = Literal["was", "now", "later"]
NUMBERS = ("no", "one", "two", "three")
# When, title, and the time of an offer that goes with it; by the state of the offer.
FIRM_STEPS: dict[str, tuple[When, str, str]] = {
    "accepted": ("was", "{firm} will quote", "answered_at"),
    "declined": ("was", "{firm} will not quote", "answered_at"),
    "withdrawn": ("was", "{firm} taken back", "withdrawn_at"),
    "failed": ("was", "{firm} could not be reached", ""),
    "removed": ("was", "{firm} taken off the list", ""),
    "unclear": ("now", "{firm}: sent, perhaps not arrived", ""),
}
CHOSEN: tuple[When, str, str] = ("was", "{firm} chosen", "chosen_at")


@dataclass(frozen=True)
class Step:
    """One step. `when_text`: its time, or what is waited for; `compares`: quotes come next."""

    when: When
    title: str
    when_text: str = ""
    compares: bool = False


def list_steps(
    matched: MatchedRequest, due: dict[str, date], *, offered: int, confirmable: bool
) -> list[Step]:
    """Return the steps of a request, in the order in which they come.

    `due`: by when each firm has to answer, by its id; `offered`: how many firms can be chosen;
    `confirmable`: whether a mail confirms the address.
    """
    chosen = [offer for offer in matched.offers if offer.chosen_at]
    steps = [Step("was", "Request stored", format_time(matched.created_at))]
    if matched.confirmed_at:
        steps.append(Step("was", "Address confirmed", format_time(matched.confirmed_at)))
    if matched.withdrawn_at:
        steps += [_firm_step(offer, due) for offer in chosen if offer.state != "removed"]
        return [*steps, Step("was", "Request taken back", format_time(matched.withdrawn_at))]
    if not chosen and offered:
        steps.append(Step("now", "You choose firms", "whenever you like"))
    steps += [_firm_step(offer, due) for offer in chosen]
    if not matched.confirmed_at and confirmable:
        steps.append(Step("now", "You confirm your address", "by the link in our email"))
    if offered or chosen:
        if not chosen:
            steps.append(Step("later", "Firms answer"))
        quoting = any(offer.state == "accepted" for offer in chosen)
        steps.append(Step("now" if quoting else "later", "You compare quotes", compares=True))
    return steps


def summarize(matched: MatchedRequest, due: dict[str, date], *, offered: int) -> str:
    """Return how a request stands, as the heading of its page."""
    if matched.withdrawn_at:
        return "You took this request back"
    chosen = [offer for offer in matched.offers if offer.chosen_at]
    parts = list(_answers(chosen, due))
    if parts:
        text = ", ".join(parts)
        return text[0].upper() + text[1:]
    if any(offer.state in {"chosen", "introducing"} for offer in chosen):
        return "Your request is not sent yet"
    if not offered:
        return "No firm fits yet" if not chosen else "No other firm fits"
    return f"{_count(offered, 'firm').capitalize()} {'fits' if offered == 1 else 'fit'}"


def _answers(chosen: Sequence[Offer], due: dict[str, date]) -> Iterator[str]:
    """Yield what firms said, and until when the others have time."""
    quoting = sum(offer.state == "accepted" for offer in chosen)
    asked = [offer for offer in chosen if offer.state == "introduced"]
    silent = sum(bool(offer.silence_noted_at) for offer in asked)
    if quoting:
        yield f"{_count(quoting, 'firm')} will quote"
    if waiting := [due[offer.firm] for offer in asked if not offer.silence_noted_at]:
        has = "has" if len(waiting) == 1 else "have"
        named = NUMBERS[len(waiting)] if quoting and len(waiting) < len(NUMBERS) else ""
        named = named or _count(len(waiting), "firm")
        yield f"{named} {has} until {format_day(max(waiting))} to answer"
    if silent:
        yield f"{_count(silent, 'firm')} did not answer"


def _count(number: int, noun: str) -> str:
    said = NUMBERS[number] if number < len(NUMBERS) else str(number)
    return f"{said} {noun}{'' if number == 1 else 's'}"


def _firm_step(offer: Offer, due: dict[str, date]) -> Step:
    """Return how far it is with one firm that was chosen."""
    if offer.state == "introduced":
        by = format_day(due[offer.firm])
        if offer.silence_noted_at:
            return Step("now", f"{offer.firm_name}: no answer", f"was due {by}")
        return Step("now", f"{offer.firm_name}: answer due", by)
    when, title, at = FIRM_STEPS.get(offer.state, CHOSEN)
    return Step(when, title.format(firm=offer.firm_name), format_time(getattr(offer, at, "")))
