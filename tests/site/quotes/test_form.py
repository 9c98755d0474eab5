"""The form on the quotes page is the one that data/quote_form.yml defines."""

import pytest
from bs4 import Tag

from macros.views.site import kept_promises
from model.form.definition import CONTRACT, IDEMPOTENCY_KEY


@pytest.fixture(scope="module")
def form(built) -> Tag:
    forms = [form for form in built.page("quotes/").select("form") if form.get("action")]
    posts = [form for form in forms if form["action"] == "/api/quotes"]
    assert len(posts) == 1
    return posts[0]


def test_it_posts_to_the_contracts_address(form):
    assert form["method"].lower() == "post"
    assert form.get("enctype", "application/x-www-form-urlencoded") == (
        "application/x-www-form-urlencoded"
    )


def test_its_names_are_those_of_the_definition_and_nothing_else(dataset, form):
    names = {tag["name"] for tag in form.select("[name]")}
    fields = {field.name for fieldset in dataset.quote_form.fieldsets for field in fieldset.fields}
    assert names == fields | {IDEMPOTENCY_KEY, dataset.quote_form.honeypot.name}
    assert fields == {*CONTRACT, "region", "industry"}


def test_each_field_has_its_label_options_and_requirement(dataset, form):
    for fieldset in dataset.quote_form.fieldsets:
        for field in fieldset.fields:
            controls = form.select(f'[name="{field.name}"]')
            assert controls, field.name
            if field.options:
                offered = controls[0].select("option") if field.kind == "select" else controls
                values = [each["value"] for each in offered if each["value"]]
                assert values == [option.value for option in field.options]
            labels = {label["for"]: label.get_text(" ", strip=True)
                      for label in form.select("label[for]")}  # fmt: skip
            for control in controls:
                assert labels[control["id"]], field.name
                assert control.has_attr("required") == field.required
            assert field.label in form.get_text(" ", strip=True)


def test_no_field_cuts_off_what_is_typed(form):
    assert not form.select("[maxlength]")


def test_the_length_limits_are_those_of_the_definition(dataset, form):
    for fieldset in dataset.quote_form.fieldsets:
        for field in fieldset.fields:
            if field.kind == "textarea":
                control = form.select_one(f'[name="{field.name}"]')
                assert control["data-max-length"] == str(field.max_length)


def test_the_fields_name_what_a_browser_may_fill_in(dataset, form):
    for fieldset in dataset.quote_form.fieldsets:
        for field in fieldset.fields:
            if field.autocomplete:
                control = form.select_one(f'[name="{field.name}"]')
                assert control["autocomplete"] == field.autocomplete


def test_there_is_no_telephone_field(form):
    assert not form.select('[type="tel"], [name*="phone"]')


def test_the_consent_and_the_short_promises_stand_beside_the_form(dataset, built):
    text = " ".join(built.page("quotes/").get_text(" ", strip=True).split())
    assert " ".join(dataset.quote_form.consent.text.split()) in text
    short = [promise.short for promise in kept_promises(dataset) if promise.short]
    assert short
    for each in short:
        assert f"{each.lead} {each.text}" in text


def test_every_promise_stands_on_the_privacy_page(dataset, built):
    text = " ".join(built.page("privacy/").get_text(" ", strip=True).split())
    for promise in kept_promises(dataset):
        assert promise.text in text


def test_the_quotes_page_loads_the_script_and_no_other_page_does(built):
    loading = {
        path
        for path, page in built.pages.items()
        if page.select('script[type="module"][src$="quotes/form.mjs"]')
    }
    assert loading == {"quotes/"}
