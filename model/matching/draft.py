"""The answers of an application as the record that data/firms.yml would have of that firm."""

import re
import unicodedata
from collections.abc import Mapping

from model.form import SEPARATOR, tag_value
from model.matching.tags import TagLabels

# Fields of a firm whose answer is a list of tags.
TAGGED = (
    "offers",
    "categories",
    "stages",
    "company_sizes",
    "usual_sizes",
    "industries",
    "tools",
    "regions",
    "languages",
    "prices_from",
)


def draft_firm(answers: Mapping[str, str], tags: TagLabels, looked_up: str) -> dict[str, object]:
    """Return the record, in the order of the file.

    `looked_up`: day on which somebody looked license and review up, `""` while nobody did. An
    answer that makes no record stays as it is, so that a check can name it.
    """
    return {
        "id": firm_id(answers["name"]),
        "name": answers["name"],
        "site": answers["site"],
        "licences": [
            {
                "where": answers["licence_where"],
                "verify": answers["licence_verify"],
                "checked": looked_up,
            }
        ],
        "peer_review": {
            "accepted": answers["review_accepted"],
            "verify": answers["review_verify"],
            "checked": looked_up,
        },
        **{name: _tags(answers.get(name, ""), tags[name]) for name in TAGGED[:2]},
        "readiness": answers["readiness"] == "yes",
        **{name: _tags(answers.get(name, ""), tags[name]) for name in TAGGED[2:-1]},
        "weeks_to_start": _number(answers["weeks_to_start"]),
        "accepting": True,  # who takes no clients does not apply
        "prices_from": _tags(answers.get("prices_from", ""), tags["prices_from"]),
        "introductions": answers["introductions"],
        "checked": looked_up,
    }


def firm_id(name: str) -> str:
    """Return the short name of a firm: small letters and digits, with hyphens between."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain))


def _tags(answer: str, known: Mapping[str, str]) -> list[str]:
    named = {tag_value(tag): tag for tag in known}
    return [named.get(value, value) for value in answer.split(SEPARATOR) if value]


def _number(text: str) -> int | str:
    return int(text) if text.isdecimal() and text.isascii() else text
