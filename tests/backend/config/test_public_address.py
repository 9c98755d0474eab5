"""Where links in mails lead, and which data the settings come from."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from backend.config.settings import parse_public_address
from model.content.site import FormSettings
from model.dataset import DATA, ROOT, Dataset
from tests.data import load_data


def site_with(**changes: object) -> Dataset:
    dataset = load_data()
    return replace(dataset, settings=dataset.settings.model_copy(update=changes))


def test_links_lead_to_where_the_form_is_taken() -> None:
    elsewhere = FormSettings(address="https://api.soc.test/api/quotes")
    moved = site_with(form=elsewhere)
    assert parse_public_address("", moved) == "https://api.soc.test/"
    assert parse_public_address("https://other.test", moved) == "https://other.test/"
    assert parse_public_address("", load_data()) == load_data().settings.address


HOSTED = {"form_backend": "formspree", "form": FormSettings(id="abcdwxyz")}


def test_with_a_hosted_provider_only_the_operator_knows_where_links_lead() -> None:
    assert parse_public_address("", site_with(**HOSTED)) == ""
    assert parse_public_address("https://quotes.soc.test", site_with(**HOSTED)) == (
        "https://quotes.soc.test/"
    )


def test_the_backend_reads_the_data_that_the_pages_are_built_from(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    text = (data / "site.yml").read_text(encoding="utf-8")
    (data / "site.yml").write_text(
        text.replace(load_data().settings.name, "Another site", 1), "utf-8"
    )
    ask = (
        "import os; from backend.config.settings import from_environment;"
        " print(from_environment(os.environ).site_name)"
    )
    environment = {**os.environ, "SITE_DATA": str(data)}
    done = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert done.stdout.decode().strip() == "Another site"
