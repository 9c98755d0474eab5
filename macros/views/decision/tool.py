"""The decision tool: its page, and what its script starts from."""

from collections.abc import Mapping

from macros.views.decision.pages import RULES, DecisionPages, list_lines
from macros.views.render import Links, render
from model.dataset import Dataset
from model.decision import DecisionModel, write_reply


def decision_tool(dataset: Dataset, links: Links) -> str:
    """Return the tool: its first question as links, and the script that takes over."""
    pages = DecisionPages(dataset, links)
    first = next(iter(pages.walk.questions.values()))
    context = {
        "base": links.base,
        "static": pages.question_body(first),
        "words": dataset.vocabulary.tool,
        "first": first.question,
        "progress": pages.progress(first.number),
        "rules": links.page(RULES),
        "src": links.page("assets/js/decision/tool.mjs"),
        "version": dataset.vocabulary.model_version,
    }
    return render("decision_tool.html.j2", context)


def first_ask(dataset: Dataset) -> str:
    """Return the first question of the tool, as text."""
    return dataset.vocabulary.questions[0].ask


def customer_email(dataset: Dataset) -> str:
    """Return the reply to the customer as plain text, as it is while nothing is known."""
    return render("customer_email.html.j2", {"lines": reply_lines(dataset, {})})


def reply_lines(dataset: Dataset, answers: Mapping[str, str]) -> list[str]:
    """Return the lines of the reply that the tool writes for some answers."""
    model = DecisionModel(dataset.vocabulary, dataset.decisions, dataset.timeline)
    reply = write_reply(dataset.vocabulary, model.decide(answers))
    return list_lines(dataset.vocabulary, reply)


def quote_answers(links: Links) -> str:
    """Return the place above the quote form that says what a link holds that nobody knows."""
    return render("quote_answers.html.j2", {"src": links.page("assets/js/quotes/prefill.mjs")})
