"""What makes a promise of the site false is named with file and line."""

import pytest

from macros.checks.data.promises import Sources, check_promises
from macros.views.registry import build_macros
from macros.views.render import Links
from model.core.yaml_loader import read_text
from tests.data import load_data

FORM = """\
consent:
  link_page: privacy/
fieldsets:
- fields:
  - name: company
    label: Company
"""
CONFIG = "theme:\n  font: false\nextra:\n  generator: false\n"
SITE = "promises:\n- says:\n  - text: We do not ask for a phone number.\n"
PRIVACY = "# Privacy\n\n{{ form_answers() }}\n"


def check(*, form="", config="", site=SITE, page="", privacy=PRIVACY):
    sources = Sources(
        read_text(FORM + form, "data/quote_form.yml"),
        read_text(CONFIG + config, "mkdocs.yml"),
        read_text(site, "data/site.yml"),
        {"privacy.md": privacy, "a.md": page},
    )
    return [str(problem) for problem in check_promises(sources, "docs")]


def field(name, label="A question"):
    return f"  - name: {name}\n    label: {label}\n"


def test_what_contradicts_nothing_is_let_pass():
    assert check(page="We use no cookies, no analytics and no third parties.") == []


@pytest.mark.parametrize(
    "asked",
    [
        field("phone"),
        field("contact", "Your mobile number"),
        field("tel"),
        field("reach", "Where can we call you?"),
    ],
)
def test_a_field_for_a_phone_contradicts_the_promise_of_none(asked):
    (found,) = check(form=asked)
    assert found.startswith("data/quote_form.yml:7: ")
    assert "contradicts data/site.yml:3 “We do not ask for a phone number.”" in found


def test_a_promise_in_a_page_counts_as_well():
    (found,) = check(form=field("phone"), site="promises: []\n", page="# A\n\nNo phone number.\n")
    assert "contradicts docs/a.md:3 “No phone”" in found


def test_a_field_for_a_phone_may_stand_where_nothing_is_promised():
    assert check(form=field("phone"), site="promises: []\n") == []


def test_a_word_that_only_contains_the_letters_is_no_phone():
    assert check(form=field("hotel", "Which hotels and intelligence?")) == []


def test_a_field_for_a_budget_or_a_card_contradicts_its_promise():
    page = "No budget.\n\nNo step asks for a payment.\n"
    found = check(form=field("budget") + field("card_number", "Card number"), page=page)
    assert [row.partition(": ")[0] for row in found] == [
        "data/quote_form.yml:9", "data/quote_form.yml:7"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("config", "page", "named"),
    [
        ("  analytics:\n    provider: google\n", "- No analytics or tracking", "extra.analytics"),
        ("  consent:\n    title: x\n", "- No cookies", "extra.consent"),
        ("extra_css:\n- https://cdn.example/a.css\n", "- No third parties", "https://cdn"),
        ("extra_javascript:\n- path: //cdn.example/a.js\n", "- No third parties", "//cdn"),
    ],
)
def test_a_setting_that_contradicts_the_privacy_page_is_named(config, page, named):
    (found,) = check(config=config, page=page)
    assert found.startswith("mkdocs.yml:")
    assert named in found
    assert "contradicts docs/a.md:1" in found


def test_a_privacy_page_that_does_not_list_the_questions_is_named():
    (found,) = check(privacy="# Privacy\n\n- your company\n")
    assert found == (
        "docs/privacy.md:1: does not name what the form asks for: write {{ form_answers() }}"
    )


def test_the_privacy_page_lists_every_question_of_the_form():
    dataset = load_data()
    listed = build_macros(dataset, Links())["form_answers"]()
    assert [f.name for f in dataset.quote_form.fields if f.label not in listed] == []
