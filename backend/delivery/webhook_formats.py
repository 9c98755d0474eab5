"""What chat services take from a webhook: one line of text, in the JSON of each.

Only the service's own words, a reference and counts may be in the text: a chat shows it to many.
"""

import re
from collections.abc import Callable

CARD = "application/vnd.microsoft.card.adaptive"
CARD_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
# Discord: no embeds made of links.
SUPPRESS_EMBEDS = 4
# Of these Markdown and mentions are made.
DISCORD_SPECIAL = re.compile(r"([\\*_~`|<>@#\[\]()])")
TEAMS_SPECIAL = re.compile(r"([\\*_`\[\]#<>])")


def _slack(text: str) -> dict[str, object]:
    for plain, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(plain, escaped)
    return {"text": text, "unfurl_links": False, "unfurl_media": False}


def _teams_card(text: str) -> dict[str, object]:
    words = TEAMS_SPECIAL.sub(r"\\\1", text)
    return {
        "$schema": CARD_SCHEMA,
        "type": "AdaptiveCard",
        "version": "1.2",
        "fallbackText": text,
        "body": [{"type": "TextBlock", "text": words, "wrap": True}],
    }


def _teams(text: str) -> dict[str, object]:
    card = {"contentType": CARD, "contentUrl": None, "content": _teams_card(text)}
    return {"type": "message", "attachments": [card]}


def _discord(text: str) -> dict[str, object]:
    words = DISCORD_SPECIAL.sub(r"\\\1", text)
    return {"content": words, "allowed_mentions": {"parse": []}, "flags": SUPPRESS_EMBEDS}


# Bytes; ntfy makes a file of what is longer.
NTFY_MAX_BYTES = 4096


def _ntfy(text: str) -> dict[str, object]:
    return {"message": text.encode()[:NTFY_MAX_BYTES].decode(errors="ignore")}


# `json` has none: its receiver is a program, and gets the content itself.
CHAT_FORMATS: dict[str, Callable[[str], dict[str, object]]] = {
    "slack": _slack,
    "teams": _teams,
    "teams-card": _teams_card,
    "discord": _discord,
    "ntfy": _ntfy,
}


def format_chat(name: str, text: str) -> dict[str, object]:
    """Return the JSON by which a chat service shows `text`; `name` is one of CHAT_FORMATS."""
    return CHAT_FORMATS[name](text)
