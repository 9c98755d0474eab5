"""JSON Schemas of the data files, made from the records that check them.

An editor with YAML support completes keys and shows their descriptions, because each data file
names its schema in its first line.
"""

import json
from pathlib import Path

from model.integrity import FILES

SCHEMAS = "schemas"


def schema_name(pattern: str) -> str:
    """Return the schema's file name for a data file: reports/*.yml -> report.json."""
    folder, _, name = pattern.rpartition("/")
    return f"{folder.removesuffix('s')}.json" if folder else name.replace(".yml", ".json")


def build_schemas() -> dict[str, str]:
    """Return the text of each schema by its file name."""
    texts = {}
    for pattern, kind in FILES.items():
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        schema |= kind.model_json_schema()
        texts[schema_name(pattern)] = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
    return texts


def modeline(name: str, pattern: str) -> str:
    """Return the first line that a data file must have for its schema to be found."""
    up = "../" * name.count("/")
    return f"# yaml-language-server: $schema={up}{SCHEMAS}/{schema_name(pattern)}"


def write_schemas(data: Path) -> list[Path]:
    """Write every schema below `data` and return the paths."""
    folder = data / SCHEMAS
    folder.mkdir(exist_ok=True)
    written = []
    for name, text in build_schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
        written.append(folder / name)
    return written
