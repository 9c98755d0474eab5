"""Documents that a script asks for once a visitor wants it: no page holds them."""

import json
from pathlib import Path

from model.dataset import Dataset
from model.exports import compile_model, compile_quote_sheet, compile_request_phrases

# Each lies beside the module that asks for it.
DOCUMENTS = {
    "assets/js/request-text/phrases.json": compile_request_phrases,
    "assets/js/quote-sheet/sheet.json": compile_quote_sheet,
    "assets/js/decision/model.json": compile_model,
}


def write_documents(site: Path, dataset: Dataset) -> None:
    """Write them into a built site."""
    for name, compiled in DOCUMENTS.items():
        file = site / name
        file.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(compiled(dataset), ensure_ascii=False, separators=(",", ":"))
        file.write_text(text + "\n", encoding="utf-8", newline="\n")
