"""Documents that a script asks for once a visitor wants it: no page holds them."""

import json
from pathlib import Path

from macros.views import Links, form_document
from model.dataset import Dataset
from model.exports import (
    compile_answers,
    compile_model,
    compile_quote_sheet,
    compile_request_phrases,
)


def write_documents(site: Path, dataset: Dataset, links: Links) -> None:
    """Write them into a built site, each beside the module that asks for it."""
    documents = {
        "assets/js/decision/model.json": compile_model(dataset),
        "assets/js/quote-sheet/sheet.json": compile_quote_sheet(dataset),
        "assets/js/quotes/answers.json": compile_answers(dataset),
        "assets/js/quotes/form.json": form_document(dataset, links),
        "assets/js/request-text/phrases.json": compile_request_phrases(dataset),
    }
    for name, document in documents.items():
        file = site / name
        file.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        file.write_text(text + "\n", encoding="utf-8", newline="\n")
