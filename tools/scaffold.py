"""Scaffold a page, a source or a report: ask, write the files and the navigation, check them."""

import json
import re
import sys
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from macros.checks import abbreviations, check_pages, read_config
from macros.views import Links, build_macros, create_environment
from model.content import TIER_LETTERS, Term, next_source_id
from model.core.command_line import HELP, run_command
from model.core.problems import InvalidDataError
from model.core.validation import SMALL, WEB
from model.core.yaml_loader import read
from model.dataset import ROOT, load
from model.integrity import DataFiles, FileCache, read_files

TEMPLATES = Path(__file__).resolve().parent / "templates"
NAME = r"[a-z0-9]+(-[a-z0-9]+)*"
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
    entry = _NavEntry(name, title)
    return _add_page(root, entry, "page.md.j2", title=title, description=description)


class _NavEntry(NamedTuple):
    """A page of the nav: its short name, what the nav calls it, and the page it stands below."""

    page: str
    title: str
    below: str | None = None  # None: at the end, and an editor moves it to its place


def _add_page(root: Path, entry: _NavEntry, template: str, **values: object) -> list[Path]:
    """Write a page from a template, with its line of the nav; returns what changed."""
    path = root / "docs" / f"{entry.page}.md"
    today = date.today()
    days = {"reviewed": today.isoformat(), "next_review": half_a_year_after(today).isoformat()}
    write_new(path, render(template, **days, **values))
    return [path, _into_nav(root, entry), _on_record(root, entry.page)]


def half_a_year_after(day: date) -> date:
    """Return the day six months later, or the last of its month where that is shorter."""
    years, month = divmod(day.month + 5, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _into_nav(root: Path, entry: _NavEntry) -> Path:
    config = root / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    nav = re.search(r"^nav:\n(?:[ \t]+.*\n)+", text, re.M)
    if nav is None:
        raise ScaffoldError("mkdocs.yml has no nav to put the page into")
    place, indent = nav.end(), "  "
    if entry.below:
        line = rf"^([ \t]+)- (?:.*: )?{re.escape(entry.below)}\.md[ \t]*\n"
        if found := re.compile(line, re.M).search(text, nav.start(), nav.end()):
            place, indent = found.end(), found[1]
    # In quotes whatever the title is: YAML takes too many characters for its own.
    line = f"{indent}- {json.dumps(entry.title, ensure_ascii=False)}: {entry.page}.md\n"
    config.write_text(text[:place] + line + text[place:], encoding="utf-8")
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
    """Add a record to data/sources.yml with the next free id of its tier.

    Only that file is looked at: a source is wanted while others are half written.
    """
    files = read_files(root / "data", FileCache())
    tier = ask("tier", "Tier: 1 standard setter, 2 CPA firm, 3 vendor or blog", "[123]",
               "1, 2 or 3")  # fmt: skip
    record = {
        "id": next_id(source_ids(files), TIER_LETTERS[int(tier) - 1]),
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
    """Write a report with a place for every row, its page, and one that compares it.

    Other reports may be half written: of them only the names are looked at.
    """
    files = read_files(root / "data", FileCache())
    reports = {path.stem for path in (root / "data" / "reports").glob("*.yml")}
    kinds = [kind.id for kind in files.types.require().types]
    attributes = files.attributes.require()
    report = ask("name", "Short name, like soc-3", NAME, SMALL)
    name = ask("title", "Name as printed, like SOC 3")
    one_kind = "|".join(kinds)
    known = ", ".join(kinds)
    types = re.split(
        r", *",
        ask("types", f"Types, from {known}", f"({one_kind})(, *({one_kind}))*", f"among {known}"),
    )
    source = ask("source", "Id of a source to start with", "|".join(source_ids(files)),
                 "the id of a source in data/sources.yml")  # fmt: skip
    long_name = ask("long_name", "Name in full")
    others = ", ".join(sorted(reports))
    other = ask("compare", f"Report to compare it with on a page, from {others}",
                "|".join(sorted(reports)), f"among {others}")  # fmt: skip
    path = root / "data" / "reports" / f"{report}.yml"
    text = render(
        "report.yml.j2",
        id=report,
        name=name,
        long_name=long_name,
        types=types,
        source=source,
        rows=attributes.attributes,
        short_rows={row.id for row in attributes.short},
    )
    write_new(path, text)
    written = read(root / "data" / "reports" / f"{other}.yml", root).data
    other_name = str(written.get("name", other)) if isinstance(written, dict) else other
    pair = f"{other}-vs-{report}"
    own = {"id": report, "name": name, "other": other, "other_name": other_name, "pair": pair}
    terms = files.glossary.require().terms
    in_table = " ".join([name, *texts_of(written)])
    pair_entry = _NavEntry(pair, f"{other_name} vs {name}", below=report)
    return unique(
        path,
        *_add_page(
            root,
            _NavEntry(report, name, below=other),
            "report_page.md.j2",
            short_names=short_names(name, terms),
            **own,
        ),
        *_add_page(
            root, pair_entry, "pair_page.md.j2", short_names=short_names(in_table, terms), **own
        ),
    )


def texts_of(part: object) -> Iterator[str]:
    """Yield every text of a record as it was read."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from texts_of(inner)


def short_names(text: str, terms: Iterable[Term]) -> list[str]:
    """Return the abbreviations of the glossary that a text uses; a page links each."""
    known = abbreviations(terms)
    return [name for name in known if re.search(rf"(?<![\w-]){re.escape(name)}s?(?![\w-])", text)]


def unique(*paths: Path) -> list[Path]:
    """Return paths in their order, each once."""
    return list(dict.fromkeys(paths))


def source_ids(files: DataFiles) -> list[str]:
    """Return the ids of all sources."""
    return [source.id for source in files.sources.require().sources]


def next_id(sources: Sequence[str], letter: str) -> str:
    """Return the first free id of a tier, such as F93; raises ScaffoldError."""
    free = next_source_id(sources, letter)
    if free is None:
        raise ScaffoldError(f"no id is left for tier “{letter}”")
    return free


def render(template: str, **values: object) -> str:
    """Return a template of tools/templates with its places filled."""
    # What is written is YAML and Markdown, and no markup.
    environment = create_environment(TEMPLATES, markup=(), keep_trailing_newline=True)
    # An editor reads these files: letters and signs stay as they were typed, as in no web page.
    environment.filters["tojson"] = partial(json.dumps, ensure_ascii=False)
    return environment.get_template(template).render(**values)


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet; raises ScaffoldError if it is."""
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
