"""The pages of the tool without a script, each made from the shell of its kind.

A shell is a page of docs/which-report/, rendered like all others; it stands for none of its own.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from markupsafe import escape

from macros.views import DecisionPage, DecisionPages, Links, render_attributes, render_json_text
from model.dataset import Dataset

QUESTION, RESULT = "which-report/question", "which-report/result"
# What a shell has in the place of what differs. A description has to be of some length.
PLACE = re.compile(
    r"(?:<!-- )?PAGE (?P<word>TITLE|HEADING|LEAD|BODY|DESCRIPTION)(?: -->|, put in[^.]*\.)?"
)
ATTRIBUTES = re.compile(r'\bdata-attributes(?:="[^"]*")?')
LINKED_DATA = re.compile(r"(?<=<script type=\"application/ld\+json\">).*?(?=</script>)", re.DOTALL)


def write_decision_pages(site: Path, dataset: Dataset, links: Links) -> None:
    """Write them into a built site, and take the shells out of it."""
    shells = {}
    for name in (QUESTION, RESULT):
        file = site / name / "index.html"
        if not file.exists():  # of a build that rendered some pages only
            return
        shells[name] = file.read_text(encoding="utf-8")
    for page in DecisionPages(dataset, links).pages():
        name = RESULT if page.is_outcome else QUESTION
        file = site / page.path / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(fill_shell(shells[name], name, page), encoding="utf-8", newline="\n")
    for name in shells:
        (site / name / "index.html").unlink()
        (site / name).rmdir()


def fill_shell(shell: str, name: str, page: DecisionPage) -> str:
    """Return a shell with what a page says, at the address of the page."""
    texts = {
        "TITLE": page.title, "HEADING": page.heading, "LEAD": page.lead,
        "DESCRIPTION": page.description,
    }  # fmt: skip
    path = page.path.rstrip("/")
    html = shell.replace(name, path).replace(name.replace("/", "-"), path.replace("/", "-"))
    html = LINKED_DATA.sub(
        lambda match: _fill(match[0], {key: render_json_text(text) for key, text in texts.items()}),
        html,
    )
    html = ATTRIBUTES.sub(lambda _: render_attributes(page.attributes), html)
    for place in ("PAGE TITLE, put in.", "PAGE TITLE"):  # in the link to report a mistake
        html = html.replace(quote(place), quote(page.title))
    markup = {key: str(escape(text)) for key, text in texts.items()}
    return _fill(html, {**markup, "BODY": page.body})


def _fill(text: str, values: Mapping[str, str]) -> str:
    return PLACE.sub(lambda match: values[match["word"]], text)
