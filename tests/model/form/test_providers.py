"""Which provider takes the form is data: what it needs is checked, and no code knows its name."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from model.core.validation import validate
from model.core.yaml_loader import read_text
from model.dataset import DATA, ROOT, Dataset
from model.exports.form_target import resolve_form_target
from model.form.providers import PLACEHOLDER
from model.integrity.files import FILES, DataFile
from model.integrity.form import check_form
from tests.model.conftest import Spoil

CHOICE = "form_backend: embedded\n"
HOSTED = ["formspree", "formspark", "web3forms", "staticforms", "formcarry", "basin", "netlify"]
CODE = [
    ("model", "*.py"),
    ("macros", "**/*.py"),
    ("macros", "**/templates/*"),
    ("backend", "**/*.py"),
    ("docs/assets", "**/*.mjs"),
    ("docs/assets", "**/*.css"),
    ("overrides", "**/*.html"),
]


def line_of(file: str, text: str) -> int:
    lines = (DATA / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(text))


HERE = line_of("site.yml", "form_backend:")


def checked(file: str, old: str, new: str) -> tuple[dict, list[str]]:
    """The three files of the form with one text replaced, and what is wrong."""
    files, problems = {}, []
    for name in ("site.yml", "providers.yml", "quote_form.yml"):
        text = (DATA / name).read_text(encoding="utf-8")
        if name == file:
            assert old in text
            text = text.replace(old, new, 1)
        document = read_text(text, f"data/{name}")
        files[name] = DataFile(document, *validate(FILES[name], document))
        problems += files[name].mistakes
    problems += check_form(files["providers.yml"], files["quote_form.yml"], files["site.yml"])
    return files, [str(problem) for problem in problems]


def problems_with(settings: str) -> list[str]:
    """What is wrong if these lines of data/site.yml choose who takes the form."""
    return checked("site.yml", CHOICE, settings)[1]


def target_with(dataset: Dataset, settings: str):
    """Where the form goes with these lines."""
    files, problems = checked("site.yml", CHOICE, settings)
    assert not problems
    return resolve_form_target(replace(dataset, settings=files["site.yml"].record), "/")


def test_every_promised_provider_has_a_record(dataset):
    assert set(dataset.providers) == {"embedded", *HOSTED, "custom"}


def test_only_the_embedded_backend_gives_reference_numbers(dataset):
    assert [item.id for item in dataset.providers.values() if item.gives_reference] == ["embedded"]


def test_an_unknown_provider_is_reported_with_the_nearest_known_one():
    assert problems_with("form_backend: formspre\n") == [
        f"data/site.yml:{HERE}: form_backend: unknown provider “formspre” "
        "– did you mean “formspree”?"
    ]


@pytest.mark.parametrize("provider", ["formspree", "formspark", "formcarry", "basin"])
def test_a_missing_id_is_reported_where_the_provider_is_chosen(provider: str):
    [problem] = problems_with(f"form_backend: {provider}\n")
    assert problem.startswith(
        f"data/site.yml:{HERE}: form_backend: form.id is missing: for {provider}, the "
    )


def test_a_missing_key_is_reported_where_form_stands():
    [problem] = problems_with("form_backend: web3forms\nform: {accept_email_only: true}\n")
    assert problem.startswith(f"data/site.yml:{HERE + 1}: form: form.key is missing: for web3forms")


def test_a_provider_without_a_copy_must_be_accepted():
    [problem] = problems_with("form_backend: web3forms\nform: {key: abc}\n")
    assert problem.startswith(f"data/site.yml:{HERE + 1}: form: web3forms keeps no copy")
    assert "accept_email_only: true" in problem


def test_a_provider_without_a_copy_can_be_accepted():
    settings = "form_backend: web3forms\nform: {key: abc, accept_email_only: true}\n"
    assert not problems_with(settings)


def test_a_setting_without_use_is_reported():
    assert problems_with("form_backend: netlify\nform:\n  id: abc\n") == [
        f"data/site.yml:{HERE + 2}: form.id: netlify has no use for it: take the line out"
    ]


def test_answers_never_go_over_plain_http():
    settings = "form_backend: custom\nform: {name: We, address: 'http://example.com/form'}\n"
    [problem] = problems_with(settings)
    assert "form.address: “http://example.com/form” is not a full https address" in problem


def test_an_id_cannot_change_the_address():
    settings = "form_backend: formspree\nform: {id: '../x?y'}\n"
    assert any("form.id" in problem for problem in problems_with(settings))


def test_a_hidden_field_cannot_replace_an_answer():
    _, [problem] = checked("providers.yml", "{name: _subject,", "{name: notes,")
    assert problem.endswith("“notes” is a field of the form already")


def test_an_unknown_placeholder_is_reported():
    _, [problem] = checked("providers.yml", "submit-form.com/{id}", "submit-form.com/{ident}")
    assert "{ident} is no placeholder" in problem


@pytest.mark.parametrize("provider", [*HOSTED])
def test_the_content_policy_allows_the_address_that_takes_the_form(dataset, provider: str):
    record = dataset.providers[provider]
    origin = re.match(r"https://[^/]+", record.endpoint)
    expected = origin.group() if origin else "'self'"
    assert record.form_action == [expected]
    assert record.connect_src == [expected]


def test_the_content_policy_follows_an_address_of_ones_own(dataset):
    settings = "form_backend: custom\nform: {name: We, address: 'https://forms.example.com/q'}\n"
    target = target_with(dataset, settings)
    assert target.form_action == ["'self'", "https://forms.example.com"]
    assert target.connect_src == ["'self'", "https://forms.example.com"]


def test_the_embedded_backend_can_stand_at_another_address(dataset):
    settings = "form_backend: embedded\nform: {address: 'https://api.example.com/api/quotes'}\n"
    target = target_with(dataset, settings)
    assert target.action == "https://api.example.com/api/quotes"
    assert target.connect_src == ["'self'", "https://api.example.com"]


def test_each_record_says_where_and_when_it_was_read(dataset):
    for provider in dataset.providers.values():
        for document in provider.documents:
            assert document.startswith("https://") or (ROOT / document).is_file(), provider.id


def test_texts_of_pages_have_no_braces_that_nobody_fills(dataset):
    for name, texts in dataset.provider_words.pages.items():
        assert not PLACEHOLDER.findall(texts.own), name
        assert set(PLACEHOLDER.findall(texts.hosted)) <= {"provider", "copy"}, name


def test_no_code_knows_a_provider_by_name():
    paths = [path for folder, pattern in CODE for path in (ROOT / folder).glob(pattern)]
    assert len(paths) > 50
    # Two are everyday words; in quotes they would be names.
    names = re.compile(rf"""{"|".join(HOSTED)}|(?<!')['"](?:embedded|custom)['"]""", re.IGNORECASE)
    found = {
        str(path.relative_to(ROOT)): names.findall(path.read_text(encoding="utf-8"))
        for path in paths
    }
    assert not {path: words for path, words in found.items() if words}


def test_another_data_directory_can_be_named_in_the_environment(tmp_path: Path, spoiled: Spoil):
    spoiled("site.yml", CHOICE, "form_backend: nobody\n")
    done = subprocess.run(
        [sys.executable, "-m", "model", "check"],
        cwd=ROOT,
        env={**os.environ, "SITE_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"data/site.yml:{HERE}: form_backend: unknown provider “nobody”" in done.stderr
