"""What a sentence looks like that needs no source, or that tells whose words it is."""

import re

ADVICE = (
    "ask|be|begin|choose|compare|decide|do|give|go|keep|let|publish|say|see|settle|take|tell|treat|try|"
    "write"
)
# These are nouns as often as verbs: “Plan sponsors must …” is no advice. What follows tells.
ADVICE_OR_NOUN = "check|copy|count|judge|leave|link|look|name|open|plan|read|start|use"
AFTER_VERB = (
    "a|all|an|any|as|at|both|by|each|every|first|five|for|four|from|how|in|it|on|one|only|our|out|"
    "that|the|their|them|these|this|those|three|through|to|two|up|what|when|whether|which|who|with|"
    "your"
)
# “Ask …”, “So ask …”, “If both have one, compare …”
ADVISES = re.compile(
    r"(?:(?:And|But|If|Once|Or|So|When|Where)\b(?:[^,]*,)? )?\[?"
    rf"(?:(?:{ADVICE})(?![\w-])|(?:{ADVICE_OR_NOUN})(?: \[?(?:{AFTER_VERB})\b|[.,:]))",
    re.I,
)
# “We …”, “If the tool asks, we …”: we are the subject, and not some firm of which we know.
ABOUT_US = re.compile(
    r"(?:(?:And|But|Here|If|Once|So|Until|When|Where)\b(?:[^,]*,)? )?"
    r"(?:(?:None|One|Some|Most|Many) of our|Our|This (?:page|site)|We)\b",
    re.I,
)
PAGE = r"\[[^\]]*\]\((?!https?:)[^)]*\)(?:\{[^}]*\})?"
# A sentence of links to pages, and of nothing else that could be false.
LEADS_ON = re.compile(
    rf"(?:(?:See|More about|There (?:is|are)) )?{PAGE}(?:,? (?:and|or) {PAGE}|,? {PAGE})*[.:]?",
    re.I,
)
LABEL = re.compile(r"\*\*[^*]+\*\*[.:]?\s*")
LABEL_WORDS = 6
# Words by which a sentence tells that somebody else says it.
SAID = re.compile(
    r"\b(?:according to|says?|said|calls?|names?|notes?|advises?|asks?|describe[sd]?|gives?|"
    r"mentions?|publish(?:es)?|assumes?|puts?|for one)\b"
)


def is_label(text: str, leads: bool) -> bool:
    """Return whether a bold text is the name of what follows, below it or (`leads`) beside it."""
    short = bool(LABEL.fullmatch(text)) and len(text.split()) <= LABEL_WORDS
    return short and (leads or text.rstrip("* ")[-1:] not in ".!")


def needs_none(text: str) -> bool:
    """Return whether a sentence without marks states nothing about the world."""
    bare = text.lstrip("*_ ")
    return (
        text.rstrip('*_"”').endswith("?")
        or bare.startswith("TODO")  # macros/pages.py names it
        or any(rule.match(bare) for rule in (ADVISES, ABOUT_US))
        or LEADS_ON.fullmatch(bare) is not None
    )
