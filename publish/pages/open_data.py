"""Write the open data, its schemas and licence, and the feed of changes."""

import csv
import io
import json

from pydantic import BaseModel

from model.content import Changes
from model.dataset import Dataset
from model.exports import (
    COMPARISON_PAGE,
    Comparison,
    Decisions,
    PublishedStatement,
    build_comparison,
    build_decisions,
)
from publish.render import render
from publish.site import BuiltSite, PublishError

CSV = ("row", "group", "label", "column", "heading", "text", "sources",
       "disagreement", "disagreement_sources", "link")  # fmt: skip


def write_open_data(site: BuiltSite, dataset: Dataset) -> None:
    """Write every file that model/exports/open_data.py lists."""
    compared, decided = build_comparison(dataset), build_decisions(dataset)
    site.write("data/comparison.json", _json(compared.model_dump(mode="json")))
    site.write("data/comparison.csv", _csv(compared))
    site.write("data/comparison.schema.json", _schema(Comparison))
    site.write("data/decisions.json", _json(decided.model_dump(mode="json")))
    site.write("data/decisions.schema.json", _schema(Decisions))
    context = {"name": dataset.settings.name, "address": site.address}
    site.write("data/LICENSE.txt", render("licence.txt.j2", context))
    write_feed(site, dataset.changes, dataset.settings.name)


def write_feed(site: BuiltSite, changes: Changes, name: str) -> None:
    """Write the Atom feed; raises PublishError where a change names a page that is not there."""
    gone = [
        f"data/changes.yml: {change.id}: there is no page “{page}”"
        for change in changes.changes
        for page in change.pages
        if page not in site.pages
    ]
    if gone:
        raise PublishError(gone)
    context = {"name": name, "address": site.address, "changes": changes.changes}
    site.write("changes.atom", render("changes.atom.j2", context))


def _schema(kind: type[BaseModel]) -> str:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return _json(head | kind.model_json_schema())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _csv(data: Comparison) -> str:
    text = io.StringIO()
    table = csv.writer(text)  # lines end in CR LF, as RFC 4180 has it
    table.writerow(CSV)
    headings = {column.id: column.heading for column in data.columns}
    for row in data.rows:
        for column, value in row.values.items():
            link = f"{data.site}{COMPARISON_PAGE}#{row.id}"
            where = [row.id, data.groups[row.group], row.label, column, headings[column]]
            table.writerow([*where, *_cells(value), link])
    return text.getvalue()


def _cells(value: PublishedStatement) -> list[str]:
    other = value.disagreement
    said = [value.text, " ".join(value.sources)]
    return [*said, other.text if other else "", " ".join(other.sources) if other else ""]
