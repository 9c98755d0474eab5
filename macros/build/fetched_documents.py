"""Documents that a script asks for once a visitor wants it: no page holds them."""

import json
from pathlib import Path

from model.dataset import Dataset
from model.exports import compile_request_phrases

PHRASES = "assets/js/request-text/phrases.json"  # beside the module that asks for it


def write_documents(site: Path, dataset: Dataset) -> None:
    """Write them into a built site."""
    file = site / PHRASES
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(compile_request_phrases(dataset), ensure_ascii=False, separators=(",", ":"))
    file.write_text(text + "\n", encoding="utf-8", newline="\n")
