"""What a mistake in YAML is and where it began, in words for somebody who edits data.

PyYAML tells where it could not go on, which is often lines below the slip, in words of its grammar.
"""

import re
from contextlib import suppress
from itertools import takewhile

import yaml

Explanation = tuple[int, str]  # a line, counted from 1, and what is wrong there

KEY = re.compile(r"(\s*(?:- +)*)([\w.§-]+)(:)")
QUOTES = ("'", '"')
OPENS = {"flow sequence": "[", "flow mapping": "{"}


def explain(text: str, error: yaml.MarkedYAMLError) -> Explanation:  # noqa: PLR0911 - one a kind of slip
    """Return the line on which to mend a mistake, and what it is."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return 1, str(error.problem)
    begun = error.context_mark or mark
    said, problem, lines = error.context or "", error.problem or "", [*text.splitlines(), ""]
    here, rest = mark.line + 1, lines[mark.line][mark.column :]
    if merge := re.search(r"^<{7} ", text, re.M):
        return text.count("\n", 0, merge.start()) + 1, "a merge was not finished: choose one side"
    unclosed = _unclosed(text, mark)
    if "'\\t'" in problem:
        return here, "a tab: indent with spaces"
    if "quoted scalar" in said:
        return _in_quotes(begun.line + 1, problem)
    if unclosed:
        return unclosed
    if bracket := next((sign for name, sign in OPENS.items() if name in said), None):
        return begun.line + 1, f"the “{bracket}” here is not closed; {_starts(bracket)}"
    if "simple key" in said:
        return begun.line + 1, _no_colon(lines[begun.line])
    if "mapping values" in problem:
        return _colon(lines, mark.line, mark.column)
    if "<block end>" in problem:
        return here, _indentation(lines, mark.line)
    if sign := _sign(said, problem, lines[begun.line][begun.column :] or rest):
        return here, _starts(sign)
    return here, f"{said} {problem}".strip()


def _starts(sign: str) -> str:
    return f"a text that starts with “{sign}” must stand in quotes"


def _in_quotes(line: int, problem: str) -> Explanation:
    if "escape" in problem:
        return line, "in double quotes “\\” has a meaning of its own: use single quotes"
    return line, "the quote that opens here is not closed"


def _unclosed(text: str, mark: yaml.Mark) -> Explanation | None:
    """Look whether the last thing before a mistake is a quoted or bracketed text, ended early."""
    tokens = []
    with suppress(yaml.YAMLError):
        tokens = [*takewhile(lambda token: token.end_mark.index <= mark.index, yaml.scan(text))]
    for token in reversed(tokens):
        raw = text[token.start_mark.index : token.end_mark.index]
        if raw[:1] in QUOTES and isinstance(token, yaml.ScalarToken):
            first, last = token.start_mark.line + 1, token.end_mark.line + 1
            if re.search(r"\n\s*(?:- +)?[\w-]+:\s", raw):
                return first, f"the quote that opens here is not closed before line {last}"
            if last == mark.line + 1 and not text[token.end_mark.index :].startswith(":"):
                what = "the text goes on after its closing quote: put all of it in other quotes"
                return first, what
            return None
        if raw in {"]", "}"} and token.end_mark.line == mark.line:
            opening = "[" if raw == "]" else "{"
            return mark.line + 1, f"the text goes on after its “{raw}”: {_starts(opening)}"
        if raw.strip():
            return None
    return None


def _colon(lines: list[str], number: int, column: int) -> Explanation:
    """Say why a colon is not allowed: a text with a colon in it, or a key at the wrong place."""
    line, above = lines[number], _above(lines, number)
    key = KEY.match(line)
    if key is None or key.start(3) != column:
        value = line.partition(": ")[2]
        if value.startswith(("“", "‘")):
            return number + 1, "curly quotes are letters to YAML: write straight ones"
        if above is not None and _item_depth(line) > _item_depth(lines[above]) >= 0:
            return number + 1, _indentation(lines, number)
        return number + 1, "a colon in plain text: put the whole text in quotes"
    if above is not None and KEY.match(lines[above]) and (missing := _no_colon(lines[above])):
        return above + 1, missing
    return number + 1, _indentation(lines, number)


def _item_depth(line: str) -> int:
    """Return how far the “- ” of a list's item is indented; -1 where the line has none."""
    item = re.match(r" *(?=- )", line)
    return len(item[0]) if item else -1


def _no_colon(line: str) -> str:
    """Say what a line lacks to be a key, if it lacks something."""
    key = KEY.match(line)
    if key is None:
        return "a colon and a space are missing after the key"
    return "a space is missing after the colon" if line[key.end() :][:1].strip() else ""


def _indentation(lines: list[str], number: int) -> str:
    above = _above(lines, number)
    this, other = _depth(lines[number]), _depth(lines[above]) if above is not None else 0
    if this == other:
        return "does not fit below the lines above: a list and keys do not mix"
    return (
        "the indentation does not match the lines above: the text begins in column "
        f"{this + 1}, and in column {other + 1} in the line above"
    )


def _above(lines: list[str], number: int) -> int | None:
    """Return the nearest line above that holds something."""
    held = (n for n in range(number - 1, -1, -1) if lines[n].strip() and lines[n].strip()[0] != "#")
    return next(held, None)


def _depth(line: str) -> int:
    """Return where the text of a line begins, after the dash of a list."""
    match = re.match(r"\s*(?:- +)*", line)
    return len(match[0]) if match else 0


def _sign(said: str, problem: str, rest: str) -> str | None:
    """Return the first letter of a text, if the mistake is that YAML takes it for a sign."""
    if match := re.search(r"found character '(.)' that cannot start", problem):
        return match[1]
    about = ("alias", "anchor", "block scalar", "mapping keys", "node content", "tag", "directive")
    return rest[0] if rest and any(word in f"{said} {problem}" for word in about) else None
