"""The files that tools/scaffold.py starts: pages, sources and reports."""

import json
import re
import sys
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import click

from macros.checks import check_pages, read_config
from macros.views import Links, build_macros, create_environment
from model.core.command_line import HELP, run_command
from model.core.problems import InvalidDataError
from model.core.validation import SMALL, WEB
from model.dataset import ROOT, Dataset, load

TEMPLATES = Path(__file__).resolve().parent / "templates"
NAME = r"[a-z0-9]+(-[a-z0-9]+)*"
TIER_LETTERS = {"1": "S", "2": "F", "3": "V"}
# Takes name, question, pattern of the answer, and what the pattern means.
Ask = Callable[..., str]


class ScaffoldError(Exception):
    """An answer that cannot be used, or a file that is there already."""


def new_page(root: Path, ask: Ask) -> list[Path]:
    """Write a page, put it into the nav and its address on record; returns what changed."""
    name = ask("name", "Short name for the address, like bridge-letters", NAME, SMALL)
    title = ask("title", "Title")
    description = ask(
        "description",
        "Description, 50 to 160 characters",
        r".{50,160}",
        "50 to 160 characters long",
    )
    path = root / "docs" / f"{name}.md"
    today = date.today()
    page = {"title": title, "description": description, "reviewed": today.isoformat(),
            "next_review": half_a_year_after(today).isoformat()}  # fmt: skip
    write_new(path, render("page.md.j2", **page))
    return [path, _into_nav(root, title, name), _on_record(root, name)]


