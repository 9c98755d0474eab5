"""The paragraphs of a page, and one of them written anew."""

import re
from dataclasses import dataclass

from macros.editing.fields import LONG, Field
from macros.editing.yaml_edit import EditError, Value, replace_value
from model.core.yaml_loader import read_text

FRONT = re.compile(r"\A---\n(.*?)^---[ \t]*\n", re.M | re.S)
FENCE = re.compile(r" *(`{3,}|~{3,})")
# The front matter has no schema of its own.
WORDS = {
    "title": "The heading of the browser's tab, and the name in search results.",
    "description": "What the page answers, in 50 to 160 characters; search engines show it.",
    "reviewed": "The day on which somebody read the whole page against its sources: 2026-11-25.",
    "next_review": "The day of the next look, in the same form.",
}


@dataclass(frozen=True)
class Block:
    """A paragraph, list, table, heading or call; `line` and `end` count from 1, `end` is behind."""

    line: int
    end: int
    text: str

    @property
    def kind(self) -> str:
        """What it is, for people."""
        first = self.text.lstrip()
        signs = {"#": "Heading", "|": "Table", "{{": "Call", "<": "HTML", "///": "Box", "-": "List"}
        return next((word for sign, word in signs.items() if first.startswith(sign)), "Paragraph")

    @property
    def has_words(self) -> bool:
        """Whether there is more in it than tags that begin or end a part of the page."""
        return bool(re.sub(r"<[^>]*>", "", self.text).strip())


def list_blocks(text: str) -> list[Block]:
    """Return what a page consists of below its front matter; blank lines are between blocks."""
    lines = text.split("\n")
    match = FRONT.match(text)
    first = match[0].count("\n") if match else 0
    blocks: list[Block] = []
    begun, fence = -1, ""
    for at in range(first, len(lines)):
        line = lines[at]
        if mark := FENCE.match(line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        if (line.strip() or fence) and begun < 0:
            begun = at
        elif not line.strip() and not fence and begun >= 0:
            blocks.append(_block(lines, begun, at))
            begun = -1
    if begun >= 0:
        blocks.append(_block(lines, begun, len(lines)))
    return blocks


def _block(lines: list[str], begun: int, end: int) -> Block:
    return Block(begun + 1, end + 1, "\n".join(lines[begun:end]))


def replace_block(text: str, line: int, given: str) -> str:
    """Return a page with another text for the block that begins in `line`; raises EditError.

    All other blocks are proved to be as they were. An empty text takes the block out.
    """
    blocks = list_blocks(text)
    at = next((at for at, block in enumerate(blocks) if block.line == line), None)
    if at is None:
        raise EditError("this paragraph is no longer there: open the list of the page again")
    lines, block = text.split("\n"), blocks[at]
    new = [one.rstrip() for one in given.replace("\r\n", "\n").strip("\n").split("\n")]
    end = block.end - 1
    if not any(new):
        new, end = [], end + (end < len(lines) and not lines[end].strip())
    after = "\n".join([*lines[: block.line - 1], *new, *lines[end:]])
    now, kept = list_blocks(after), [one.text for one in blocks]
    above, below = kept[:at], kept[at + 1 :]
    texts = [one.text for one in now]
    if (
        texts[:at] != above
        or texts[len(texts) - len(below) :] != below
        or len(texts) < len(kept) - 1
    ):
        raise EditError("this text would swallow what stands below it: a ``` is not closed")
    return after


def list_front_fields(text: str) -> list[Field]:
    """Return the texts of the front matter."""
    match = FRONT.match(text)
    data = read_text(match[1], "").data if match else None
    return [
        Field((key,), key.replace("_", " ").capitalize(), WORDS.get(key, ""),
              "long" if len(value) > LONG else "text", value)
        for key, value in (data if isinstance(data, dict) else {}).items()
        if isinstance(value, str)
    ]  # fmt: skip


def replace_front(text: str, key: str, value: Value) -> str:
    """Return a page with another value of its front matter; raises EditError."""
    match = FRONT.match(text)
    if match is None:
        raise EditError("the page has no front matter between two lines of ---")
    front = replace_value(match[1], (key,), value)
    return f"---\n{front}{text[match.start() + 4 + len(match[1]) :]}"
