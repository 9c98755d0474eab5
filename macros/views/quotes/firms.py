"""The page of firms: who is listed, how firms are matched, and when that page exists at all."""

from markupsafe import Markup

from macros.views.citations import check_known
from macros.views.quotes.forms import quote_words
from macros.views.render import Links, render
from model.dataset import Dataset
from model.matching import FIELD_QUESTIONS, OFFERED, Firm, Rule, TagLabels

FIRMS_PAGE = "firms.md"
ADDRESS = "firms/"
# Tags of a firm in the order of a card, with the words before them; the rest can be opened.
FACTS = {
    "offers": "Issues",
    "categories": "Trust services categories",
    "stages": "Stages it works with",
    "company_sizes": "People in the company",
    "regions": "Regions",
}
MORE = {
    "industries": "Industries it knows",
    "languages": "Languages",
    "prices_from": "Needs to know for a price",
}
UNSURE = "unsure"  # an answer of the form that no firm has
NOTES = ("quotes", "about", "for-firms")


def firm_list(dataset: Dataset) -> str:
    """Return a card for each listed firm, by name, and say so where they are samples."""
    words = dataset.firm_tags
    cards = [
        {"firm": firm, "facts": _rows(firm, FACTS, words), "more": _rows(firm, MORE, words)}
        for firm in sorted(dataset.listed_firms, key=lambda firm: firm.name.casefold())
    ]
    return render("firms.html.j2", {"cards": cards, "samples": dataset.demonstration})


def firm_rules(dataset: Dataset) -> str:
    """Return the rules and preferences of data/matching.yml, as buyers and firms may read them."""
    matching = dataset.matching
    context = {
        "matching": matching,
        "offered": OFFERED,
        "limits": [_limit(dataset, rule) for rule in matching.rules if rule.compare == "at-most"],
    }
    return render("firm_rules.html.j2", context)


def firms_note(dataset: Dataset, links: Links, place: object) -> str:
    """Return a paragraph on matching for one place, with a link where there is a page of firms."""
    chosen = check_known("note", place, NOTES)
    context = {
        "place": chosen,
        "href": links.page(ADDRESS),
        "shown": bool(dataset.listed_firms),
        "samples": dataset.demonstration,
    }
    return render("firms_note.html.j2", context)


def request_steps(dataset: Dataset, links: Links) -> str:
    """Return what happens to a request, step by step: with listed firms a program matches them."""
    context = {
        "first": Markup(quote_words(dataset, links, "first-step")),  # noqa: S704 - escaped there
        "shown": bool(dataset.listed_firms),
        "own": dataset.providers[dataset.settings.form_backend].gives_reference,
        "offered": OFFERED,
        "days": dataset.matching.answer_days,
    }
    return render("request_steps.html.j2", context)


def _rows(firm: Firm, labels: dict[str, str], words: TagLabels) -> list[dict[str, object]]:
    """Return some lines of a card; "all" where the firm has every answer of the form's question."""
    rows: list[dict[str, object]] = []
    for name, label in labels.items():
        given: list[str] = getattr(firm, name)
        everything = {*words[name]} - {UNSURE} if name in FIELD_QUESTIONS else set()
        values = [words[name].get(tag, tag) for tag in given]
        if given:
            rows.append({"label": label, "all": {*given} == everything, "values": values})
    return rows


def _limit(dataset: Dataset, rule: Rule) -> dict[str, object]:
    """Return what each answer to the question of a limit leaves, such as weeks by timeline."""
    fields = {field.name: field for field in dataset.quote_form.fields}
    [question] = rule.questions
    return {
        "rule": rule,
        "question": fields[question].label,
        "rows": [
            {"label": option.label, "most": dataset.matching.reading(question, option.value)}
            for option in fields[question].options
        ],
    }
