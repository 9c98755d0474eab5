"""The static form of each hosted provider: what a plain post needs, in the markup itself."""

import json

import pytest
from bs4 import BeautifulSoup, Tag

from macros.views.quotes.forms import form_document
from macros.views.registry import build_macros
from macros.views.render import Links
from model.form.definition import CONTRACT, IDEMPOTENCY_KEY
from tests.providers.choices import HOSTED, choose

THANKS = "https://soc.example/guide/quotes/thanks/"
LINKS = Links.of("https://soc.example/guide/")

# Address, hidden fields and honeypot (name, type) that each provider documents.
HEADS = {
    "formspree": (
        "https://formspree.io/f/abcdwxyz",
        {"_subject": "Quote request", "_next": THANKS},
        ("_gotcha", "text"),
    ),
    "formspark": (
        "https://submit-form.com/Sp4rk",
        {"_redirect": THANKS, "_append": "false", "_email.subject": "Quote request"},
        ("_honeypot", "text"),
    ),
    "web3forms": (
        "https://api.web3forms.com/submit",
        {"access_key": "11111111-2222", "subject": "Quote request", "redirect": THANKS},
        ("botcheck", "checkbox"),
    ),
    "staticforms": (
        "https://api.staticforms.dev/submit",
        {"apiKey": "sf_key", "redirectTo": THANKS},
        ("honeypot", "text"),
    ),
    "formcarry": ("https://formcarry.com/s/C4rry", {"_next": THANKS}, ("_gotcha", "text")),
    "basin": ("https://usebasin.com/f/b4s1n", {}, None),
    "netlify": ("/guide/quotes/thanks/", {"form-name": "quote"}, ("bot-field", "text")),
    "custom": ("https://forms.example.com/quotes", {}, ("form_ref_b", "text")),
}

every = pytest.mark.parametrize("provider", HOSTED)


@pytest.fixture(scope="module")
def macros(dataset):
    """The macros of the site as each provider's choice makes it."""
    return {name: build_macros(choose(dataset, name), LINKS) for name in HOSTED}


@pytest.fixture(scope="module")
def roots(macros) -> dict[str, Tag]:
    made = {}
    for name in HOSTED:
        root = BeautifulSoup(macros[name]["quote_form"](), "html.parser").find(
            attrs={"data-module": "quote-form"}
        )
        assert isinstance(root, Tag)
        made[name] = root
    return made


def names(form: Tag) -> list[str]:
    return list(dict.fromkeys(str(tag["name"]) for tag in form.select("[name]")))


@every
def test_a_plain_post_goes_to_the_documented_address(roots, provider):
    form = roots[provider].form
    assert (form["method"], form["action"]) == ("post", HEADS[provider][0])
    assert not form.has_attr("enctype")


@every
def test_its_hidden_fields_are_the_documented_ones_and_the_key(roots, provider):
    hidden = {tag["name"]: tag["value"] for tag in roots[provider].select("[type=hidden]")}
    assert hidden == {**HEADS[provider][1], IDEMPOTENCY_KEY: ""}


@every
def test_its_honeypot_is_the_documented_one_and_out_of_reach(roots, provider):
    traps = roots[provider].select("[aria-hidden=true] input")
    assert [(tag["name"], tag["type"]) for tag in traps] == (
        [HEADS[provider][2]] if HEADS[provider][2] else []
    )
    for trap in traps:
        assert (trap["tabindex"], trap["autocomplete"]) == ("-1", "off")
        assert not trap.has_attr("checked")
        assert roots[provider].select(f'label[for="{trap["id"]}"]')


@every
def test_the_names_of_the_questions_stay_those_of_the_contract(roots, provider):
    _, hidden, trap = HEADS[provider]
    others = {*hidden, IDEMPOTENCY_KEY, *([trap[0]] if trap else [])}
    assert [
        name for name in names(roots[provider].form) if name not in {*others, "region", "industry"}
    ] == list(CONTRACT)


@every
def test_the_provider_is_named_beside_the_button(dataset, roots, provider):
    button = roots[provider].select_one("[type=submit]")
    notice = button.find_previous_sibling().select_one("p:last-child")
    label = choose(dataset, provider).settings.form.name or dataset.providers[provider].label
    assert notice.has_attr("data-provider")
    assert label in notice.get_text()


@every
def test_no_reference_number_is_promised(macros, roots, provider):
    assert "reference number" not in macros[provider]["promises"]()
    for name in ("first-step", "thanks"):
        words = macros[provider]["quote_words"](name)
        assert "no reference number" in words


@every
def test_our_own_token_and_wording_do_not_reach_the_script(dataset, provider):
    rules = form_document(choose(dataset, provider), LINKS)["rules"]
    assert rules["tokenField"] is None
    assert "{provider}" not in json.dumps(rules)


def test_netlify_finds_its_form_in_the_built_page(roots):
    form = roots["netlify"].form
    assert form["name"] == form.select_one('[name="form-name"]')["value"] == "quote"
    assert form["data-netlify"] == "true"
    assert form["netlify-honeypot"] == "bot-field"


def test_only_a_hosted_form_names_a_provider(built):
    assert not built.page("quotes/").select("[data-provider]")


def test_a_provider_without_a_copy_is_said_to_have_none(dataset, macros):
    words = dataset.provider_words.copies
    assert words.not_kept in macros["web3forms"]["quote_words"]("privacy")
    assert words.kept in macros["formspark"]["quote_words"]("privacy")


def test_the_own_backend_is_said_to_be_the_only_one(dataset):
    assert build_macros(dataset, LINKS)["quote_words"]("privacy") == (
        dataset.provider_words.pages["privacy"].own
    )
