"""The sheet for quotes as one plain document, for the worksheet in the browser."""

from typing import Any

from model.dataset import Dataset

# What the page itself says, and its script never.
_ON_THE_PAGE = {"answer", "caption", "no_script", "worksheet", "add", "remove", "print", "keep",
                "print_sheet", "save_sheet", "copy_sheet", "sheet", "signs", "signs_link", "clear",
                "copy_table", "copy_questions", "open", "save", "failed"}  # fmt: skip


def compile_quote_sheet(dataset: Dataset) -> dict[str, Any]:
    """Return what quotes are compared by, and the words for it; it goes into JSON as it is."""
    sheet = dataset.quote_sheet
    return {
        "fewest": sheet.fewest,
        "most": sheet.most,
        "groups": [group.model_dump() for group in sheet.groups],
        "rows": [{**row.model_dump(exclude={"basis"}), "short": row.name} for row in sheet.rows],
        "signs": [sign.model_dump() for sign in sheet.signs],
        "words": sheet.words.model_dump(exclude=_ON_THE_PAGE),
    }
