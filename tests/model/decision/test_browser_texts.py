"""What the browser's modules read from links and write into texts, under Node."""

from urllib.parse import urlencode

import pytest

from macros.views.decision.tool import reply_lines
from model.decision import read_old_answers
from model.exports.decision_model import compile_model
from tests.model.node import SCRIPTS, run

TODAY = "2026-11-27"
ASK = {"named": "soc-unspecified", "financial_impact": "unsure", "customer_data": "yes",
       "asked_by": "both"}  # fmt: skip
FULL = {"named": "soc-unspecified", "financial_impact": "yes", "customer_data": "yes",
        "asked_by": "both", "evidence": "unknown", "deadline": "under-3-months",
        "stage": "preparing", "public_summary": "yes"}  # fmt: skip
NOBODY = {"named": "nothing", "asked_by": "nobody"}


@pytest.fixture(scope="module")
def model(dataset):
    return compile_model(dataset)


def read_state(model, query):
    code = "({model, query}) => module.parse(query, model)"
    return run("decision/query.mjs", code, {"model": model, "query": query})


def notices(model, query):
    code = "({model, query}) => module.notices(module.parse(query, model), model)"
    return run("decision/query.mjs", code, {"model": model, "query": query})


def brief(model, answers):
    code = """async ({model, answers, today}) => {
        const {decide} = await import(new URL("decision/engine.mjs", given.base));
        return module.brief(model, decide(model, answers, today), {
            link: "https://example.com/soc/which-report/?a=b&v=1",
            home: "https://example.com/soc/", date: "2026-11-23"});
    }"""
    given = {"model": model, "answers": answers, "base": SCRIPTS.as_uri() + "/", "today": TODAY}
    return run("decision/texts.mjs", code, given)


@pytest.mark.parametrize(
    "answers", [{}, ASK, FULL, {"deadline": "none"}, {"deadline": "2027-02-28"}]
)
@pytest.mark.parametrize("change", [None, "asked_by"])
def test_answers_survive_the_way_through_a_link(model, answers, change):
    code = "({model, answers, change}) => module.format(answers, model, change)"
    given = {"model": model, "answers": answers, "change": change}
    query = run("decision/query.mjs", code, given)
    state = read_state(model, query)
    assert state == {"answers": answers, "change": change, "ignored": [], "read": [],
                     "version": str(model["version"])}  # fmt: skip


def test_unknown_keys_and_values_are_ignored_and_named(model):
    query = "?named=soc-1&asked_by=finance&deadline=soon&Asked-by=it&change=nothing&asked_by=both"
    state = read_state(model, query)
    assert state["answers"] == {"named": "soc-1", "asked_by": "finance"}
    assert state["change"] is None
    assert state["ignored"] == [
        "deadline=soon", "Asked-by=it", "change=nothing", "asked_by=both"]  # fmt: skip
    [said] = notices(model, query)
    assert all(part in said for part in state["ignored"])


@pytest.mark.parametrize(
    "key",
    ["utm_source", "gclid", "msclkid", "_hsenc", "_hsmi", "mkt_tok", "mc_cid", "trk", "li_fat_id",
     "gbraid", "srsltid", "_gl", "constructor", "x"],
)  # fmt: skip
def test_keys_that_other_tools_add_need_no_notice(model, key):
    assert notices(model, f"?{key}=1&named=soc-1") == []


def test_a_very_long_unknown_value_is_cut(model):
    [said] = notices(model, f"?named={'y' * 5000}")
    assert len(said) < 200


def test_a_link_of_this_version_or_none_needs_no_notice(model):
    assert notices(model, "?named=soc-1") == []
    assert notices(model, f"?named=soc-1&v={model['version']}") == []
    assert notices(model, "?named=soc-1&v=") == []


def test_a_link_of_an_older_version_says_what_has_changed_since(dataset, model):
    changes = [{"version": number, "date": f"2027-0{number}-01", "summary": f"Change {number}."}
               for number in (3, 2, 1)]  # fmt: skip
    newer = {**model, "version": 3, "changes": changes}
    said = notices(newer, "?named=soc-1&v=2")
    assert said[0] == dataset.vocabulary.tool.link.older.replace("{version}", "2")
    assert said[1:] == ["2027-03-01: Change 3."]
    assert notices(newer, "?v=1")[1:] == ["2027-03-01: Change 3.", "2027-02-01: Change 2."]


@pytest.mark.parametrize("version", ["99", "0", "-1", "1.5", "two", "1e0"])
def test_a_version_that_never_was_is_said_plainly(dataset, model, version):
    [said] = notices(model, f"?v={version}")
    current = {"{version}": version, "{current}": str(model["version"])}
    expected = dataset.vocabulary.tool.link.unknown_version
    for place, text in current.items():
        expected = expected.replace(place, text)
    assert said == expected


@pytest.mark.parametrize(
    ("query", "read", "said"),
    [
        ("?asked_by=both&deadline=weeks", {"asked_by": "both", "deadline": "under-3-months",
                                           "named": "soc-unspecified"}, 2),
        ("?asked_by=both&deadline=months&v=1", {"asked_by": "both", "deadline": "3-to-6-months",
                                                "named": "soc-unspecified"}, 2),
        ("?asked_by=nobody", {"asked_by": "nobody", "named": "nothing"}, 1),
        ("?named=soc-2&asked_by=nobody", {"named": "soc-2", "asked_by": "nobody"}, 1),
        ("?named=other&asked_by=nobody", {"named": "other", "asked_by": "nobody"}, 1),
        ("?named=nothing&asked_by=nobody", {"named": "nothing", "asked_by": "nobody"}, 0),
        ("", {}, 0),
    ],
)  # fmt: skip
def test_old_links_are_read_as_the_questions_of_today_and_say_so(model, query, read, said):
    state = read_state(model, query)
    assert state["answers"] == read
    assert len(state["read"]) == said
    assert set(state["read"]) <= set(notices(model, query))


