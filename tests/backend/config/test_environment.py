"""Settings come from the environment, an env file and files of secrets."""

import os
from pathlib import Path

import pytest

from backend.__main__ import main
from backend.config import environment
from backend.config.environment import NAMES, SECRETS, read_environment
from backend.config.errors import SettingError
from backend.config.settings import from_environment
from tests.test_readme import VARIABLE, text


def env_file(folder: Path, *lines: str) -> Path:
    file = folder / "quotes.env"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


def complaint(environ: dict[str, str], file: Path | None = None) -> str:
    with pytest.raises(SettingError) as caught:
        read_environment(environ, file)
    return str(caught.value)


@pytest.fixture(autouse=True)
def no_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "ENV_FILE", tmp_path / "no.env")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = env_file(tmp_path, "QUOTES_LOG=text", "QUOTES_WORKER=off")
    found = read_environment({"QUOTES_LOG": "json"}, file)
    assert found.values == {"QUOTES_LOG": "json", "QUOTES_WORKER": "off"}


def test_the_default_file_is_read_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = env_file(tmp_path, "QUOTES_LOG=json")
    monkeypatch.setattr(environment, "ENV_FILE", file)
    assert read_environment({}).file == file


def test_without_a_file_only_the_environment_counts() -> None:
    found = read_environment({"QUOTES_LOG": "json", "HOME": "/x"})
    assert (found.values, found.file) == ({"QUOTES_LOG": "json"}, None)


def test_a_named_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    assert "cannot be read" in complaint({}, tmp_path / "other.env")


def test_a_dollar_in_a_password_is_a_dollar(tmp_path: Path) -> None:
    file = env_file(tmp_path, "QUOTES_SMTP_URL=smtps://u:${HOME}@mail.test")
    assert read_environment({}, file).values["QUOTES_SMTP_URL"] == "smtps://u:${HOME}@mail.test"


@pytest.mark.parametrize("name", ["QUOTES_SMPT_URL", "SITE_ADRESS", "QOUTES_WORKER"])
def test_a_name_typed_wrong_is_told_with_the_near_one(tmp_path: Path, name: str) -> None:
    assert "did you mean" in complaint({name: "x"})
    assert "did you mean" in complaint({}, env_file(tmp_path, f"{name}=x"))


def test_names_of_others_are_left_alone(tmp_path: Path) -> None:
    file = env_file(tmp_path, "TZ=UTC", "SITE_HOST=soc.test", "POSTGRES_PASSWORD=x")
    assert read_environment({"LANG": "C"}, file).values == {}


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    file = env_file(tmp_path, "no value", "QUOTES_SMPT_URL=x", "QUOTES_NONSENSE=y")
    assert len(complaint({"QUOTES_WORKR": "z"}, file).splitlines()) == 4


def test_a_secret_comes_from_the_file_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("k" * 40 + "\n", encoding="utf-8")
    found = read_environment({"QUOTES_SECRET_FILE": str(tmp_path / "secret")})
    assert found.values == {"QUOTES_SECRET": "k" * 40}


def test_a_secret_comes_from_the_folder_of_systemd(tmp_path: Path) -> None:
    (tmp_path / "QUOTES_SECRET").write_text("k" * 40 + "\n", encoding="utf-8")
    found = read_environment({"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert found.values == {"QUOTES_SECRET": "k" * 40}


def test_a_secret_given_twice_is_refused_and_not_printed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from-a-file", encoding="utf-8")
    given = {"QUOTES_SECRET": "from-here", "QUOTES_SECRET_FILE": str(tmp_path / "secret")}
    said = complaint(given)
    assert "both set" in said
    assert "from-" not in said


@pytest.mark.parametrize("content", [None, " \n"])
def test_a_secret_file_that_gives_nothing_stops_the_start(
    tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "secret").write_text(content, encoding="utf-8")
    assert "QUOTES_SECRET_FILE" in complaint({"QUOTES_SECRET_FILE": str(tmp_path / "secret")})


def test_every_mistake_in_settings_is_told_at_once_and_none_with_what_was_given() -> None:
    given = {
        "QUOTES_WORKER": "hunter2",
        "QUOTES_LOG": "hunter2",
        "QUOTES_KEEP_DAYS": "hunter2",
        "QUOTES_NOTIFY_TO": "hunter2",
        "QUOTES_SMTP_URL": "smtps://mail.test",
        "QUOTES_SECRET": "hunter2",
        "QUOTES_METRICS_PORT": "hunter2",
        "QUOTES_TRUSTED_PROXIES": "10.0.0.1, hunter2",
        "QUOTES_ALLOWED_ORIGINS": "https://a.test,hunter2",
        "QUOTES_ADDRESS": "hunter2",
        "QUOTES_WEBHOOK_URL": "hunter2",
    }
    with pytest.raises(SettingError) as caught:
        from_environment(given)
    said = str(caught.value)
    wanted = set(given) - {"QUOTES_SMTP_URL"}  # it is right, and makes the address count
    assert {name for name in wanted if name in said} == wanted
    assert "hunter2" not in said


def test_every_setting_that_the_readme_names_is_declared() -> None:
    files = {f"{name}_FILE" for name in SECRETS}
    assert set(VARIABLE.findall(text("README.md"))) - files <= set(NAMES)


def test_a_command_says_which_database_it_uses_and_makes_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = env_file(tmp_path, f"QUOTES_DATABASE_URL=sqlite:///{tmp_path}/var/q.db")
    assert main(["requests", "list", "--env-file", str(file)]) == 0
    said = capsys.readouterr().err
    assert f"database: {tmp_path}/var/q.db, which is not there, as {file} says" in said
    assert not (tmp_path / "var").exists()


def test_a_file_that_names_no_database_is_not_said_to_have_done_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUOTES_DATABASE_URL", f"sqlite:///{tmp_path}/var/q.db")
    assert main(["requests", "list", "--env-file", os.devnull]) == 0
    assert f"database: {tmp_path}/var/q.db, which is not there\n" in capsys.readouterr().err


def test_the_password_of_a_database_is_not_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = env_file(tmp_path, "QUOTES_DATABASE_URL=postgresql://u:hunter2@127.0.0.1:1/quotes")
    assert main(["requests", "list", "--env-file", str(file)]) == 1
    said = capsys.readouterr().err
    assert "database: postgresql, quotes at 127.0.0.1:1" in said
    assert "hunter2" not in said


def test_erasing_in_a_database_that_is_not_there_is_no_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = env_file(tmp_path, f"QUOTES_DATABASE_URL=sqlite:///{tmp_path}/q.db")
    erase = ["requests", "erase", "--email", "a@b.test"]
    assert main(["--env-file", str(file), *erase]) == 1
    assert "nothing is erased" in capsys.readouterr().err
    assert not (tmp_path / "q.db").exists()
