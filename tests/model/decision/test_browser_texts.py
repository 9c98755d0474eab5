"""What the browser's modules read from links and write into texts, under Node."""

import pytest

from macros.views.decision_tool import email_lines
from model.decision.vocabulary import condition_holds
from model.exports.decision_model import compile_model
from tests.model.node import SCRIPTS, run

ASK = {"financial_impact": "unsure", "customer_data": "yes", "asked_by": "both"}
FULL = {"financial_impact": "yes", "customer_data": "yes", "asked_by": "both",
        "evidence": "unknown", "deadline": "weeks", "public_summary": "yes"}  # fmt: skip


@pytest.fixture(scope="module")
def model(dataset):
    return compile_model(dataset)


def read(model, query):
    code = "({model, query}) => module.parse(query, model)"
    return run("decision/query.mjs", code, {"model": model, "query": query})


def notices(model, query):
    code = "({model, query}) => module.notices(module.parse(query, model), model)"
    return run("decision/query.mjs", code, {"model": model, "query": query})


def email(model, answers):
    code = "({model, answers}) => module.customerEmail(model, answers)"
    return run("decision/texts.mjs", code, {"model": model, "answers": answers})


def brief(model, answers):
    code = """async ({model, answers}) => {
        const {decide} = await import(new URL("decision/engine.mjs", given.base));
        return module.brief(model, decide(model, answers), {
            link: "https://example.com/soc/which-report/?a=b&v=1",
            home: "https://example.com/soc/", date: "2026-11-23"});
    }"""
    given = {"model": model, "answers": answers, "base": SCRIPTS.as_uri() + "/"}
    return run("decision/texts.mjs", code, given)


@pytest.mark.parametrize("answers", [{}, ASK, FULL, {"deadline": "none"}])
@pytest.mark.parametrize("change", [None, "asked_by"])
def test_answers_survive_the_way_through_a_link(model, answers, change):
    code = "({model, answers, change}) => module.format(answers, model, change)"
    given = {"model": model, "answers": answers, "change": change}
    query = run("decision/query.mjs", code, given)
    state = read(model, query)
    assert state == {"answers": answers, "change": change, "ignored": [],
                     "version": str(model["version"])}  # fmt: skip


def test_unknown_keys_and_values_are_ignored_and_named(model):
    query = "?asked_by=finance&deadline=soon&constructor=1&change=nothing&asked_by=both"
    state = read(model, query)
    assert state["answers"] == {"asked_by": "finance"}
    assert state["change"] is None
    assert state["ignored"] == [
        "deadline=soon", "constructor=1", "change=nothing", "asked_by=both"]  # fmt: skip
    [said] = notices(model, query)
    assert all(part in said for part in state["ignored"])


def test_keys_that_other_tools_add_need_no_notice(model):
    assert notices(model, "?utm_source=mail&gclid=1&asked_by=both") == []


def test_a_very_long_unknown_value_is_cut(model):
    [said] = notices(model, f"?x={'y' * 5000}")
    assert len(said) < 200


def test_a_link_of_this_version_or_none_needs_no_notice(model):
    assert notices(model, "?asked_by=both") == []
    assert notices(model, f"?asked_by=both&v={model['version']}") == []
    assert notices(model, "?asked_by=both&v=") == []


def test_a_link_of_an_older_version_says_what_has_changed_since(model):
    changes = [{"version": number, "date": f"2027-0{number}-01", "summary": f"Change {number}."}
               for number in (3, 2, 1)]  # fmt: skip
    newer = {**model, "version": 3, "changes": changes}
    said = notices(newer, "?asked_by=both&v=2")
    assert "version 2" in said[0]
    assert said[1:] == ["2027-03-01: Change 3."]
    assert notices(newer, "?v=1")[1:] == ["2027-03-01: Change 3.", "2027-02-01: Change 2."]


@pytest.mark.parametrize("version", ["99", "0", "-1", "1.5", "two", "1e0"])
def test_a_version_that_never_was_is_said_plainly(model, version):
    [said] = notices(model, f"?v={version}")
    assert "do not know" in said


def test_the_email_without_answers_is_the_one_on_the_page(dataset, model):
    mail = email(model, {})
    assert [f"Subject: {mail['subject']}", "", *mail["body"].split("\n")] == email_lines(
        dataset.vocabulary.tool.email
    )


