"""The definition of the form, and the markup made from it."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from pydantic import ValidationError

from macros.views.quotes.forms import form_document, quote_form_context
from macros.views.render import Links
from model.core.yaml_loader import read
from model.dataset import DATA, ROOT
from model.form.definition import CHOICES, CONTRACT, QuoteForm
from model.form.validation import browser_rules
from tests.data import load_data

Data = dict[str, Any]


@pytest.fixture(scope="module")
def markup(form_html: str) -> BeautifulSoup:
    return BeautifulSoup(form_html, "html.parser")


def controls(markup: BeautifulSoup, name: str) -> list[Tag]:
    return markup.select(f'form [name="{name}"]')


def field(data: Data, name: str) -> Data:
    found: Data = next(f for s in data["fieldsets"] for f in s["fields"] if f["name"] == name)
    return found


def test_the_form_asks_for_the_fields_of_the_contract_and_the_region(form: QuoteForm) -> None:
    names = [field.name for field in form.fields]
    assert [name for name in names if name not in {"region", "industry"}] == list(CONTRACT)
    assert "region" in names


def test_the_date_the_scope_and_the_notes_are_optional_and_nothing_else(form: QuoteForm) -> None:
    optional = [field.name for field in form.fields if not field.required]
    scope = [field.name for field in form.fieldsets[1].fields]
    assert optional == ["needed_by", *scope, "notes"]


def spoil_options(data: Data) -> None:
    field(data, "company")["options"] = [{"value": "a", "label": "A"}]


def spoil_names(data: Data) -> None:
    field(data, "company")["name"] = "name"


def spoil_honeypot(data: Data) -> None:
    data["honeypot"]["name"] = "email"


def spoil_contract(data: Data) -> None:
    field(data, "stage")["name"] = "phase"


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (spoil_options, "options are for radio and select"),
        (spoil_names, "two fields have the name name"),
        (spoil_honeypot, "two fields have the name email"),
        (spoil_contract, "the field stage is missing"),
        (lambda d: field(d, "framework").pop("options"), "a radio needs options"),
        (lambda d: field(d, "name").pop("max_length"), "a text needs a max_length"),
        (lambda d: field(d, "name").update(min_length=300), "greater than max_length"),
        (lambda d: field(d, "name")["messages"].pop("too_long"), "messages.too_long is missing"),
        (lambda d: field(d, "notes")["messages"].update(required="x"), "can never be shown"),
        (lambda d: field(d, "email").update(prefill=True), "personal is not prefilled"),
        (lambda d: field(d, "email").update(kind="text"), "messages.email can never be shown"),
        (lambda d: d.update(surprise=1), "Extra inputs"),
        (lambda d: d.update(body_limit="65536"), "valid integer"),
    ],
)
def test_a_definition_that_cannot_work_is_refused(
    spoil: Callable[[Data], object], complaint: str
) -> None:
    document = read(DATA / "quote_form.yml", ROOT).data
    assert isinstance(document, dict)
    data = copy.deepcopy(document)
    spoil(data)
    with pytest.raises(ValidationError, match=complaint):
        QuoteForm.model_validate(data)


def test_the_markup_has_exactly_the_defined_fields(markup: BeautifulSoup, form: QuoteForm) -> None:
    names = list(dict.fromkeys(tag["name"] for tag in markup.select("form [name]")))
    defined = [field.name for field in form.fields]
    assert names == [*defined, form.honeypot.name, "idempotency_key"]


def test_each_question_shows_its_label_hint_options_and_limits(
    markup: BeautifulSoup, form: QuoteForm
) -> None:
    for field in form.fields:
        block = markup.select_one(f'[data-field="{field.name}"]')
        assert block is not None
        label = block.select_one(".soc-quote-form__label")
        expected = field.label if field.required else f"{field.label} {form.optional_mark}"
        assert label is not None
        assert label.get_text() == expected
        hint = block.select_one(f"#{field.name}-hint")
        assert (hint.get_text() if hint else None) == field.hint
        tags = controls(markup, field.name)
        assert all(tag.has_attr("required") == field.required for tag in tags)
        assert tags[0].get("autocomplete") == field.autocomplete
        if field.kind not in {*CHOICES, "date"}:
            assert tags[0]["data-max-length"] == str(field.max_length)
        offered = tags if field.kind in {"radio", "checkboxes"} else tags[0].select("option[value]")
        values = [tag["value"] for tag in offered if tag["value"]]
        assert values == [option.value for option in field.options]


def test_each_control_is_labelled_and_its_descriptions_exist(markup: BeautifulSoup) -> None:
    ids = [tag["id"] for tag in markup.select("[id]")]
    assert len(ids) == len(set(ids))
    for tag in markup.select("form input:not([type=hidden]), form select, form textarea"):
        assert markup.select(f'label[for="{tag["id"]}"]'), tag
    for tag in markup.select("[aria-describedby]"):
        assert set(str(tag["aria-describedby"]).split()) <= set(ids), tag


def test_each_question_has_an_empty_hidden_place_for_its_error(
    markup: BeautifulSoup, form: QuoteForm
) -> None:
    for field in form.fields:
        place = markup.select_one(f'[data-field="{field.name}"] #{field.name}-error')
        assert place is not None
        assert place.has_attr("hidden")
        words = place.select_one("[data-error-text]")
        assert words is not None
        assert words.get_text() == ""


def test_nothing_cuts_off_what_is_typed_or_needs_an_inline_style(markup: BeautifulSoup) -> None:
    assert not markup.select("[maxlength], [style], [placeholder], [onclick], [type=tel]")


def test_the_honeypot_is_out_of_reach_for_people(markup: BeautifulSoup, form: QuoteForm) -> None:
    trap = controls(markup, form.honeypot.name)[0]
    assert (trap["tabindex"], trap["autocomplete"], trap["value"]) == ("-1", "off", "")
    assert trap.find_parent(attrs={"aria-hidden": "true"}) is not None


def test_the_summary_is_there_and_hidden(markup: BeautifulSoup) -> None:
    summary = markup.select_one("[data-error-summary]")
    assert summary is not None
    assert (summary["role"], summary["tabindex"]) == ("alert", "-1")
    assert summary.has_attr("hidden")


def test_consent_stands_in_the_form_with_its_version(
    markup: BeautifulSoup, form: QuoteForm
) -> None:
    consent = markup.select_one("form [data-consent-version]")
    assert consent is not None
    assert consent["data-consent-version"] == form.consent.version
    assert form.consent.text in consent.get_text()
    link = consent.select_one("a")
    assert link is not None
    assert link["href"] == "/privacy/"


def test_the_browser_gets_the_rules_of_the_definition() -> None:
    dataset = load_data()
    rules = form_document(dataset, Links())["rules"]
    assert rules == {**browser_rules(dataset.quote_form), "thanks": "/quotes/thanks/"}


def test_links_and_action_follow_the_path_of_the_site(form: QuoteForm) -> None:
    context = quote_form_context(form, "/soc/api/quotes", "/soc/")
    assert context["action"] == "/soc/api/quotes"
    assert context["consent"]["href"] == "/soc/privacy/"  # type: ignore[index]
