"""Mails of a demonstration, which say so."""

from tests.backend.deal import BUYER, OPERATOR, Deal, introduced


def test_every_mail_of_a_demonstration_says_so(deal: Deal) -> None:
    introduced(deal)
    mails = deal.sent_mails
    assert {OPERATOR, BUYER} < {letter.to for letter in mails}
    assert [letter.subject for letter in mails if "DEMONSTRATION" not in letter.body] == []
