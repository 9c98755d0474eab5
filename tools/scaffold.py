"""Start a page, a source or a report: a few questions, and the files stand where they belong.

`python -m tools.scaffold page | source | report`. What still has to be written says TODO, and
`make check` names each TODO with file and line until it is gone.
"""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from model.load import ROOT, Site, load
from model.problems import DataProblems

TEMPLATES = Path(__file__).resolve().parent / "templates"
TIER_LETTERS = {"1": "S", "2": "F", "3": "V"}

Ask = Callable[..., str]


class Unusable(Exception):  # noqa: N818 - said to a person
    """An answer that cannot be used, or a file that is there already."""


def asker(given: dict[str, str]) -> Ask:
    """Return a function that takes an answer from the command line, or asks for it."""

    def ask(name: str, question: str, pattern: str = r".+") -> str:
        while True:
            answer = given.pop(name, "") or input(f"{question}: ")
            if re.fullmatch(pattern, answer.strip()):
                return answer.strip()
            if not sys.stdin.isatty():
                raise Unusable(f"{name}: “{answer}” does not have the form {pattern}")
            print(f"“{answer}” does not have the form {pattern}.")

    return ask


def new_page(root: Path, ask: Ask) -> list[Path]:
    """Write a page and put it into the nav; returns what changed."""
    name = ask("name", "Short name for the address, like bridge-letters", r"[a-z0-9]+(-[a-z0-9]+)*")
    title = ask("title", "Title")
    description = ask("description", "Description, 50 to 160 characters", r".{50,160}")
    path = root / "docs" / f"{name}.md"
    write_new(path, fill("page.md.j2", title=title, description=description))
    config = root / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    # At the end of the nav; an editor moves the line to its place.
    nav = re.search(r"^nav:\n(?:[ \t]+.*\n)+", text, re.M)
    if nav is None:
        raise Unusable("mkdocs.yml has no nav to put the page into")
    entry = f"  - {title if ':' not in title else repr(title)}: {name}.md\n"
    config.write_text(text[: nav.end()] + entry + text[nav.end() :], encoding="utf-8")
    return [path, config]


def new_source(root: Path, ask: Ask) -> list[Path]:
    """Add a record to data/sources.yml with the next free id of its tier."""
    site = load(root / "data")
    tier = ask("tier", "Tier: 1 standard setter, 2 CPA firm, 3 vendor or blog", "[123]")
    record = {
        "id": next_id(site, TIER_LETTERS[tier]),
        "tier": tier,
        "title": ask("title", "Title"),
        "publisher": ask("publisher", "Publisher"),
        "url": ask("url", "Address of the original", r"https?://\S+"),
        "extent": ask("extent", "How much did you read: excerpt or whole", "excerpt|whole"),
        "read": date.today().isoformat(),
    }
    path = root / "data" / "sources.yml"
    with path.open("a", encoding="utf-8") as file:
        file.write(fill("source.yml.j2", **record))
    print(f"Cite it as {record['id']}.")
    return [path]


def new_report(root: Path, ask: Ask) -> list[Path]:
    """Write a report with a place for every row, and its page."""
    site = load(root / "data")
    report = ask("name", "Short name, like soc-3", r"[a-z0-9]+(-[a-z0-9]+)*")
    title = ask("title", "Name as printed, like SOC 3")
    types = ask("types", f"Types, from {', '.join(site.types)}", r"[a-z0-9-]+(, *[a-z0-9-]+)*")
    source = ask("source", "Id of a source to start with", "|".join(site.sources))
    path = root / "data" / "reports" / f"{report}.yml"
    text = fill(
        "report.yml.j2",
        id=report,
        name=title,
        long_name=ask("long_name", "Name in full"),
        types=re.split(r", *", types),
        source=source,
        rows=list(site.attributes.values()),
    )
    write_new(path, text)
    return [path]


def next_id(site: Site, letter: str) -> str:
    """Return the first free id of a tier, such as F93."""
    taken = {int(source[1:3]) for source in site.sources if source.startswith(letter)}
    free = next((number for number in range(1, 100) if number not in taken), None)
    if free is None:
        raise Unusable(f"no id is left for tier “{letter}”")
    return f"{letter}{free:02}"


def fill(template: str, **values: object) -> str:
    """Return a template of tools/templates with its places filled."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    # An editor reads these files: letters stay as they were typed.
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    return environment.get_template(template).render(**values)


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet; raises Unusable if it is."""
    if path.exists():
        raise Unusable(f"{path} is there already")
    path.write_text(text, encoding="utf-8")


KINDS: dict[str, Callable[[Path, Ask], list[Path]]] = {
    "page": new_page,
    "source": new_source,
    "report": new_report,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns 0, or 1 with a line that says what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.scaffold", description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("answers", nargs="*", metavar="name=answer", help="asked for if left out")
    parser.add_argument("--root", type=Path, default=ROOT, help="the project's folder")
    options = parser.parse_intermixed_args(arguments)
    given = dict(answer.split("=", 1) for answer in options.answers if "=" in answer)
    try:
        changed = KINDS[options.kind](options.root, asker(given))
    except (Unusable, DataProblems) as error:
        print(error, file=sys.stderr)
        return 1
    except EOFError:
        print("an answer is missing", file=sys.stderr)
        return 1
    for path in changed:
        print(f"wrote {path.relative_to(options.root)}")
    print("Run `make check`: it names what is still to be written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
