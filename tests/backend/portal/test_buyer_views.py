"""The private page: who sees it, what it takes, and what it never does."""

from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, update

from backend.app import create_app
from backend.cli.request_commands import release
from backend.config.settings import Settings
from backend.config.templates import TEMPLATES
from backend.matching import states
from backend.portal.buyer_page import AGREEMENT_VERSION
from backend.storage.hashing import sha256
from backend.storage.tables import agreements, matches, notifications, offers
from model.form.definition import QuoteForm
from tests.backend.conftest import ANSWERS, Client
from tests.backend.deal import BUYER, OPERATOR, Deal, database, dealing, firms


def kept(deal: Deal, *columns: object) -> list[tuple[object, ...]]:
    with deal.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*columns))]  # type: ignore[call-overload]


def test_the_answer_to_a_script_names_the_page(deal: Deal) -> None:
    answer = deal.client.post(ANSWERS, json=True).json()
    assert answer["page"].startswith(f"/quotes/thanks/?reference={answer['reference']}&key=")
    assert deal.client.get(answer["page"]).status_code == 200


def test_the_same_request_sent_again_leads_to_the_same_page(deal: Deal) -> None:
    assert deal.send() == deal.send()


def test_a_key_has_128_random_bits_or_more(deal: Deal) -> None:
    keys = {deal.send(email=f"{number}@example.com").key for number in range(5)}
    assert len(keys) == 5
    assert all(len(key) * 6 >= 128 for key in keys)


@pytest.mark.parametrize("key", ["", "x", "ä", "A" * 32, "A" * 5000])
def test_a_wrong_key_is_no_different_from_none(deal: Deal, key: str) -> None:
    buyer = deal.send()
    plain = deal.client.get(f"/quotes/thanks/?reference={buyer.reference}")
    tried = deal.client.get("/quotes/thanks/", params={"reference": buyer.reference, "key": key})
    assert (tried.status_code, tried.text) == (plain.status_code, plain.text)
    assert dict(tried.headers) == dict(plain.headers)


@pytest.mark.parametrize("act", ["choose", "withdraw", "erase"])
def test_no_button_works_with_a_wrong_key(deal: Deal, act: str) -> None:
    buyer = deal.send()
    stranger = replace(buyer, key="A" * 32)
    nobody = replace(buyer, reference="Q-0000-0000-0000")
    answers = [each.post(act, firm="sample-a", agree="yes") for each in (stranger, nobody)]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].text == answers[1].text
    assert len(buyer.offered()) == 3


def test_no_button_works_from_a_foreign_page(deal: Deal) -> None:
    buyer = deal.send()
    fields = {"reference": buyer.reference, "key": buyer.key}
    sent = deal.client.post(
        fields, path="/api/requests/erase", headers={"Origin": "https://evil.example"}
    )
    assert sent.status_code == 403
    assert len(buyer.offered()) == 3


def test_the_page_tells_nobody_its_address(deal: Deal) -> None:
    answer = deal.client.get(deal.send().path)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert '<meta content="no-referrer" name="referrer"/>' in answer.text


def test_a_browser_that_hides_its_origin_may_press_the_buttons(deal: Deal) -> None:
    buyer = deal.send()
    fields = {"reference": buyer.reference, "key": buyer.key}
    sent = deal.client.post(fields, path="/api/requests/withdraw", headers={"Origin": "null"})
    assert sent.status_code == 303


def test_nothing_is_sent_without_a_tick_and_an_agreement(deal: Deal) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    empty = buyer.choose_with([])
    unsaid = buyer.choose_with([("firm", f"sample-{first}")])
    assert (empty.status_code, unsaid.status_code) == (422, 422)
    assert "Tick at least one firm" in empty.text
    assert "<title>Error: " in empty.text
    boxes = BeautifulSoup(unsaid.text, "html.parser").select("input[name=firm][checked]")
    assert [box["id"] for box in boxes] == [f"firm-sample-{first}"]
    assert deal.work() == deal.to(OPERATOR)


def test_a_firm_chosen_before_is_no_agreement_to_another(deal: Deal) -> None:
    buyer = deal.send()
    first, second, _ = buyer.offered()
    buyer.choose(first)
    both = [("firm", f"sample-{first}"), ("firm", f"sample-{second}")]
    assert buyer.choose_with(both).status_code == 422
    assert buyer.states() == {first: "chosen"}


def test_the_same_choice_sent_twice_introduces_once(deal: Deal) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    assert {buyer.choose(first).status_code for _ in range(3)} == {303}
    deal.work()
    buyer.choose(first)
    deal.work()
    assert len(deal.to(first)) == 1


