"""Sentences of a page that state something and name no source for it.

What states nothing needs none: questions, advice, sentences about us, and those that only lead on.
For the rest an editor cites, or says with own() what the sentence is. A page about the site itself
says so in its front matter.
"""

import re
from collections.abc import Iterator

from macros import front_matter, plain_words
from macros.front_matter import Finding
from macros.page_links import blank_code

# One character in place of each mark: sources, sources of tier 3 only, own().
CITED, REPORTED, EXCUSED = plain_words.MARKS
CITE = re.compile(r"\{\{\s*cite\((.*?)\)\s*\}\}", re.S)
OWN_CALL = re.compile(r"\{\{\s*own\(.*?\)\s*\}\}", re.S)

ADVICE = (
    "ask|be|begin|check|choose|compare|copy|count|decide|do|give|go|judge|keep|leave|let|link|look|"
    "name|open|plan|publish|read|say|settle|start|take|tell|treat|try|use|write"
)
# “Ask …”, “So ask …”, “If both have one, compare …”
ADVISES = re.compile(
    rf"(?:(?:And|But|If|Once|Or|So|When|Where)\b(?:[^,]*,)? )?\[?(?:{ADVICE})\b", re.I
)
ABOUT_US = re.compile(r"\b(?:[Ww]e|[Oo]ur|us|[Tt]his (?:page|site)|not yet reviewed)\b")
LEADS_ON = re.compile(r"(?:\[[^\]]*\]\((?!https?:)|(?:See|More about|There is) \[)")
LABEL = re.compile(r"\*\*[^*]+\*\*[.:]?\s*")
LEAD_IN = re.compile(rf":[*_]*\s*[{''.join(plain_words.MARKS)}]*\s*$")
ITEM = re.compile(r"\s*(?:[-*+]|\d+\.)\s")
# Words by which a sentence tells that somebody else says it.
SAID = re.compile(
    r"\b(?:says?|said|calls?|names?|notes?|advises?|describe[sd]?|assumes?|puts? it|for one|"
    r"publishers?|vendors?|director(?:y|ies)|blogs?|consultant|notice)\b"
)


def findings(page: str, text: str) -> Iterator[Finding]:
    """Yield (line, "", what) for each sentence that states something without a fit source."""
    if front_matter.is_ours(page, text):
        return
    for line, sentence in _sentences(text):
        bare = "".join(letter for letter in sentence if letter not in plain_words.MARKS).strip()
        start = f"“{bare if len(bare) <= 60 else f'{bare[:59]}…'}”"
        if not plain_words.WORD.search(bare):
            continue
        if sentence.endswith(REPORTED) and not SAID.search(sentence):
            yield line, "", f"only tier 3 sources for {start}: name who says it, or cite another"
        elif not _needs_none(sentence):
            yield line, "", f'no source for {start}: add {{{{ cite("…") }}}} or {{{{ own("…") }}}}'


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, sentence) of the prose; items below a lead-in with a mark are covered by it."""
    marked = _marked(text)
    lines = marked.splitlines()
    covered = False
    for line, paragraph in plain_words.paragraphs(marked):
        item = ITEM.match(lines[line - 1]) is not None
        if not item:
            covered = bool(LEAD_IN.search(paragraph)) and _is_marked(paragraph.rstrip())
        if item and covered:
            continue
        for start, end in plain_words.spans(paragraph):
            sentence = " ".join(paragraph[start:end].split())
            yield line + paragraph.count("\n", 0, start), sentence


def _marked(text: str) -> str:
    """Return a page's prose with one character in place of each source mark, line for line."""
    text = CITE.sub(_mark, front_matter.blank(blank_code(text)))
    text = plain_words.SHOWN.sub(plain_words.shown, OWN_CALL.sub(EXCUSED, text))
    return plain_words.CALL.sub(lambda match: "\n" * match[0].count("\n"), text)


def _mark(cite: re.Match[str]) -> str:
    return CITED if re.search(r"[\"'][SF]", cite[1]) else REPORTED


def _is_marked(sentence: str) -> bool:
    return sentence.endswith(plain_words.MARKS)


def _needs_none(sentence: str) -> bool:
    bare = sentence.lstrip("*_ ")
    return (
        _is_marked(sentence)
        or sentence.rstrip('*_"”').endswith("?")
        or bare.startswith("TODO")  # macros/pages.py names it
        or any(rule.match(bare) for rule in (ADVISES, LEADS_ON))
        or any(rule.search(sentence) for rule in (ABOUT_US, LEAD_IN))
        or LABEL.fullmatch(sentence) is not None
    )