def test_the_email_leaves_out_what_is_known_and_says_it_instead(dataset, model):
    words = dataset.vocabulary.tool.email
    for answers in (ASK, FULL, {"asked_by": "finance", "evidence": "design", "deadline": "months"}):
        body = email(model, answers)["body"]
        for item in words.questions:
            assert (item.text in body) != condition_holds(item.known_by, answers), item.id
        for fact in words.facts:
            assert (fact.text in body) == condition_holds(fact.when, answers), fact.id


def test_the_email_does_not_claim_a_request_that_nobody_made(dataset, model):
    words = dataset.vocabulary.tool.email
    body = email(model, {"asked_by": "nobody"})["body"]
    assert words.unasked in body
    assert words.asked not in body


def test_a_mail_link_names_nobody_and_keeps_every_character(model):
    code = "(mail) => module.mailto(mail)"
    link = run("decision/texts.mjs", code, {"subject": "a & b?", "body": "1\n\n2 = ü"})
    assert link == "mailto:?subject=a%20%26%20b%3F&body=1%0D%0A%0D%0A2%20%3D%20%C3%BC"


def test_the_brief_holds_result_reasons_open_points_steps_version_date_and_link(dataset, model):
    text = brief(model, FULL)
    headings = dataset.vocabulary.tool.headings
    assert text.startswith("# SOC 1 and SOC 2 – Type 1 first, then Type 2 – SOC 3 in addition\n")
    for title in (headings.because, headings.answers, headings.unsure, headings.steps,
                  headings.changes, headings.sources):  # fmt: skip
        assert f"\n## {title}\n" in text
    assert "Decision model version 1, 2026-11-23." in text
    assert "<https://example.com/soc/which-report/?a=b&v=1>" in text
    assert "<https://example.com/soc/quotes/>" in text
    assert dataset.vocabulary.tool.guidance in text
    assert dataset.decisions["report"].rule_for(FULL).because.text in text


def test_the_brief_leaves_out_empty_sections_and_escapes_markdown(dataset, model):
    changed = {**model, "steps": [{**step, "text": "a *b* [c](d)"} for step in model["steps"]]}
    text = brief(changed, {**FULL, "evidence": "operating"})
    assert f"## {dataset.vocabulary.tool.headings.unsure}" not in text
    assert r"a \*b\* \[c\](d)" in text


def described(model, answers):
    code = """async ({model, answers, base}) => {
        const {decide} = await import(new URL("decision/engine.mjs", base));
        return module.describe(model, decide(model, answers));
    }"""
    given = {"model": model, "answers": answers, "base": SCRIPTS.as_uri() + "/"}
    return run("decision/texts.mjs", code, given)


def texts_of(site, table):
    return {rule.because.text for rule in site.decisions[table].rules}


def test_reasons_of_what_is_not_called_for_are_left_out(dataset, model):
    said = {reason["text"] for reason in described(model, {"asked_by": "nobody"})["because"]}
    assert len(said) == 1
    assert said < texts_of(dataset, "report")


def test_a_wish_for_something_public_gets_its_reason_even_if_the_answer_is_no(dataset, model):
    for wish, told in (("yes", True), ("no", False)):
        answers = {**FULL, "asked_by": "finance", "public_summary": wish}
        said = {reason["text"] for reason in described(model, answers)["because"]}
        assert bool(said & texts_of(dataset, "add-soc-3")) == told


def test_only_sources_of_the_reasons_shown_are_listed(model):
    parts = described(model, {"asked_by": "nobody"})
    cited = {source for reason in parts["because"] for source in reason["sources"]}
    assert {source["id"] for source in parts["sources"]} == cited


def test_what_would_change_the_result_says_where_more_questions_decide(model):
    [change] = described(model, {"asked_by": "nobody"})["changes"]
    then = {answer["label"]: answer["outcome"] for answer in change["answers"]}
    assert then["Both of them"].startswith("more questions decide: ")
    assert "SOC 1, SOC 2, SOC 1 and SOC 2" in then["Both of them"]
    answers = {"financial_impact": "yes", "customer_data": "yes", "asked_by": "nobody"}
    flips = {
        answer["label"]: answer["outcome"]
        for item in described(model, answers)["changes"]
        for answer in item["answers"]
    }
    assert flips["Both of them"] == "SOC 1 and SOC 2, and more questions follow"
