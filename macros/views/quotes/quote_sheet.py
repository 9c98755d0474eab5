"""The blank sheet for firms, the worksheet of their quotes, and where its rows come from."""

from macros.views.citations import source_marks
from macros.views.render import Links, render
from model.dataset import Dataset

SIGNS = "choosing-a-firm/#warning-signs"


def quote_sheet(dataset: Dataset, links: Links) -> str:
    """Return the blank sheet, complete without a script, and the worksheet that a script wakes."""
    sheet = dataset.quote_sheet
    context = {
        "words": sheet.words,
        "groups": [
            {"label": group.label, "rows": [row for row in sheet.rows if row.group == group.id]}
            for group in sheet.groups
        ],
        "signs": links.page(SIGNS),
        "script": links.page("assets/js/quote-sheet/worksheet.mjs"),
    }
    return render("quote_sheet.html.j2", context)


def quote_sheet_basis(dataset: Dataset, links: Links) -> str:
    """Return what a source says of each row, and the rows that are our advice."""
    rows = dataset.quote_sheet.rows
    context = {
        "cited": [
            {"label": row.name, "text": row.basis.text,
             "sources": source_marks(dataset, links, row.basis.sources)}
            for row in rows if row.basis
        ],
        "own": [row.name for row in rows if row.basis is None],
    }  # fmt: skip
    return render("quote_sheet_basis.html.j2", context)
