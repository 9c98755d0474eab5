"""`python -m model match`: the match for some answers, with every reason, as plain data."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from model.decide import UnknownAnswer
from model.matching import FirmMatch, match

if TYPE_CHECKING:
    from model.load import Site

ROTATION = "rotation"


def explained(site: "Site", given: Mapping[str, str]) -> dict[str, object]:
    """Return the match as data for JSON; raises UnknownAnswer.

    `given` may have `rotation` beside the answers; without it firms that are equally preferred
    stand in an order that is the same every time.
    """
    answers = {name: value for name, value in given.items() if name != ROTATION}
    allowed = _allowed(site)
    for name, value in answers.items():
        if name not in allowed:
            known = ", ".join([*allowed, ROTATION])
            raise UnknownAnswer(f"unknown question “{name}”: allowed are {known}")
        if value not in allowed[name]:
            known = ", ".join(allowed[name])
            raise UnknownAnswer(f"unknown answer to {name} “{value}”: allowed are {known}")
    # Where nobody is listed yet, the samples show how it works.
    shown = replace(site, firms=site.listed_firms or site.firms)
    found = match(answers, shown, given.get(ROTATION, ""))
    return {
        "offered": [_as_json(item) for item in found.offered],
        "next": [item.firm.id for item in found.fitting[len(found.offered) :]],
        "others": [_as_json(item) for item in found.others],
        "why_fewer": found.why_fewer,
    }


def _allowed(site: "Site") -> dict[str, list[str]]:
    """Return the questions that matching looks at, in the form's order, with their answers."""
    asked = {name for item in site.matching.rules for name in item.questions}
    for item in site.matching.preferences:
        asked |= {*item.questions, *item.when}
    return {
        field.name: [option.value for option in field.options]
        for field in site.quote_form.fields
        if field.name in asked
    }


def _as_json(item: FirmMatch) -> dict[str, object]:
    return {
        "firm": item.firm.id,
        "name": item.firm.name,
        "sample": item.firm.sample,
        "score": item.score,
        "reasons": [vars(reason) for reason in item.reasons],
    }