def test_a_firm_that_was_not_offered_cannot_be_chosen(deal: Deal) -> None:
    buyer = deal.send()
    hidden = next(letter for letter in "abcde" if letter not in buyer.offered())
    assert buyer.choose(hidden).status_code == 422
    deal.work()
    assert deal.to(hidden) == []


def test_the_agreement_is_kept_for_each_firm_as_it_was_shown(deal: Deal) -> None:
    buyer = deal.send()
    first, second, third = buyer.offered()
    label = buyer.page().select_one("label[for=agree]")
    assert label is not None
    buyer.choose(first, second)
    columns = (agreements.c.firm, agreements.c.firm_name, agreements.c.version, agreements.c.method)
    proofs = kept(deal, *columns, agreements.c.text, agreements.c.shown)
    every = ",".join(f"sample-{each}" for each in (first, second, third))
    assert {*proofs} == {
        (f"sample-{firm}", f"Sample {firm.upper()}", AGREEMENT_VERSION, "page", label.text, every)
        for firm in (first, second)
    }


def test_other_words_of_the_agreement_have_another_version() -> None:
    (file,) = (each for folder in TEMPLATES for each in folder.glob("agreement.txt.j2"))
    text = file.read_text(encoding="utf-8")
    assert (AGREEMENT_VERSION, sha256(text)) == (
        "1",
        "65a8e1f845ee7110d103d5ebf1d5f462b0249250480da1ebc6cb1e8607c4f29e",
    )


def test_more_firms_can_be_chosen_later(deal: Deal) -> None:
    buyer = deal.send()
    first, second, _ = buyer.offered()
    buyer.choose(first)
    deal.work()
    buyer.choose(second)
    deal.work()
    assert buyer.states() == {first: "introduced", second: "introduced"}


@pytest.mark.parametrize(
    ("count", "words"), [(3, "No other listed firm fits"), (4, "If one of these firms declines")]
)
def test_the_page_says_whether_more_firms_fit(
    settings: Settings, tmp_path: Path, count: int, words: str
) -> None:
    with dealing(settings, database(tmp_path), firms(count)) as deal:
        buyer = deal.send()
        buyer.choose(*buyer.offered())
        assert words in buyer.page().select("[data-no-more]")[0].text


def test_what_was_taken_back_cannot_be_chosen_again(deal: Deal) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    buyer.withdraw(first)
    buyer.choose(first)
    deal.work()
    assert deal.to(first) == []
    assert buyer.states() == {first: "withdrawn"}


def test_the_page_shows_that_a_firm_was_asked_to_delete(deal: Deal) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal.work()
    buyer.withdraw(first)
    assert "We are asking it to delete" in buyer.page().text
    deal.work()
    assert "We asked it on" in buyer.page().text


def test_a_firm_that_declined_is_asked_to_delete_when_all_is_taken_back(deal: Deal) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal.work()
    deal.answer(deal.to(first)[0].links["decline"])
    buyer.withdraw()
    assert [letter.to[0] for letter in deal.work() if "Delete" in letter.subject] == [first]


def test_a_silent_firm_is_shown_and_told_once(deal: Deal) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal.work()
    deal.pass_days(5.01)
    for _ in range(3):
        deal.tidy(deal.engine)
    assert "It has not answered us within 5 days" in buyer.page().text
    # The operator's digest counts it as well.
    assert sorted(letter.to for letter in deal.work()) == [BUYER, OPERATOR]


def test_a_buyer_learns_that_a_firm_will_quote(deal: Deal) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal.work()
    deal.answer(deal.to(first)[0].links["accept"])
    (news,) = deal.work()
    assert (news.to, buyer.states()) == (BUYER, {first: "accepted"})
    assert "will quote" in news.body


@pytest.mark.parametrize("then", ["accept", "decline", "taken back"])
def test_nobody_hears_that_a_firm_is_silent_which_is_not(deal: Deal, then: str) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal.work()
    deal.pass_days(6)
    if then == "taken back":
        buyer.withdraw(first)
    else:
        deal.answer(deal.to(first)[0].links[then])
    assert not [letter for letter in deal.work() if "not answered" in letter.subject]


def test_nobody_hears_that_a_firm_will_quote_which_was_taken_back(deal: Deal) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal.work()
    deal.answer(deal.to(first)[0].links["accept"])
    buyer.withdraw(first)
    assert not [letter for letter in deal.work() if letter.to == BUYER]


