"""The operator hears of entries that were checked too long ago."""

import shutil
from datetime import date

import pytest

from macros.__main__ import main
from model.matching.recheck import find_due_checks, to_problems


@pytest.fixture
def real(samples):
    """A firm that is no sample, as the data would have it."""
    return samples[0].model_copy(update={"sample": False})


@pytest.fixture
def due(sample_data):
    """Return what is said of a firm on a day."""

    def say(firm, today: str) -> list[str]:
        found = find_due_checks([firm], 180, date.fromisoformat(today))
        return [str(one) for one in to_problems(found, sample_data)]

    return say


def test_within_the_days_nothing_is_due(real, due):
    assert due(real, "2027-05-18") == []


def test_after_them_each_part_is_named_with_its_line(real, due, sample_data):
    lines = (sample_data / "firms.yml").read_text(encoding="utf-8").splitlines()
    first = next(at for at, line in enumerate(lines, 1) if "checked: '2026-11-20'" in line)
    assert due(real, "2027-05-19")[1] == (
        f"data/firms.yml:{first}: sample-alder.licences[1].checked: "
        "to be checked again since 2027-05-19"
    )
    assert all("to be checked again" in line for line in due(real, "2027-05-19"))


def test_samples_are_never_due(samples, due):
    assert due(samples[0], "2099-01-01") == []


def test_the_list_of_reviews_has_them_and_no_samples(tmp_path, sample_data, monkeypatch, capsys):
    def reviews() -> str:
        assert main(["reviews", "--today", "2099-01-01"]) == 0
        return capsys.readouterr().out

    monkeypatch.setenv("SITE_DATA", str(tmp_path / "data"))
    firms = shutil.copytree(sample_data, tmp_path / "data") / "firms.yml"
    text = firms.read_text(encoding="utf-8")
    assert "firms.yml" not in reviews()
    alder, birch = text.index("- id: sample-alder"), text.index("- id: sample-birch")
    real = text[alder:birch].replace("  sample: true\n", "").replace("Sample CPAs", "CPAs")
    firms.write_text(
        text[:alder] + real.replace(".example", ".example.com") + text[birch:], "utf-8"
    )
    site = tmp_path / "data" / "site.yml"
    stated = site.read_text(encoding="utf-8").replace("funding_placeholder: true\n", "")
    site.write_text(stated, encoding="utf-8")
    said = reviews()
    assert said.count("data/firms.yml") == 3
    assert "sample-alder.checked: to be checked again since 2027-05-19" in said
