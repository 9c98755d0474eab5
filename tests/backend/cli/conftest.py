"""Commands of the operator over the database of a deal."""

from collections.abc import Callable

import pytest

from backend.__main__ import main
from tests.backend.deal import Deal

Said = Callable[..., list[str]]


@pytest.fixture
def run(deal: Deal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """Run a command over the deal's database; give the lines it said."""
    monkeypatch.setenv("QUOTES_DATABASE_URL", deal.settings.database_url)
    monkeypatch.setenv("SITE_DEMONSTRATION", "on")

    def one(*arguments: str, code: int = 0) -> list[str]:
        assert main(["matches", *arguments]) == code
        said = "".join(capsys.readouterr()).splitlines()
        return [line for line in said if not line.startswith("database: ")]

    return one
