"""`python -m backend applications` over a real database."""

import json
from typing import Any

import pytest
import yaml

from backend.__main__ import main
from backend.applications import ApplicationStore
from backend.intake import Submission
from backend.storage.connections import connect
from backend.storage.database import Database
from model.form import SEPARATOR
from tests.backend.applications.conftest import TEXTS
from tests.data import load_data


@pytest.fixture
def reference(url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The number of an application in the database of the command."""
    monkeypatch.setenv("QUOTES_DATABASE_URL", url)
    form = load_data().application_form
    ticked = {
        field.name: SEPARATOR.join(option.value for option in field.options)
        for field in form.form.fields
        if field.kind == "checkboxes"
    }
    store = ApplicationStore(Database(connect(url)), form)
    submission = Submission(answers={**ticked, **TEXTS}, key=None, signals=("honeypot",))
    return store.add(submission, lambda _, admitted: admitted)


def printed(capsys: Any, *arguments: str) -> tuple[int, str, str]:
    code = main(["applications", *arguments])
    out, err = capsys.readouterr()
    # Every command first says which database it uses.
    lines = [line for line in err.splitlines(keepends=True) if not line.startswith("database: ")]
    return code, out, "".join(lines)


def test_a_list_names_each_application_and_what_speaks_against_it(
    reference: str, capsys: Any
) -> None:
    code, out, _ = printed(capsys, "list")
    assert code == 0
    assert all(word in out for word in (reference, TEXTS["name"], "honeypot"))


def test_a_list_for_programs_is_one_object_a_line(reference: str, capsys: Any) -> None:
    [line] = printed(capsys, "list", "--json")[1].splitlines()
    assert json.loads(line)["reference"] == reference


def test_all_answers_are_shown_with_their_questions(reference: str, capsys: Any) -> None:
    out = printed(capsys, "show", reference.lower())[1]
    for field in load_data().application_form.form.fields:
        assert field.label in out
    assert TEXTS["contact"] in out


def test_a_draft_that_was_looked_up_is_a_record(reference: str, capsys: Any) -> None:
    code, out, err = printed(capsys, "draft", reference, "--looked-up", "2026-11-01")
    assert (code, err) == (0, "")
    [record] = yaml.safe_load(out)
    assert record["checked"] == "2026-11-01"
    assert TEXTS["contact"] not in out
    assert TEXTS["email"] not in out


def test_a_draft_that_nobody_looked_up_says_so_and_fails(reference: str, capsys: Any) -> None:
    code, out, err = printed(capsys, "draft", reference)
    assert code == 1
    assert yaml.safe_load(out)
    assert "--looked-up" in err


def test_a_number_that_is_unknown_is_one_line(reference: str, capsys: Any) -> None:
    code, out, err = printed(capsys, "show", f"{reference}X")
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1


def test_looking_makes_no_database(tmp_path: Any, monkeypatch: Any, capsys: Any) -> None:
    file = tmp_path / "none.db"
    monkeypatch.setenv("QUOTES_DATABASE_URL", f"sqlite:///{file}")
    assert printed(capsys, "list")[0] == 0
    assert not file.exists()
