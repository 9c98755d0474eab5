"""Files that another editor has damaged: a content manager that writes YAML or Markdown anew."""

import re
from collections.abc import Iterator
from pathlib import Path

from macros.checks.markup import Finding, blank_code
from model.core.problems import Problem
from model.exports import modeline
from model.integrity import FILES

# \[{{ site("operator_email") }}](…): rich text editors escape a link that begins with a call.
ESCAPED = re.compile(r"\\\[(?=[^\]\n]*\{\{)|\\\{\\?\{|\{\\\{|(?<=\}\})\\\]")
IN_CALL = re.compile(r"\{\{[^{}\n]*\\[_\[\](*\"][^{}\n]*\}\}")


def check_damage(text: str) -> Iterator[Finding]:
    """Yield (line, "", what) for each line of a page with an escaped bracket beside a call."""
    if "\\" not in text:
        return
    for number, line in enumerate(blank_code(text).splitlines(), 1):
        found = ESCAPED.search(line) or IN_CALL.search(line)
        if found:
            what = "another editor has put “\\” before a bracket of a call: take it out"
            yield number, "", what


def lost_schema(name: str, pattern: str, text: str) -> str | None:
    """Return what is wrong with the first line of a data file, which names its schema."""
    wanted = modeline(name, pattern)
    if text.partition("\n")[0].strip() == wanted:
        return None
    return f"another editor has taken out the first line: “{wanted}”; its comments too?"


def find_lost_schemas(data: Path, root: Path) -> Iterator[Problem]:
    """Yield a problem for each data file that has lost the line that names its schema.

    Whoever writes a file anew loses it first, and every other comment with it.
    """
    for pattern in FILES:
        for path in sorted(data.glob(pattern)):
            text = path.read_text(encoding="utf-8", errors="replace")
            if what := lost_schema(path.relative_to(data).as_posix(), pattern, text):
                where = path.relative_to(root).as_posix() if path.is_relative_to(root) else path
                yield Problem(str(where), 1, "", what)


def undecodable(error: UnicodeDecodeError) -> Finding:
    """Return what is wrong with a page that cannot be read."""
    return 1, "", f"the file is not UTF-8 text (byte {error.start})"
