"""Slips of editing that Markdown publishes as text: unsolved merges, calls with single braces."""

import re
from collections.abc import Collection, Iterator

from macros.checks.markup.front_matter import Finding
from macros.checks.markup.links import blank_code

MERGE = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$")
CALL = re.compile(r"\{\{.*?\}\}", re.S)
# {{ cite("S10") }} with a brace too few, on either side or on both
ONE_BRACE = re.compile(r"(?<!\{)\{\s*(\w+)\([^{}\n]*\)\s*\}")


def check_leftovers(text: str, macros: Collection[str]) -> Iterator[Finding]:
    """Yield (line, "", what) for each leftover: TODO, merge markers, a call with single braces."""
    prose = blank_code(text)
    merging = re.search(r"^<{7} ", prose, re.M) is not None  # a row of = alone may be a heading
    plain = CALL.sub(lambda call: re.sub(r"[^\n]", " ", call[0]), prose)
    for number, (line, rest) in enumerate(
        zip(prose.splitlines(), plain.splitlines(), strict=True), 1
    ):
        if line.startswith("TODO"):
            yield number, "", "still to be written"
        if merging and MERGE.match(line):
            yield number, "", f"a merge was not finished: choose one side and take out “{line[:7]}”"
        for call in ONE_BRACE.finditer(line):
            if call[1] in macros:
                yield number, "", f"a call has two braces: {{{{ {call[1]}(…) }}}}"
        if "}}" in ONE_BRACE.sub("", rest):
            yield number, "", "“}}” ends a call that begins nowhere: write “{{” before it"
