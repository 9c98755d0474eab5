"""What a change does to facts and outcomes, as Markdown for its reviewers.

`python -m tools.pr_report BASE [HEAD]` compares two data folders; HEAD is this project's own if
it is left out. `make changes base=main` does so for what was changed since `main`.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from itertools import groupby
from pathlib import Path
from urllib.parse import urlencode

import click

from model.core.command_line import HELP, run_command
from model.dataset import data_folder
from model.diff import (
    Difference,
    compare_outcomes,
    find_differences,
    find_unreadable,
    read_documents,
    read_tables,
)
from tools.scaffold import render

# Headings of the summary and their files, in the order in which a reviewer wants them.
TOPICS = (
    ("Rules and words of the decision", ("decisions/*", "vocabulary.yml")),
    ("Comparison", ("reports/*", "attributes.yml", "types.yml", "views.yml")),
    ("Sources", ("sources.yml",)),
    ("Prices and times", ("prices.yml", "durations.yml", "timeline.yml")),
    ("Myths and glossary", ("myths.yml", "glossary.yml")),
    ("Scenarios", ("scenarios.yml",)),
    ("Quote form", ("quote_form.yml", "providers.yml")),
    ("Firms and matching", ("firms.yml", "matching.yml")),
    ("Other data", ("*",)),
)


def summary(base: Path, head: Path) -> str:
    """Return the Markdown; what cannot be read or compared is said in it."""
    before, after = read_documents(base), read_documents(head)
    found = list(find_differences(before, after))
    old, new = read_tables(before), read_tables(after)
    return render(
        "fact_changes.md.j2",
        topics=list(_topics(found)),
        values=len(found),
        files=len({one.file for one in found}),
        outcomes=compare_outcomes(old, new) if old and new else None,
        unreadable=find_unreadable(before, after),
        query=urlencode,
    )


def _topics(found: list[Difference]) -> Iterator[dict[str, object]]:
    for title, files in groupby(sorted(found, key=_topic), key=_topic):
        rows = [
            {"file": file, "rows": [_row(one) for one in changed]}
            for file, changed in groupby(files, key=lambda one: one.file)
        ]
        yield {"title": TOPICS[title][0], "files": rows}


def _topic(found: Difference) -> int:
    return next(
        number
        for number, (_, patterns) in enumerate(TOPICS)
        if any(fnmatch(found.file, pattern) for pattern in patterns)
    )


def _row(found: Difference) -> dict[str, object]:
    """Return {what, done, before, after} for the template; before and after are lists of lines."""
    before, after = list(_lines(found.before)), list(_lines(found.after))
    done = "changed"
    if found.before is None or found.after is None:
        done = "added" if found.before is None else "removed"
    elif found.path[-1:] == ("order",):
        done = "put into another order"
    elif _is_words(found.before) and _is_words(found.after):  # sources, above all
        before, after = _without(before, after), _without(after, before)
    return {
        "what": plain(" › ".join(found.path) or "the whole file"),
        "done": done,
        "before": before,
        "after": after,
    }


def _without(words: list[str], others: Iterable[str]) -> list[str]:
    """Return what `others` lacks, in one line; everything if only the order differs."""
    left = [word for word in words if word not in set(others)]
    return [", ".join(left)] if left else []


def _is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str | int | float) for one in value)


def _lines(value: object, name: str = "") -> Iterator[str]:
    """Yield a value as lines of Markdown, one for each text in it, with its name before it."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _lines(part, f"{name}{key}: ")
    elif isinstance(value, list) and not (name and _is_words(value)):
        for part in value:
            yield from _lines(part, name)
    elif value is not None:
        words = ", ".join(map(_word, value)) if isinstance(value, list) else _word(value)
        yield plain(f"{name}{words}")


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def plain(text: str) -> str:
    """Return text with what Markdown and HTML would take for markup made harmless."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # an invisible joiner: a text of ours must not call anybody by name
    text = text.replace("@", "@&zwj;")
    return re.sub(r"([\\`*_\[\]|#~])", r"\\\1", " ".join(text.split()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the summary; returns 2 if there is no such folder."""
    return run_command(_command, arguments, "python -m tools.pr_report")


@click.command(help=__doc__, context_settings=HELP)
@click.argument("base", type=click.Path(path_type=Path))
@click.argument("head", type=click.Path(path_type=Path), required=False)
def _command(base: Path, head: Path | None) -> int:
    head = head or data_folder()
    for folder in (base, head):
        if not folder.is_dir():
            print(f"{folder} is no folder", file=sys.stderr)
            return 2
    try:
        print(summary(base.resolve(), head.resolve()), flush=True)
    except BrokenPipeError:  # `make changes | head` has read enough
        sys.stdout = None  # nothing is left to flush at the end
    return 0


if __name__ == "__main__":
    sys.exit(main())
