"""What stands in for something that is still to come: reserved names, and texts that say so."""

import re
from collections.abc import Iterator
from pathlib import Path

# RFC 2606 and RFC 6761: these never lead to anybody.
RESERVED_ENDS = (
    "example",
    "test",
    "invalid",
    "localhost",
    "example.com",
    "example.net",
    "example.org",
)
# Ways in which texts say that another one will replace them.
PLACEHOLDERS = re.compile(
    r"when (?:the|this) site (?:launches|is launched|goes live)|named at launch"
    r"|will (?:appear|be (?:stated|named|shown)) here|lorem ipsum|\b(?:TODO|TBD|FIXME|XXX)\b"
    r"|your (?:name|company|organi[sz]ation) here",
    re.IGNORECASE,
)
HOST = re.compile(r"(?:https?://|@)(?:[^\s/@\"'<>]*@)?\[?([\w.:-]+?)\]?(?=[:/?#\s)\"'>,;]|$)")
LOOPBACK = re.compile(r"^(?:127(?:\.\d+){3}|::1|0\.0\.0\.0)$")
USUAL_LOGIN = re.compile(r"//(?:user|username):|:(?:password|secret|changeme)@", re.IGNORECASE)


def is_reserved(host: str) -> bool:
    """Tell whether a name or address leads nobody anywhere."""
    name = host.lower().rstrip(".")
    ends = any(name == end or name.endswith(f".{end}") for end in RESERVED_ENDS)
    return ends or LOOPBACK.match(name) is not None


def find_reserved(text: str) -> list[str]:
    """Return the reserved names in addresses of web and mail."""
    return [host for host in HOST.findall(text) if is_reserved(host)]


def find_placeholders(folders: dict[Path, str], root: Path) -> Iterator[str]:
    """Yield file, line and words of each text that stands in for another.

    `folders`: where to look, with the pattern of the files' names. Comments of YAML are no texts.
    """
    for folder, pattern in folders.items():
        for file in sorted(folder.rglob(pattern)):
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                comment = file.suffix == ".yml" and line.lstrip().startswith("#")
                if not comment and (found := PLACEHOLDERS.search(line)):
                    yield f"{file.relative_to(root)}:{number} “{found[0]}”"
