"""What data, pages and settings still lack for a launch is named, one placeholder at a time."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from model.content import SilencedCheck
from model.dataset import ROOT, Dataset
from model.launch import Check, check_content, count_open, is_reserved, silence
from tests.data import load_data

Change = Callable[[Dataset], Dataset]


def with_site(data: Dataset, **changes: object) -> Dataset:
    return replace(data, settings=data.settings.model_copy(update=changes))


@pytest.fixture
def ready() -> Dataset:
    """The data as an operator would fill it in."""
    return with_site(
        load_data(),
        address="https://soc.site/",
        operator="Ada Ltd.",
        operator_email="ada@soc.site",
        funding="Ada Ltd. pays for it.",
        funding_placeholder=False,
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The pages and texts as an operator would finish them."""
    for name in ("docs", "data"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("assets"))
    page = tmp_path / "docs" / "about.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(
        text.replace("The operator's name will appear here when the site launches.", "Ada Ltd."),
        encoding="utf-8",
    )
    return tmp_path


def wrong(checks: list[Check]) -> set[str]:
    return {check.id for check in checks if check.verdict != "ok"}


def test_a_site_that_is_filled_in_is_ready(ready: Dataset, root: Path) -> None:
    assert wrong(check_content(ready, root, {})) == set()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"address": "https://soc.example.com/"}, "address.named"),
        ({"address": "https://127.0.0.1:8000/"}, "address.named"),
        ({"address": "http://soc.site/"}, "address.https"),
        ({"operator": "the operator named at launch"}, "operator.named"),
        ({"operator_email": "you@example.org"}, "operator.email"),
        ({"corrections": "https://github.com/owner/name/issues/new"}, "corrections.lead"),
        ({"corrections": "https://forge.example/us/issues"}, "corrections.lead"),
        ({"funding_placeholder": True}, "funding.named"),
        ({"funding": "How the site is paid will be stated here."}, "funding.named"),
    ],
)
def test_each_placeholder_of_the_site_is_named(
    ready: Dataset, root: Path, changes: dict[str, object], named: str
) -> None:
    assert wrong(check_content(with_site(ready, **changes), root, {})) == {named}


@pytest.mark.parametrize(
    "line", ["This comes when the site launches.", "TODO: prices", "[us](https://soc.example/)"]
)
def test_each_text_that_stands_in_for_another_is_named_with_its_file(
    ready: Dataset, root: Path, line: str
) -> None:
    page = root / "docs" / "soc-1.md"
    page.write_text(page.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    (check,) = [x for x in check_content(ready, root, {}) if x.verdict != "ok"]
    assert (check.id, "docs/soc-1.md" in check.text) == ("texts.final", True)


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"QUOTES_SMTP_URL": "smtps://user:hunter2@mail.soc.site"}, "QUOTES_SMTP_URL"),
        ({"QUOTES_SMTP_URL": "smtps://ada:password@mail.soc.site"}, "QUOTES_SMTP_URL"),
        ({"QUOTES_SMTP_URL": "smtps://ada:hunter2@mail.example.com"}, "QUOTES_SMTP_URL"),
        ({"QUOTES_MAIL_FROM": "hunter2@example.com"}, "QUOTES_MAIL_FROM"),
        ({"QUOTES_NOTIFY_TO": "hunter2@firm.example"}, "QUOTES_NOTIFY_TO"),
        ({"QUOTES_ADDRESS": "https://hunter2.example.com/"}, "QUOTES_ADDRESS"),
        ({"QUOTES_WEBHOOK_URL": "https://hunter2.test/x"}, "QUOTES_WEBHOOK_URL"),
        ({"QUOTES_ALLOWED_ORIGINS": "https://a.site,https://b.example"}, "QUOTES_ALLOWED_ORIGINS"),
        ({"QUOTES_DATABASE_URL": "postgresql://user:password@db.site/q"}, "QUOTES_DATABASE_URL"),
    ],
)
def test_each_placeholder_of_a_setting_is_named_and_not_printed(
    ready: Dataset, root: Path, environ: Mapping[str, str], named: str
) -> None:
    checks = check_content(ready, root, environ)
    assert wrong(checks) == {f"settings.{named}"}
    assert "hunter2" not in str(checks)


def test_every_line_of_the_example_settings_is_a_placeholder(ready: Dataset, root: Path) -> None:
    text = (ROOT / "deploy" / "soc-quotes.env.example").read_text(encoding="utf-8")
    lines = [line.partition("=") for line in text.splitlines() if line and line[0] != "#"]
    found = wrong(check_content(ready, root, {name: value for name, _, value in lines}))
    hosts = {name for name, _, value in lines if "example.com" in value}
    assert hosts
    assert found == {f"settings.{name}" for name in hosts}


def test_every_example_of_a_comment_in_the_settings_is_a_placeholder(
    ready: Dataset, root: Path
) -> None:
    text = (ROOT / "deploy" / "soc-quotes.env.example").read_text(encoding="utf-8")
    lines = [line[2:].partition("=") for line in text.splitlines() if line.startswith("# QUOTES_")]
    hosts = {name for name, _, value in lines if "example.com" in value}
    found = wrong(check_content(ready, root, {name: value for name, _, value in lines}))
    assert hosts
    assert found == {f"settings.{name}" for name in hosts}


def test_sample_firms_are_refused(ready: Dataset, root: Path) -> None:
    assert wrong(check_content(replace(ready, demonstration=True), root, {})) == {"firms.real"}


def test_a_sample_that_is_listed_as_a_real_firm_is_refused(ready: Dataset, root: Path) -> None:
    firms = (ready.firms[0].model_copy(update={"sample": False}),)
    assert wrong(check_content(replace(ready, firms=firms), root, {})) == {"firms.real"}


@pytest.mark.parametrize("change", [{"version": "2999-01-01"}, {"text": "TODO"}])
def test_a_consent_that_is_not_final_is_refused(
    ready: Dataset, root: Path, change: dict[str, str]
) -> None:
    consent = ready.quote_form.consent.model_copy(update=change)
    form = ready.quote_form.model_copy(update={"consent": consent})
    assert wrong(check_content(replace(ready, quote_form=form), root, {})) == {"consent.text"}


def test_an_embedded_form_without_an_address_is_refused_on_a_static_host(
    ready: Dataset, root: Path
) -> None:
    assert wrong(check_content(ready, root, {}, static_host=True)) == {"form.leads"}
    form = ready.settings.form.model_copy(update={"address": "https://q.site/api/quotes"})
    elsewhere = with_site(ready, form=form)
    assert wrong(check_content(elsewhere, root, {}, static_host=True)) == set()


def test_what_is_silenced_gives_its_reason_and_holds_nothing_up(root: Path) -> None:
    checks = check_content(load_data(), root, {})
    assert count_open(checks)
    reasons = [SilencedCheck(id=name, reason="a rehearsal") for name in wrong(checks)]
    after = list(silence(checks, reasons))
    assert count_open(after) == 0
    assert all("a rehearsal" in check.text for check in after if check.verdict == "silenced")


@pytest.mark.parametrize("host", ["example.com", "a.EXAMPLE.net.", "x.test", "localhost", "::1"])
def test_names_that_lead_nowhere_are_known(host: str) -> None:
    assert is_reserved(host)


@pytest.mark.parametrize("host", ["example.company", "testing.site", "myexample.com", "1.1.1.1"])
def test_names_that_only_look_like_it_are_fine(host: str) -> None:
    assert not is_reserved(host)
