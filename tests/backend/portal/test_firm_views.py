"""The firm's links: signed, good once, and harmless to look at."""

import pytest

from tests.backend.deal import BUYER, Buyer, Deal


@pytest.fixture
def buyer(deal: Deal) -> Buyer:
    """Who has chosen one firm, which was introduced."""
    made = deal.send()
    made.choose(made.offered()[0])
    deal.work()
    return made


def links(deal: Deal) -> dict[str, str]:
    return next(letter.links for letter in deal.sent_mails if letter.links)


def state(buyer: Buyer) -> str:
    return next(iter(buyer.states().values()))


def test_looking_at_a_link_changes_nothing(deal: Deal, buyer: Buyer) -> None:
    for path in links(deal).values():
        assert deal.client.get(path).status_code == 200
        assert deal.client.request("HEAD", path).status_code == 200
    assert state(buyer) == "introduced"


@pytest.mark.parametrize("first", ["accept", "decline"])
def test_a_firm_can_answer_once(deal: Deal, buyer: Buyer, first: str) -> None:
    given = links(deal)
    other = "decline" if first == "accept" else "accept"
    tokens = {name: path.partition("answer=")[2] for name, path in given.items()}
    for name in (first, other, first):
        sent = deal.client.post({"answer": tokens[name]}, path="/api/introductions")
        assert sent.status_code == 303
    said = {"accept": "accepted", "decline": "declined"}[first]
    assert state(buyer) == said
    assert [event for actor, event, _ in buyer.log() if actor == "firm"] == [said]


def test_a_link_that_was_changed_is_not_known(deal: Deal, buyer: Buyer) -> None:
    token = links(deal)["decline"].partition("answer=")[2]
    forged = [
        token.replace("decline", "accept"),
        token[:-1] + ("0" if token[-1] != "0" else "1"),
        token.upper(),
        "",
        "decline.x.y",
    ]
    for each in forged:
        sent = deal.client.post({"answer": each}, path="/api/introductions")
        assert sent.status_code == 404, each
    assert state(buyer) == "introduced"


def test_a_form_token_opens_nothing(deal: Deal, buyer: Buyer) -> None:
    token = deal.client.get("/api/token").json()["token"]
    assert deal.client.get("/api/introductions", params={"answer": token}).status_code == 404


@pytest.mark.parametrize("act", ["withdraw", "erase"])
def test_a_link_ends_when_the_buyer_goes(deal: Deal, buyer: Buyer, act: str) -> None:
    path = links(deal)["accept"]
    buyer.post(act)
    deal.work()
    answer = deal.answer(path)
    assert answer.status_code == (200 if act == "withdraw" else 404)
    assert "will quote" not in answer.text
    assert not [line for line in buyer.log() if line[0] == "firm"]


def test_the_page_of_a_firm_says_nothing_of_the_buyer(deal: Deal, buyer: Buyer) -> None:
    for path in links(deal).values():
        text = deal.client.get(path).text
        assert not [word for word in (BUYER, "Lovelace", "Zażółć", buyer.key) if word in text]


def test_a_foreign_page_cannot_answer(deal: Deal, buyer: Buyer) -> None:
    token = links(deal)["decline"].partition("answer=")[2]
    sent = deal.client.post(
        {"answer": token}, path="/api/introductions", headers={"Origin": "https://evil.example"}
    )
    assert sent.status_code == 403
    assert state(buyer) == "introduced"
