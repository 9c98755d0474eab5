"""A text of consent belongs to one version, as requests are stored with both."""

from tests.data import load_data
from tests.model.conftest import Spoil

CONSENT = load_data().quote_form.consent
FIRST = CONSENT.text.split()[0]


def test_a_changed_text_under_its_old_version_is_named_with_its_line(spoiled: Spoil) -> None:
    (found,) = spoiled("quote_form.yml", f"text: {FIRST} ", f"text: {FIRST} now ")
    assert found.startswith("data/quote_form.yml:")
    assert f"the text is no longer that of version {CONSENT.version}" in found


def test_after_a_new_version_the_check_says_what_to_write(spoiled: Spoil) -> None:
    spoiled("quote_form.yml", f"text: {FIRST} ", f"text: {FIRST} now ")
    version = "2026-11-26"
    (found,) = spoiled("quote_form.yml", f"version: '{CONSENT.version}'", f"version: '{version}'")
    assert "consent.fingerprint: write fingerprint: " in found
    expected = found.rpartition(" ")[2]
    assert expected.startswith(f"{version}/")
    assert CONSENT.fingerprint
    assert spoiled("quote_form.yml", CONSENT.fingerprint, expected) == []


def test_a_new_version_of_the_same_text_has_another_fingerprint() -> None:
    later = CONSENT.model_copy(update={"version": "2026-11-26"})
    assert later.expected_fingerprint != CONSENT.expected_fingerprint
