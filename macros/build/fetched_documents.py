"""Documents that a script asks for once a visitor wants it: no page holds them."""

import json
from pathlib import Path

from model.dataset import Dataset
from model.exports import compile_model, compile_request_phrases

# Beside the modules that ask for them.
PHRASES = "assets/js/request-text/phrases.json"
MODEL = "assets/js/decision/model.json"


def write_documents(site: Path, dataset: Dataset) -> None:
    """Write them into a built site."""
    _write(site / PHRASES, compile_request_phrases(dataset))
    _write(site / MODEL, compile_model(dataset))


def _write(file: Path, document: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    file.write_text(text + "\n", encoding="utf-8", newline="\n")
