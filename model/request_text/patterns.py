"""The patterns of data/phrases.yml: which constructs they may use, and how they are expanded.

Python and the browser run the same patterns, so only constructs are allowed on which `re` and
JavaScript agree. The text they see is ASCII, small letters only.
"""

import re
from collections.abc import Iterator, Mapping

# What a pattern may be made of; anything else is refused by name.
TOKEN = re.compile(
    r"\(\?:|\(\?=|\(\?!|[()|?$]|\{\d(?:,\d{1,2})?\}|\[[a-z0-9/()' \-?\]\\]+?\](?!\])|\\[().\[\]?+]"
    r"|[a-z0-9 ,:;/'&~.-]|[A-Z]{2,}"
)
# By what an editor may write, why it is refused.
REFUSED = {
    "*": "has no end: write {0,5}, for five at most",
    "+": "has no end: write {1,5}, for five at most, or \\+ for the sign",
    "\\": "only \\( \\) \\. \\[ \\] \\? \\+ mean the same in Python and in the browser",
    "^": "a pattern matches whole words by itself",
    '"': "quotes are taken away before a text is read",
    "-": "a hyphen inside a word is a space when a text is read",
}
QUANTIFIERS = "?{"


def pattern_problem(
    pattern: str, fragments: Mapping[str, str], *, fragment: bool = False
) -> str | None:
    """Return why a pattern cannot be used in both engines, or None."""
    tokens, at = [], 0
    while at < len(pattern):
        found = TOKEN.match(pattern, at)
        if not found:
            return _refusal(pattern, at)
        tokens.append(found[0])
        at = found.end()
    for before, token in zip(["", *tokens], tokens, strict=False):
        if problem := _token_problem(before, token, fragments):
            return problem
    if (whole := _compiled(expand(pattern, fragments))) is None:
        return "its parentheses or brackets do not match"
    return "it matches the empty text" if whole.match("") and not fragment else None


def _token_problem(before: str, token: str, fragments: Mapping[str, str]) -> str | None:
    if token[0] in QUANTIFIERS and before in ("", "|", "(?:", "(?=", "(?!"):
        return f"“{token}” has nothing before it that it could repeat"
    if token[0] in QUANTIFIERS and before[0] in QUANTIFIERS:
        return f"“{before}{token}” is read differently by Python and by the browser"
    if token == "(":  # noqa: S105 - a sign
        return "“(” would keep what it finds: write (?:…)"
    if token == ".":  # noqa: S105 - a sign
        return "“.” stands for any sign: write \\. for a full stop, or WORD for a word"
    if token.isupper():
        try:
            list(_split(token, fragments))
        except KeyError as error:
            known = ", ".join(fragments)
            return f"unknown fragment “{error.args[0]}” – allowed: {known}"
    return None


def line_pattern_problem(pattern: str) -> str | None:
    """Return why a pattern for a line of a mail cannot be used; it may have dots in it."""
    if "*" in pattern or "+" in pattern:
        return f"“{pattern}” has a * or + in it, and no end: write {{0,20}}, for twenty at most"
    return None if _compiled(pattern) else "its parentheses or brackets do not match"


def _refusal(pattern: str, at: int) -> str:
    sign = pattern[at]
    if sign.isupper():
        why = "patterns are in small letters; capitals name a fragment"
    elif not sign.isascii():
        why = "the text has no such letter when it is read: write it without its accent"
    elif pattern.startswith("(?", at):
        why = "of the groups only (?:…), (?=…) and (?!…) are allowed"
    else:
        why = REFUSED.get(sign, "it does not mean the same in Python and in the browser")
    return f"“{sign}” at place {at + 1} is not allowed: {why}"


def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern, re.ASCII)
    except re.error:
        return None


def expand(pattern: str, fragments: Mapping[str, str]) -> str:
    """Return the pattern with its fragments put in; fragments may use those above them."""
    return re.sub(r"[A-Z]{2,}", lambda word: _whole(word[0], fragments), pattern)


def _whole(name: str, fragments: Mapping[str, str]) -> str:
    # A fragment may stand right beside another one, as in TYPETWO.
    parts = list(_split(name, fragments))
    return "".join(expand(fragments[part], fragments) for part in parts) if parts else name


def _split(name: str, fragments: Mapping[str, str]) -> Iterator[str]:
    while name:
        known = [word for word in fragments if name.startswith(word)]
        if not known:
            raise KeyError(name)
        yield (longest := max(known, key=len))
        name = name.removeprefix(longest)
