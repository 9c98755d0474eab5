"""Where to report a weakness stands where RFC 9116 says."""

from datetime import date
from pathlib import Path

from model.dataset import Dataset
from publish.pages import write_security_contact
from publish.site import BuiltSite


def read(folder: Path) -> dict[str, str]:
    text = (folder / ".well-known" / "security.txt").read_text(encoding="utf-8")
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_the_file_names_the_operators_address_and_its_own(
    published: Path, dataset: Dataset
) -> None:
    found = read(published)
    assert found["Contact"] == f"mailto:{dataset.settings.operator_email}"
    assert found["Canonical"] == f"{dataset.settings.address}.well-known/security.txt"


def test_the_file_outlives_the_last_change_by_less_than_the_year_that_rfc_9116_allows(
    published: Path, dataset: Dataset
) -> None:
    expires = date.fromisoformat(read(published)["Expires"][:10])
    assert 0 < (expires - date.fromisoformat(dataset.changes.newest)).days < 366


def test_a_site_below_a_path_writes_none(tmp_path: Path, dataset: Dataset) -> None:
    (tmp_path / "index.html").write_text("<h1>home</h1>", encoding="utf-8")
    write_security_contact(BuiltSite(tmp_path, "https://host.site/soc/"), dataset)
    assert not (tmp_path / ".well-known").exists()
