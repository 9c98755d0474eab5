"""The phrases of requests as one plain document, for the browser."""

from typing import Any

from model.dataset import Dataset
from model.request_text import compile_phrases


def compile_request_phrases(dataset: Dataset) -> dict[str, Any]:
    """Return what the browser's engine runs on, with the sources of each phrase's `why`."""
    record = dataset.phrases
    compiled: dict[str, Any] = compile_phrases(record)
    for phrase, written in zip(compiled["phrases"], record.phrases, strict=True):
        phrase["sources"] = written.cites()
    cited = sorted({name for phrase in record.phrases for name in phrase.cites()})
    compiled["sources"] = {
        name: f"{dataset.sources[name].publisher}: {dataset.sources[name].title}" for name in cited
    }
    return compiled
