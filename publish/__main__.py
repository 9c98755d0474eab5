"""Command line: `python -m publish` makes the built site fit to serve."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click

from model.core.command_line import HELP, JSON_OBJECT, print_result, progress_printer, run_command
from model.core.problems import InvalidDataError
from model.dataset import ROOT, Dataset, data_folder, load
from model.exports import resolve_form_target
from model.launch import check_content, count_open, silence
from publish.assets import SCRIPTS_LIMIT, fingerprint, gzipped_script_sizes
from publish.checks import check_files, check_firms_page, check_links, check_theme, is_permanent
from publish.critical_css import inline_styles
from publish.pages import (
    check_published_addresses,
    find_unlisted_pages,
    write_embed,
    write_favicon,
    write_open_data,
    write_pictures,
    write_redirects,
    write_scripted_parts,
    write_security_contact,
    write_sitemap,
    write_social_images,
    write_source_lists,
    write_source_notes,
    write_typography,
)
from publish.precompress import compress
from publish.releases import LIVE, import_release, switch, switch_back
from publish.security import headers_folder, write_headers, write_policies
from publish.site import BuiltSite, PublishError


def publish(site: BuiltSite, dataset: Dataset) -> list[str]:
    """Run every step, checks first; return notes for the editor. Raises PublishError."""
    check_theme(site)
    check_firms_page(site, dataset)
    with site.mark_unfinished():
        size = _write(site, dataset)
    new = [
        f"add {path} to `published` in data/redirects.yml"
        for path in find_unlisted_pages(site, dataset.redirects)
        if is_permanent(path, dataset)
    ]
    return [f"{len(site.pages)} pages, at most {size:,} bytes of scripts gzipped each", *new]


def _write(site: BuiltSite, dataset: Dataset) -> int:
    """Run the steps that change the folder; return the bytes of the page with the most scripts."""
    write_source_lists(site, dataset)
    write_open_data(site, dataset)
    write_embed(site, dataset)
    write_source_notes(site, dataset)
    write_pictures(site)
    write_favicon(site)
    write_sitemap(site, dataset.changes)
    write_security_contact(site, dataset)
    write_redirects(site, dataset.redirects)
    write_typography(site)
    write_scripted_parts(site)
    names = fingerprint(site)
    sizes = _measure_scripts(site)  # before the steps that take long
    inline_styles(site, names)
    write_social_images(site, dataset.settings.name, dataset.settings.tagline)
    check_links(site)
    check_files(site)
    check_published_addresses(site, dataset.redirects)
    target = resolve_form_target(dataset, site.base, site.address)
    write_policies(site, target)
    write_headers(site, dataset.redirects.redirects)
    compress(site.folder)
    return max(sizes.values())


def _measure_scripts(site: BuiltSite) -> dict[str, int]:
    """Return the bytes of scripts of each page; raises PublishError where they are too many."""
    sizes = gzipped_script_sizes(site)
    heavy = [
        f"{path or 'home'}: starts with {size} bytes of scripts gzipped, of {SCRIPTS_LIMIT} allowed"
        for path, size in sizes.items()
        if size > SCRIPTS_LIMIT
    ]
    if heavy:
        raise PublishError(heavy)
    return sizes


EPILOG = """\b
Examples:
  python -m publish
  python -m publish switch --ready
  python -m publish switch --back

\b
Exit codes:
  0  fine
  1  something is wrong, and named; what is shown stays as it was
  2  wrong arguments
"""
FOLDER = click.Path(path_type=Path)
Say = Callable[[str], None]


def main(arguments: list[str] | None = None) -> int:
    """Publish and return the exit code: 0 fine, 1 something is wrong, and named."""
    try:
        return run_command(cli, arguments, "python -m publish")
    except (InvalidDataError, PublishError) as error:
        print(error, file=sys.stderr)
        return 1


@click.group(invoke_without_command=True, epilog=EPILOG, context_settings=HELP)
@click.option(
    "--site", type=FOLDER, default=ROOT / "site", metavar="FOLDER", help="The built site."
)
@JSON_OBJECT
@click.pass_context
def cli(context: click.Context, site: Path, as_json: bool) -> None:
    """Make the built site fit to serve: prove links, write the policy, compress."""
    if context.invoked_subcommand:
        return
    dataset = load(data_folder())
    folder = site.resolve()
    notes = publish(BuiltSite(folder, dataset.settings.address), dataset)
    say = progress_printer(as_json)
    reasons = _say_readiness(dataset, say)
    for note in notes:
        say(f"publish: {note}")
    headers = headers_folder(folder)
    words = f"publish: {folder} is ready; files for servers are in {headers}"
    print_result(words, as_json=as_json, site=str(folder), headers=str(headers), not_ready=reasons)


@cli.command("switch")
@click.option("--back", is_flag=True, help="Show the release before this one.")
@click.option("--ready", is_flag=True, help="Refuse what is not ready to launch.")
@click.option(
    "--built", type=FOLDER, metavar="RELEASE", help="Show this one, built in another folder."
)
@click.option(
    "--base", type=FOLDER, default=ROOT, metavar="FOLDER", help="Where releases/ and live are."
)
@JSON_OBJECT
def _switch(back: bool, ready: bool, built: Path | None, base: Path, as_json: bool) -> int:
    """Build aside, prove, and show it at once; servers show live/site."""
    base, say = base.resolve(), progress_printer(as_json)
    if back:
        shown, hint = switch_back(base).name, " again"
    elif built:
        shown, hint = import_release(base, built.resolve()).name, ""
    else:
        dataset = load(data_folder())
        if _say_readiness(dataset, say) and ready:
            return 1
        shown = switch(base, lambda folder: _build(folder, dataset, as_json)).name
        hint = "; `python -m publish switch --back` undoes it"
    print_result(f"publish: {base / LIVE} shows {shown}{hint}", as_json=as_json, live=shown)
    return 0


def _build(folder: Path, dataset: Dataset, as_json: bool) -> None:
    """Do what `make build` does, into another folder."""
    say, out = progress_printer(as_json), sys.stderr.fileno() if as_json else None
    for step in (
        ["-m", "macros", "check"],
        ["-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
    ):
        command = [sys.executable, *step]
        done = subprocess.run(command, cwd=ROOT, stdout=out, check=False)  # noqa: S603 - our own
        if done.returncode:
            raise PublishError([f"{' '.join(step[1:3])} failed: nothing is switched"])
    for note in publish(BuiltSite(folder, dataset.settings.address), dataset):
        say(f"publish: {note}")


def _say_readiness(dataset: Dataset, say: Say) -> int:
    """Say that this is a preview as long as something holds the launch up; return how much does."""
    checks = silence(check_content(dataset, ROOT, os.environ), dataset.settings.silenced_checks)
    reasons = count_open(checks)
    if reasons:
        words = f"preview: not ready to launch ({reasons} reason{'s' if reasons > 1 else ''})"
        say(f"{words}; `python -m model launch` names them")
    return reasons


if __name__ == "__main__":
    sys.exit(main())
