"""Two readers of YAML, a quick one and one with better words for mistakes, agree."""

from pathlib import Path

import pytest
import yaml

from model.core import yaml_loader
from model.dataset import DATA, ROOT

FILES = [*sorted(DATA.rglob("*.yml")), ROOT / "mkdocs.yml"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_both_readers_find_the_same_data_on_the_same_lines(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = path.read_text(encoding="utf-8")
    quick = yaml_loader.read_text(text, path.name)
    monkeypatch.setattr(yaml_loader.FastLoader, "get_single_node", _fail)
    careful = yaml_loader.read_text(text, path.name)
    assert (quick.data, quick.lines) == (careful.data, careful.lines)


def _fail(_: yaml_loader.FastLoader) -> None:
    raise yaml.YAMLError