def test_what_is_said_of_a_firm_that_declined_is_what_its_mail_says(deal: Deal) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal.work()
    assert "If you decline, delete this mail." in deal.to(first)[0].body
    deal.answer(deal.to(first)[0].links["decline"])
    (news,) = deal.work()
    words = "Our mail asks who declines to delete it."
    assert words in " ".join(news.body.split())
    assert words in buyer.page().text
    assert [event for _, event, _ in buyer.log()].count("asked-to-delete") == 0


def test_requests_set_aside_see_the_same_and_send_nothing(deal: Deal, form: QuoteForm) -> None:
    buyer = deal.send(**{form.honeypot.name: "x"})
    first, *_ = buyer.offered()
    assert buyer.choose(first).status_code == 303
    assert deal.work() == []
    assert release(deal.engine, buyer.reference, deal.clock())
    deal.work()
    assert len(deal.to(first)) == 1


def test_without_firms_the_thanks_page_is_as_ever(settings: Settings, client: Client) -> None:
    sent = client.post(ANSWERS)
    assert "key=" not in sent.headers["location"]
    assert client.post({**ANSWERS, "notes": "other"}, json=True).json().keys() == {
        "reference",
        "page",
    }


def test_samples_are_neither_shown_nor_introduced_outside_a_demonstration(deal: Deal) -> None:
    buyer = deal.send()
    first, second, _ = buyer.offered()
    buyer.choose(first)
    plain = replace(deal.settings, demonstration=False)
    real = replace(deal, settings=plain, matcher=None)
    assert replace(buyer, deal=real).offered() == []
    replace(buyer, deal=real).choose(second)
    real.work()
    assert real.to(first) == real.to(second) == []
    assert kept(deal, notifications.c.problem)[-1][0] == (
        "this firm is not listed, or a sample outside a demonstration"
    )


def test_where_no_firm_fits_the_buyer_and_the_operator_are_told(
    settings: Settings, tmp_path: Path
) -> None:
    some = firms(2)
    none = replace(some, firms=tuple(f.model_copy(update={"accepting": False}) for f in some.firms))
    with dealing(settings, database(tmp_path), none) as deal:
        buyer = deal.send()
        page = buyer.page()
        assert "No firm fits yet" in page.text
        assert "None of the 2 firms" in page.select("[data-why-fewer]")[0].text
        told = [letter for letter in deal.work() if "No firm fits" in letter.subject]
        assert [letter.to for letter in told] == [OPERATOR]
        assert ("service", "unmatched", "") in buyer.log()


def test_where_fewer_fit_the_page_says_why(settings: Settings, tmp_path: Path) -> None:
    with dealing(settings, database(tmp_path), firms(2)) as deal:
        buyer = deal.send()
        assert len(buyer.offered()) == 2
        assert "2 of the 2" in buyer.page().select("[data-why-fewer]")[0].text


def test_the_receipt_holds_the_link(settings: Settings, tmp_path: Path) -> None:
    with dealing(replace(settings, receipts=True), database(tmp_path)) as deal:
        buyer = deal.send()
        deal.work()
        (receipt,) = deal.to(BUYER)
        assert buyer.path in receipt.body
        assert "Lovelace" not in receipt.body


def test_a_page_from_before_a_site_was_built_says_so(deal: Deal, tmp_path: Path) -> None:
    buyer = deal.send()
    app = create_app(replace(deal.settings, site_dir=tmp_path / "nowhere"))
    assert Client(app).get(buyer.path).text == "The site is not built."


def test_no_key_is_ever_logged(deal: Deal, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal.work()
    buyer.post("erase")
    ours = [r.getMessage() for r in caplog.records if r.name.startswith(("backend", "uvicorn"))]
    assert ours
    assert not [line for line in ours if buyer.key in line]


def test_the_database_refuses_a_state_that_does_not_exist(deal: Deal) -> None:
    deal.send()
    for table in (offers, matches):
        with pytest.raises(Exception, match="known_"), deal.engine.begin() as connection:
            connection.execute(update(table).values(state="sold"))


@pytest.mark.parametrize("event", states.OFFER_TRANSITIONS)
def test_an_impossible_way_raises(event: states.OfferEvent) -> None:
    impossible = {
        "offered", "chosen", "introducing", "introduced", "accepted", "declined", "withdrawn",
        "removed",
    } - set(states.OFFER_TRANSITIONS[event])  # fmt: skip
    for state in impossible:
        with pytest.raises(states.InvalidTransitionError):
            states.transition(state, event)  # type: ignore[arg-type]


@pytest.mark.parametrize(("state", "new"), [("withdrawn", "chosen"), ("erased", "received")])
def test_a_request_that_has_ended_does_not_go_on(
    state: states.RequestState, new: states.RequestState
) -> None:
    with pytest.raises(states.InvalidTransitionError):
        states.check_transition(state, new)
