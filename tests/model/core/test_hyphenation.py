"""Long words may part before their endings, and nowhere else."""

import pytest

from model.core.hyphenation import SOFT_HYPHEN, hyphenate


@pytest.mark.parametrize(
    "parts",
    [
        "administra-tion",
        "Confiden-tiality",
        "distribu-tion",
        "manage-ment",
        "Organi-zations",
        "Require-ments",
        "under-standing",
    ],
)
def test_a_long_word_may_part_before_its_ending(parts):
    assert hyphenate(parts.replace("-", "")) == parts.replace("-", SOFT_HYPHEN)


@pytest.mark.parametrize("text", ["", "an action", "SOC 2", "statements", "soc2auditors.example"])
def test_other_words_are_left_as_they_are(text):
    assert hyphenate(text) == text


def test_each_long_word_of_a_text_may_part():
    assert hyphenate("administration, management") == "administra\xadtion, manage\xadment"