def test_a_link_of_today_leaves_the_first_question_open(model):
    state = read_state(model, f"?evidence=operating&v={model['version']}")
    assert (state["answers"], state["read"]) == ({"evidence": "operating"}, [])


def test_python_reads_old_answers_as_the_browser_does(dataset, model):
    for answers in ({"asked_by": "both", "deadline": "weeks"}, {"asked_by": "nobody"}, {},
                    {"named": "soc-1", "deadline": "months"}, {"deadline": "none"},
                    {"named": "soc-1", "asked_by": "nobody"}):  # fmt: skip
        there = read_state(model, "?" + urlencode(answers))
        assert read_old_answers(answers, dataset.vocabulary) == (there["answers"], there["read"])


@pytest.mark.parametrize("day", ["2027-02-29", "2027-2-1", "soon", "2027-13-01"])
def test_what_is_no_day_is_no_answer(model, day):
    assert "deadline" not in read_state(model, f"?named=soc-1&deadline={day}")["answers"]


def test_the_reply_on_the_page_is_the_one_without_answers(dataset):
    lines = reply_lines(dataset, {})
    assert lines[0].endswith(dataset.vocabulary.tool.reply.subject)
    assert sum(line[:1].isdigit() for line in lines) > 3


def test_a_mail_link_names_nobody_and_keeps_every_character(model):
    code = "(mail) => module.mailto(mail)"
    link = run("decision/texts.mjs", code, {"subject": "a & b?", "body": "1\n\n2 = ü"})
    assert link == "mailto:?subject=a%20%26%20b%3F&body=1%0D%0A%0D%0A2%20%3D%20%C3%BC"


def test_the_brief_holds_result_reasons_open_points_steps_version_date_and_link(dataset, model):
    text = brief(model, FULL)
    headings = dataset.vocabulary.tool.headings
    decided = {"report": "both", "type": "type-2", "add-soc-3": "yes"}
    labels = [dataset.vocabulary.outcome(*pair).label for pair in decided.items()]
    assert text.startswith(f"# {' – '.join(labels)}\n")
    for title in (headings.because, headings.answers, headings.unsure, headings.steps,
                  headings.changes, headings.sources):  # fmt: skip
        assert f"\n## {title}\n" in text
    stamp = dataset.vocabulary.tool.stamp.replace("{version}", str(model["version"]))
    assert stamp.replace("{date}", "23 November 2026") in text
    assert "<https://example.com/soc/which-report/?a=b&v=1>" in text
    assert "<https://example.com/soc/both/>" in text
    assert dataset.vocabulary.tool.guidance in text
    assert dataset.decisions["report"].rule_for(FULL).because.text in text


def test_the_brief_leaves_out_empty_sections_and_escapes_markdown(dataset, model):
    changed = {**model, "steps": [{**step, "text": "a *b* [c](d)"} for step in model["steps"]]}
    text = brief(changed, {**FULL, "evidence": "operating"})
    assert f"## {dataset.vocabulary.tool.headings.unsure}" not in text
    assert r"a \*b\* \[c\](d)" in text


def described(model, answers):
    code = """async ({model, answers, base, today}) => {
        const {decide} = await import(new URL("decision/engine.mjs", base));
        return module.describe(model, decide(model, answers, today));
    }"""
    given = {"model": model, "answers": answers, "base": SCRIPTS.as_uri() + "/", "today": TODAY}
    return run("decision/texts.mjs", code, given)


def texts_of(site, table):
    return {rule.because.text for rule in site.decisions[table].rules}


def test_reasons_of_what_is_not_called_for_are_left_out(dataset, model):
    said = {reason["text"] for reason in described(model, NOBODY)["because"]}
    assert said <= texts_of(dataset, "report") | texts_of(dataset, "primary-action")
    assert said & texts_of(dataset, "report")


def test_a_wish_for_something_public_gets_its_reason_even_if_the_answer_is_no(dataset, model):
    for wish, told in (("yes", True), ("no", False)):
        answers = {**FULL, "asked_by": "finance", "public_summary": wish}
        said = {reason["text"] for reason in described(model, answers)["because"]}
        assert bool(said & texts_of(dataset, "add-soc-3")) == told


def test_only_sources_of_the_reasons_shown_are_listed(model):
    parts = described(model, NOBODY)
    cited = {source for reason in parts["because"] for source in reason["sources"]}
    assert {source["id"] for source in parts["sources"]} == cited


def test_what_would_change_the_result_says_where_more_questions_decide(dataset, model):
    words, vocabulary = dataset.vocabulary.tool.open_flip, dataset.vocabulary
    options = vocabulary.question("asked_by").options
    (both,) = [option.label for option in options if option.id == "both"]
    answers = {**NOBODY, "financial_impact": "yes", "customer_data": "yes"}
    flips = {
        answer["label"]: answer["outcome"]
        for item in described(model, answers)["changes"]
        for answer in item["answers"]
    }
    label = vocabulary.outcome("report", "both").label
    assert flips[both] == words.settled.replace("{reports}", label)
    partial = {
        answer["label"]: answer["outcome"]
        for item in described(model, NOBODY)["changes"]
        for answer in item["answers"]
    }
    assert partial[both].startswith(words.several.partition("{reports}")[0])


def test_the_plan_says_what_can_be_shown_until_then_only_where_the_date_is_in_doubt(model):
    for day, shown in (("under-3-months", True), ("none", False)):
        plan = described(model, {**FULL, "deadline": day})["plan"]
        assert bool(plan["interim"]) == shown
    assert described(model, ASK)["plan"] is None
