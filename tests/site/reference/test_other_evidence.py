"""The pages on other evidence and on asking the customer, as the data has them."""

import copy

import pytest

from tests.data import is_removed, load_data, standing

DATA = load_data()

of_evidence = pytest.mark.of_page("other-evidence/")


def words(element) -> str:
    return " ".join(element.get_text(" ", strip=True).split())


@of_evidence
@pytest.mark.parametrize("name", DATA.other_evidence)
def test_each_kind_of_evidence_has_its_line_its_facts_and_its_paragraph(built, name: str) -> None:
    page, item = built.page("other-evidence/"), DATA.other_evidence[name]
    facts = page.select_one(f"[data-evidence={name}]")
    for said in (item.what, item.who_accepts, item.soc_helps):
        assert " ".join(said.text.split()) in words(facts)
    heading = page.find(id=name)
    assert heading.name == "h3"
    assert heading.find_next_sibling() == facts
    assert facts.find_next_sibling().name == "p"


@of_evidence
@pytest.mark.parametrize("name", DATA.other_evidence)
def test_each_kind_of_evidence_stands_below_the_heading_of_its_group(built, name: str) -> None:
    fold = built.page("other-evidence/").find(id=name).find_parent("details")
    group = DATA.evidence_groups[DATA.other_evidence[name].group]
    heading = fold.find_previous_sibling("h2")
    assert heading.contents[0] == group.label


@of_evidence
@pytest.mark.parametrize("name", DATA.other_evidence)
def test_a_closed_line_says_whether_a_report_helps(built, name: str) -> None:
    item = DATA.other_evidence[name]
    line = built.page("other-evidence/").find(id=name).find_parent("details").summary
    verdict = words(line).removeprefix(f"{item.name} ")
    assert verdict
    assert " ".join(item.soc_helps.text.split()).startswith(f"{verdict}.")


@of_evidence
@pytest.mark.parametrize("name", DATA.other_evidence)
def test_each_cell_of_evidence_shows_its_sources(built, name: str) -> None:
    row = built.page("other-evidence/").select_one(f"[data-evidence={name}]")
    item = DATA.other_evidence[name]
    marks = [{mark.get_text() for mark in cell.select(".src__mark")} for cell in row.select("dd")]
    assert marks == [set(said.sources) for said in (item.what, item.who_accepts, item.soc_helps)]


@pytest.mark.of_page("ask-your-customer/")
@pytest.mark.parametrize("name", DATA.replies)
def test_each_reply_stands_below_its_heading_ready_to_copy(built, name: str) -> None:
    heading = built.page("ask-your-customer/").find(id=name)
    assert heading.name == "h2"
    mail = heading.find_next("pre").get_text()
    assert heading.find_next("h2").find_previous("pre").get_text() == mail
    assert mail.startswith(f"Subject: {DATA.replies[name].subject}\n\n")
    assert " ".join(mail.split()).endswith(" ".join(DATA.replies[name].body.split()))
    assert all(line == line.strip() for line in mail.splitlines())


@pytest.mark.of_page("ask-your-customer/")
@pytest.mark.parametrize("name", DATA.other_evidence)
def test_the_question_on_each_kind_of_evidence_can_be_copied(built, name: str) -> None:
    page = built.page("ask-your-customer/")
    assert words(page.select_one(f"[data-ask={name}]")) == DATA.other_evidence[name].ask


@pytest.mark.parametrize(
    "path", standing(["other-evidence/", "ask-your-customer/", "type-1-vs-type-2/", "renewal/"])
)
def test_the_answer_comes_before_every_table_and_section(built, path: str) -> None:
    page = built.page(path)
    [answer] = page.select("[data-answer]")
    spoken = copy.copy(answer)
    for mark in spoken.select(".src"):
        mark.decompose()
    assert len(words(spoken).split()) <= 60
    assert answer.find_previous("h1")
    assert not answer.find_all_previous(["table", "h2", "figure"])


ADDRESSED = [
    ("renewal/", "bridge-letter"), ("renewal/", "wrong-scope"), ("renewal/", "carve-out"),
    ("ask-your-customer/", "prepare"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "anchor"), [place for place in ADDRESSED if not is_removed(place[0])]
)
def test_renewal_and_preparing_have_an_address(built, path: str, anchor: str) -> None:
    assert built.page(path).find(id=anchor).name in ("h2", "h3")
