"""Samples and real requests, which never meet."""

from dataclasses import replace

import pytest

from backend.config.errors import BadSetting
from backend.notifications import deliverers
from tests.backend.deal import BUYER, OPERATOR, Deal, introduced, unmatched


def test_a_demonstration_delivers_nothing_of_a_database_with_real_requests(deal: Deal) -> None:
    deal.send(notes="for samples")
    deliverers(deal.settings, deal.engine)
    unmatched(deal)
    with pytest.raises(BadSetting, match="holds requests without sample firms"):
        deliverers(deal.settings, deal.engine)
    deliverers(replace(deal.settings, demonstration=False), deal.engine)


def test_every_mail_of_a_demonstration_says_so(deal: Deal) -> None:
    introduced(deal)
    mails = deal.letters
    assert {OPERATOR, BUYER} < {letter.to for letter in mails}
    assert [letter.subject for letter in mails if "DEMONSTRATION" not in letter.body] == []
