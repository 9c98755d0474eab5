"""The steps of a request at the head of its page, and how it stands in one sentence."""

from tests.backend.deal import Buyer, Deal


def heading(buyer: Buyer) -> str:
    return buyer.page().select("h1")[0].text


def steps(buyer: Buyer) -> list[tuple[str, str]]:
    """When and title of each step."""
    return [
        (str(step["data-step"]), step.select("strong")[0].text)
        for step in buyer.page().select("[data-step]")
    ]


def test_before_a_choice_the_page_says_how_many_firms_fit_and_what_comes(deal: Deal) -> None:
    buyer = deal.send(confirmed=False)
    assert heading(buyer) == "Three firms fit"
    assert steps(buyer) == [
        ("was", "Request stored"),
        ("now", "You choose firms"),
        ("now", "You confirm your address"),
        ("later", "Firms answer"),
        ("later", "You compare quotes"),
    ]


def test_each_firm_that_was_chosen_is_a_step_with_what_it_said(deal: Deal) -> None:
    buyer = deal.send()
    first, second, third = buyer.offered()
    buyer.choose(first, second, third)
    assert heading(buyer) == "Your request is not sent yet"
    deal.work()
    deal.answer(deal.to(first)[0].links["accept"])
    deal.answer(deal.to(second)[0].links["decline"])
    assert heading(buyer).startswith("One firm will quote, one has until ")
    told = {title: when for when, title in steps(buyer)}
    assert told[f"Sample {first.upper()} will quote"] == "was"
    assert told[f"Sample {second.upper()} will not quote"] == "was"
    assert told[f"Sample {third.upper()}: answer due"] == "now"
    assert told["You compare quotes"] == "now"


def test_a_firm_that_is_silent_is_named_as_such(deal: Deal) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal.work()
    deal.pass_days(deal.settings.answer_days + 1)
    assert heading(buyer) == "One firm did not answer"
    assert ("now", f"Sample {first.upper()}: no answer") in steps(buyer)


def test_a_request_that_was_taken_back_has_nothing_to_come(deal: Deal) -> None:
    buyer = deal.send()
    buyer.choose(*buyer.offered())
    buyer.withdraw()
    assert heading(buyer) == "You took this request back"
    assert steps(buyer)[-1] == ("was", "Request taken back")
    assert {when for when, _ in steps(buyer)} == {"was"}


def test_the_line_above_says_what_is_asked_for_and_by_when(deal: Deal) -> None:
    form = {field.name: field for field in deal.settings.form.fields}
    buyer = deal.send(needed_by="2091-03-31", report_type="unsure")
    (line,) = buyer.page().select(".soc-reference")
    assert form["framework"].words(buyer.stored()["framework"]) in line.text
    assert "by 31 March 2091" in line.text
    assert form["report_type"].words("unsure") not in line.text


def test_answers_that_cannot_be_changed_any_more_can_be_read(deal: Deal) -> None:
    buyer = deal.send()
    assert not buyer.page().select("[data-answers]")
    buyer.choose(*buyer.offered())
    (answers,) = buyer.page().select("[data-answers]")
    assert buyer.stored()["company"] in answers.text
