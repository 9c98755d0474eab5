"""A short run of tests/soak.py; `make soak` is the long one."""

from pathlib import Path

import pytest

from tests.backend.conftest import new_database
from tests.soak import soak

pytestmark = pytest.mark.nightly


def test_nothing_is_lost_or_doubled_when_server_and_worker_are_killed(tmp_path: Path) -> None:
    said: list[str] = []
    assert soak(10, f"sqlite:///{tmp_path / 'quotes.db'}", tmp_path, said.append) == []
    assert len(said) == 10


def test_nor_on_postgresql(tmp_path: Path, postgres: str) -> None:
    with new_database(postgres) as url:
        assert soak(2, url, tmp_path, str) == []
