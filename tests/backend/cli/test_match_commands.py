"""What `python -m backend matches …` lists, explains, shows and takes in."""

import json
import shutil
from pathlib import Path

import pytest

from backend.__main__ import main
from backend.cli.request_commands import erase
from backend.cli.request_reports import load_requests
from backend.introductions.messages import KINDS
from model.dataset import DATA
from model.form.definition import QuoteForm
from tests.backend.cli.conftest import Said
from tests.backend.conftest import ANSWERS, ORIGIN
from tests.backend.deal import BUYER, Deal, csv_of, introduced
from tests.data import load_data


def test_matches_are_listed_without_a_key(deal: Deal, run: Said) -> None:
    buyer, first = introduced(deal)
    (line,) = run("list", "--json")
    found = json.loads(line)
    assert (found["reference"], found["state"]) == (buyer.reference, "introduced")
    assert {"firm": f"sample-{first}", "state": "introduced"} in found["offers"]
    assert buyer.key not in line
    assert run("list")[0].startswith(f"{buyer.reference}  introduced")


def test_a_match_is_explained_for_every_firm(deal: Deal, run: Said) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    said = "\n".join(run("explain", buyer.reference.lower()))
    assert f"Sample {first.upper()} (sample-{first}): offered" in said
    (accepting,) = [rule for rule in load_data().matching.rules if rule.id == "accepting"]
    assert accepting.fits in said
    assert "does not fit" in said  # the samples of the data, by what they lack


def test_an_explanation_can_be_told_as_one_json_object(deal: Deal, run: Said) -> None:
    buyer = deal.send()
    (line,) = run("explain", buyer.reference, "--json")
    assert json.loads(line)["lines"] == run("explain", buyer.reference)


def test_a_change_by_hand_can_be_told_as_one_json_object(deal: Deal, run: Said) -> None:
    buyer = deal.send()
    firm = f"sample-{buyer.offered()[0]}"
    (line,) = run("override", buyer.reference, "--remove", firm, "--why", "asked", "--json")
    assert json.loads(line) == {"reference": buyer.reference, "offered": None, "removed": firm}


def test_a_confirmation_can_be_told_as_one_json_object(
    deal: Deal, run: Said, capsys: pytest.CaptureFixture[str]
) -> None:
    buyer = deal.send()
    assert main(["requests", "confirm", buyer.reference, "--why", "called", "--json"]) == 0
    told = {"reference": buyer.reference, "confirmed": False}  # it was before
    assert json.loads(capsys.readouterr().out) == told


def test_a_mail_can_be_told_as_one_json_object(deal: Deal, run: Said) -> None:
    (line,) = run("preview", KINDS[0], "--json")
    subject, _, *body = run("preview", KINDS[0])
    found = json.loads(line)
    assert f"Subject: {found['subject']}" == subject
    assert found["body"].strip() == "\n".join(body).strip()


def test_the_audit_log_is_shown_after_an_erasure(deal: Deal, run: Said) -> None:
    buyer, first = introduced(deal)
    buyer.post("erase")
    deal.work()
    last = run("audit", buyer.reference)[-1]
    assert last.endswith(f"service asked-to-delete sample-{first}")
    assert "no request" in run("audit", "Q-0000-0000-0000", code=1)[0]


def test_exposure_counts_erased_requests_and_no_spam(
    deal: Deal, run: Said, form: QuoteForm
) -> None:
    _, first = introduced(deal)
    deal.send(email="ben@example.com", **{form.honeypot.name: "x"})
    erase(deal.engine, BUYER, deal.clock())
    counted = {row["firm"]: row for row in map(json.loads, run("exposure", "--json"))}
    assert sum(row["offered"] for row in counted.values()) == 3
    assert counted[f"sample-{first}"]["introduced"] == 1
    assert run("exposure")[0].split()[:2] == ["firm", "offered"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_can_be_looked_at(run: Said, kind: str) -> None:
    subject, *body = run("preview", kind)
    assert subject.startswith("Subject: ")
    assert "Q-0000-0000-0000" in "\n".join([subject, *body])
    assert not [line for line in body if len(line) > 200 or "{{" in line]


def test_an_override_names_the_firms_that_are_listed(deal: Deal, run: Said) -> None:
    reference = deal.send().reference
    (line,) = run("override", reference, "--offer", "nobody", "--why", "x", code=1)
    named = line.partition("no firm nobody is listed here (listed: ")[2].removesuffix(")")
    listed = [firm.id for firm in load_data().listed_firms]
    assert listed
    assert named.split(", ") == listed


@pytest.mark.parametrize("why", ["", " \n"])
def test_an_override_without_a_reason_is_refused(deal: Deal, run: Said, why: str) -> None:
    buyer = deal.send()
    out, *_ = buyer.offered()
    command = ("override", buyer.reference, "--remove", f"sample-{out}", "--why", why)
    assert "say why" in run(*command, code=1)[0]
    assert out in buyer.offered()


def test_the_command_imports_and_says_how_many(run: Said, tmp_path: Path) -> None:
    file = csv_of(tmp_path / "export.csv", {**ANSWERS, "stage": "ready"})
    assert run("import", str(file))[-1] == "1 new, 0 known before, 0 not taken"
    assert run("import", str(file))[-1] == "0 new, 1 known before, 0 not taken"
    main(["requests", "erase", "--email", BUYER])
    assert run("import", str(file))[-1] == "1 erased or forgotten before, and not taken again"


def hosted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Data whose form a hosted provider takes, for this process."""
    data = folder / "data"
    shutil.copytree(DATA, data)
    text = (data / "site.yml").read_text(encoding="utf-8")
    chosen = "form_backend: formspree\nform: {id: abcdwxyz}\n"
    (data / "site.yml").write_text(text.replace("form_backend: embedded\n", chosen), "utf-8")
    monkeypatch.setenv("SITE_DATA", str(data))
    return data


def test_an_import_without_an_address_for_its_links_is_refused(
    deal: Deal, run: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosted(tmp_path, monkeypatch)
    file = csv_of(tmp_path / "export.csv", {**ANSWERS, "stage": "ready"})
    assert "QUOTES_ADDRESS is not set" in run("import", str(file), code=1)[0]
    assert load_requests(deal.settings.database_url) == []
    monkeypatch.setenv("QUOTES_ADDRESS", ORIGIN)
    assert run("import", str(file))[-1].startswith("1 new")
