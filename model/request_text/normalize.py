"""A pasted text in plain signs: small ASCII letters, digits, a few marks, and where each came from.

docs/assets/js/request-text/normalize.mjs does the same.
"""

import re
import unicodedata
from collections.abc import Mapping

# Signs with one meaning here, by the sign that is read. Accents and compatibility forms go by
# Unicode's own decomposition.
READ_AS = {
    "": "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff©®™℠",
    "\n": "\r\u000b\u000c\u0085\u2028\u2029",
    " ": "\t\u00a0\u1680\u3000_#",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d",
    "'": "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`\u2039\u203a",
    '"': "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb",
    "* ": "\u2022\u2023\u25aa\u25cf\u25e6\u25a0\u25ba\u2219\u00b7",
    "[ ] ": "\u2610\u2611\u2612\u25a1",
    "ss": "ßẞ",
    "ae": "æÆ",
    "o": "øØ",
}
CHARACTERS = {sign: plain for plain, signs in READ_AS.items() for sign in signs}
OTHER = "~"  # stands for any other sign
# Decompositions outside of these ranges came with later versions of Unicode, or are not ours.
STABLE = ((0x80, 0x3400), (0xF900, 0x10000))
WORDS = re.compile(r"[a-z]{5,20}", re.ASCII)

Plain = tuple[str, list[int]]  # the text, and the place in the original of each sign


def normalize(text: str, spellings: Mapping[str, str]) -> Plain:
    """Return the text as patterns see it, with the place in `text` of each of its signs."""
    return _mended(*_spaced(*_plain(text)), spellings)


def _plain(text: str) -> tuple[list[str], list[int]]:
    known: dict[str, str] = dict(CHARACTERS)
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if sign == "\r" and text[place + 1 : place + 2] == "\n":
            continue
        read = known.get(sign)
        if read is None:
            read = known[sign] = _read(sign)
        for one in read:
            signs.append(one)
            places.append(place)
    return signs, places


def _read(sign: str) -> str:
    code = ord(sign)
    if code < 0x80:
        return sign.lower() if code >= 0x20 and code != 0x7F else ("\n" if sign == "\n" else " ")
    if not any(first <= code < end for first, end in STABLE):
        return OTHER
    return "".join(_part(part) for part in unicodedata.normalize("NFKD", sign))


def _part(part: str) -> str:
    code = ord(part)
    if 0x300 <= code < 0x370:
        return ""
    return CHARACTERS.get(part, OTHER) if code >= 0x80 else part.lower()


def _spaced(signs: list[str], places: list[int]) -> Plain:
    """Set letters and digits apart, undo hyphens and quotes, and leave single spaces."""
    text: list[str] = []
    kept: list[int] = []
    last = "\n"
    for index, given in enumerate(signs):
        sign = given
        following = signs[index + 1] if index + 1 < len(signs) else "\n"
        if sign in "\"'" and not (sign == "'" and _word(last) and _word(following)):
            continue
        if sign == "-" and _word(last) and _word(following):
            sign = " "
        if sign == " " and last in " \n":
            continue
        if sign == "\n" and last == " ":
            text.pop()
            kept.pop()
        if _word(sign) and _word(last) and sign.isdigit() != last.isdigit():
            text.append(" ")
            kept.append(places[index])
        text.append(sign)
        kept.append(places[index])
        last = sign
    return "".join(text), kept


def _word(sign: str) -> bool:
    return sign.isalnum()  # ASCII by now


def _mended(text: str, places: list[int], spellings: Mapping[str, str]) -> Plain:
    parts: list[str] = []
    kept: list[int] = []
    at = 0
    for word in WORDS.finditer(text):
        meant = spellings.get(word[0])
        if meant is None:
            continue
        start, end = word.span()
        parts += [text[at:start], meant]
        kept += places[at:start]
        kept += [places[min(start + index, end - 1)] for index in range(len(meant) - 1)]
        kept.append(places[end - 1])
        at = end
    return "".join([*parts, text[at:]]), kept + places[at:]
