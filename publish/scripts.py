"""Our scripts, made small: names that a module keeps to itself become short ones."""

import re

import minify

from publish.built import PublishError

IMPORT_LINES = re.compile(r"^import\b[^;]*;\n", re.MULTILINE)
EXPORT = re.compile(
    r"^export (?=(?:async )?function\*? (\w+)|const (\w+)|class (\w+))", re.MULTILINE
)
LEFT = re.compile(r"^(?:export|import)\b.*", re.MULTILINE)


def small(name: str, text: str) -> str:
    """Return a script without what only people need; raises PublishError for what is none."""
    try:
        return str(minify.string("application/javascript", _enclosed(name, text)))
    except minify.MinifyError as error:
        raise PublishError([f"{name}: {error}"]) from None


def _enclosed(name: str, text: str) -> str:
    """Put the body of a module into a function, whose names may be shortened."""
    exports = ",".join(match[1] or match[2] or match[3] for match in EXPORT.finditer(text))
    if not exports:
        return text
    imports = "".join(IMPORT_LINES.findall(text))
    body = EXPORT.sub("", IMPORT_LINES.sub("", text))
    if left := LEFT.search(body):
        raise PublishError([f"{name}: “{left[0]}”: write `export` before a name, imports in front"])
    return f"{imports}export const {{{exports}}} = (() => {{{body}\nreturn {{{exports}}};}})();"
