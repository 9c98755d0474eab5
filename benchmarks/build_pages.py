"""Pages of made-up text, the same for every generator that is measured, and their nav.

Each page has front matter, five headings, ten paragraphs, a list, a link to the next page and a
table of fifteen rows. Nothing in them is a fact: they are made of questions, which need no source.
The same number gives the same pages on one day.
"""

import random
from datetime import date, timedelta
from pathlib import Path

SECTION = 25  # pages in one section of the nav
ROWS = 15
TEXT = """
the report covers a period that your reader will ask about when they plan the work of a year
and most teams find that one clear list of duties helps more than a long page of rules so we
write down who does what keep the proof in one place and look at it again each month
"""
WORDS = TEXT.split()
# What this project's own check asks for; the others pass over the dates.
HEAD = f"""---
title: "Sample page {{number}}"
description: "Sample text number {{number}}, written to measure how fast pages are built."
reviewed: '{date.today() - timedelta(1)}'
next_review: '{date.today() + timedelta(90)}'
---
"""

Nav = list[dict[str, list[dict[str, str]]]]


def write_pages(docs: Path, count: int) -> Nav:
    """Write `count` pages below docs/sample/ and return their part of a nav."""
    names = [f"sample/part-{number // SECTION + 1}/page-{number + 1}" for number in range(count)]
    nav: Nav = []
    for number, name in enumerate(names):
        if number % SECTION == 0:
            nav.append({f"Sample part {number // SECTION + 1}": []})
        page = docs / f"{name}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(page_text(number + 1, names[(number + 1) % count]), encoding="utf-8")
        next(iter(nav[-1].values())).append({f"Sample page {number + 1}": f"{name}.md"})
    return nav


def page_text(number: int, following: str) -> str:
    """Return the Markdown of one page; `following` is the page that it links to."""
    words = random.Random(number)  # noqa: S311 - for text, not for secrets
    target = f"../../{following}.md"
    parts = [
        HEAD.format(number=number),
        f"# Sample page {number}\n",
        "This page is sample text and states no fact.\n",
    ]
    for heading in range(1, 6):
        parts.append(f"## Part {heading} of page {number}\n")
        parts += [" ".join(_sentence(words) for _ in range(4)) + "\n" for _ in range(2)]
    parts.append("\n".join(f"- {_sentence(words)}" for _ in range(5)) + "\n")
    parts.append(f"Go on to [the next page]({target}).\n")
    parts.append("## Table\n\n" + _table(words))
    return "\n".join(parts)


def _sentence(words: random.Random) -> str:
    return " ".join(words.choices(WORDS, k=words.randint(8, 16))).capitalize() + "?"


def _table(words: random.Random) -> str:
    rows = [
        f"| Row {row} | {_sentence(words)} | {_sentence(words)} |" for row in range(1, ROWS + 1)
    ]
    return "\n".join(["| Name | One | Other |", "|---|---|---|", *rows]) + "\n"