def half_a_year_after(day: date) -> date:
    """Return the day six months later, or the last of its month where that is shorter."""
    years, month = divmod(day.month + 5, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _into_nav(root: Path, title: str, name: str) -> Path:
    config = root / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    # At the end of the nav; an editor moves the line to its place.
    nav = re.search(r"^nav:\n(?:[ \t]+.*\n)+", text, re.M)
    if nav is None:
        raise ScaffoldError("mkdocs.yml has no nav to put the page into")
    # In quotes whatever the title is: YAML takes too many characters for its own.
    entry = f"  - {json.dumps(title, ensure_ascii=False)}: {name}.md\n"
    config.write_text(text[: nav.end()] + entry + text[nav.end() :], encoding="utf-8")
    return config


def _on_record(root: Path, name: str) -> Path:
    """Add the address to those that are kept for good; before publishing it may be taken out."""
    redirects = root / "data" / "redirects.yml"
    text = redirects.read_text(encoding="utf-8")
    published = re.search(r"^published:\n(?:- .*\n)+", text, re.M)
    if published is None:
        raise ScaffoldError("data/redirects.yml has no list `published` to put the address into")
    end = published.end()
    redirects.write_text(f"{text[:end]}- {name}/\n{text[end:]}", encoding="utf-8")
    return redirects


def new_source(root: Path, ask: Ask) -> list[Path]:
    """Add a record to data/sources.yml with the next free id of its tier."""
    dataset = load(root / "data")
    tier = ask("tier", "Tier: 1 standard setter, 2 CPA firm, 3 vendor or blog", "[123]",
               "1, 2 or 3")  # fmt: skip
    record = {
        "id": next_id(dataset, TIER_LETTERS[tier]),
        "tier": tier,
        "title": ask("title", "Title"),
        "publisher": ask("publisher", "Publisher"),
        "url": ask("url", "Address of the original", r"https?://\S+", WEB),
        "extent": ask(
            "extent", "How much did you read: excerpt or whole", "excerpt|whole", "excerpt or whole"
        ),
        "read": date.today().isoformat(),
    }
    path = root / "data" / "sources.yml"
    with path.open("a", encoding="utf-8") as file:
        file.write(render("source.yml.j2", **record))
    print(f"Cite it as {record['id']}.")
    return [path]


def new_report(root: Path, ask: Ask) -> list[Path]:
    """Write a report with a place for every row."""
    dataset = load(root / "data")
    report = ask("name", "Short name, like soc-3", NAME, SMALL)
    title = ask("title", "Name as printed, like SOC 3")
    kinds = "|".join(dataset.types)
    known = ", ".join(dataset.types)
    types = ask("types", f"Types, from {known}", f"({kinds})(, *({kinds}))*", f"among {known}")
    source = ask("source", "Id of a source to start with", "|".join(dataset.sources),
                 "the id of a source in data/sources.yml")  # fmt: skip
    path = root / "data" / "reports" / f"{report}.yml"
    text = render(
        "report.yml.j2",
        id=report,
        name=title,
        long_name=ask("long_name", "Name in full"),
        types=re.split(r", *", types),
        source=source,
        rows=list(dataset.attributes.values()),
    )
    write_new(path, text)
    return [path]


def next_id(dataset: Dataset, letter: str) -> str:
    """Return the first free id of a tier, such as F93."""
    numbers = [re.findall(r"\d+", source)[0] for source in dataset.sources if source[0] == letter]
    taken = {int(number) for number in numbers}
    free = next((number for number in range(1, 1000) if number not in taken), None)
    if free is None:
        raise ScaffoldError(f"no id is left for tier “{letter}”")
    return f"{letter}{free:02}"


def render(template: str, **values: object) -> str:
    """Return a template of tools/templates with its places filled."""
    # What is written is YAML and Markdown, and no markup.
    environment = create_environment(TEMPLATES, markup=(), keep_trailing_newline=True)
    # An editor reads these files: letters and signs stay as they were typed, as in no web page.
    environment.filters["tojson"] = partial(json.dumps, ensure_ascii=False)
    return environment.get_template(template).render(**values)


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet; raises Unusable if it is."""
    if path.exists():
        raise ScaffoldError(f"{path} is there already")
    path.write_text(text, encoding="utf-8")


def answers_from(given: dict[str, str]) -> Ask:
    """Return a function that takes an answer from the command line, or asks for it."""

    def ask(name: str, question: str, pattern: str = r".+", meant: str = "an answer") -> str:
        while True:
            answer = (given.pop(name, "") or input(f"{question}: ")).strip()
            if re.fullmatch(pattern, answer):
                return answer
            if not sys.stdin.isatty():
                raise ScaffoldError(f"{name}: “{answer}” is not {meant}")
            print(f"“{answer}” is not {meant}. Try again, or press Ctrl+C to stop.")

    return ask


KINDS: dict[str, Callable[[Path, Ask], list[Path]]] = {
    "page": new_page,
    "source": new_source,
    "report": new_report,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns 0, or 1 with a line that says what is wrong."""
    return run_command(_command, arguments, "python -m tools.scaffold")


@click.command(help=__doc__, context_settings=HELP)
@click.argument("kind", type=click.Choice(sorted(KINDS)))
@click.argument("answers", nargs=-1, metavar="[NAME=ANSWER]...")
@click.option(
    "--root",
    type=click.Path(path_type=Path),
    default=ROOT,
    metavar="FOLDER",
    help="The project's folder.",
)
def _command(kind: str, answers: tuple[str, ...], root: Path) -> int:
    given = dict(answer.split("=", 1) for answer in answers if "=" in answer)
    try:
        changed = KINDS[kind](root, answers_from(given))
    except (ScaffoldError, InvalidDataError) as error:
        print(error, file=sys.stderr)
        return 1
    except (EOFError, KeyboardInterrupt):
        print("an answer is missing", file=sys.stderr)
        return 1
    for path in changed:
        print(f"wrote {path.relative_to(root)}")
    for line in find_problems(root, changed):
        print(line)
    return 0


def find_problems(root: Path, changed: Sequence[Path]) -> list[str]:
    """Check the project and return what is wrong with the files that were written."""
    _, found = read_config(root / "mkdocs.yml", root / "docs")
    try:
        dataset = load(root / "data")
        found += check_pages(
            root / "docs", build_macros(dataset, Links()), root, terms=dataset.terms.values()
        )
    except InvalidDataError as error:
        found += error.problems
    names = {path.relative_to(root).as_posix() for path in changed}
    return [str(problem) for problem in found if problem.file in names]


if __name__ == "__main__":
    sys.exit(main())
