"""A deployment in a folder of its own, and its server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backend.attacks.processes import Backend, environment, serving


@pytest.fixture
def environ(tmp_path: Path, site_dir: Path) -> dict[str, str]:
    return environment(tmp_path, site_dir)


@pytest.fixture
def server(environ: dict[str, str], tmp_path: Path) -> Iterator[Backend]:
    with serving(environ, tmp_path / "server.log") as made:
        yield made
