"""The decision tool: its pages without a script, and what its script starts from."""

from macros.views.decisions import choice_target
from macros.views.render import Links, render
from model.dataset import Dataset
from model.decision import CustomerEmail, TreeQuestion, build_decision_tree
from model.exports import compile_answers, compile_model


def decision_tool(dataset: Dataset, links: Links) -> str:
    """Return the tool: every question as a section of links, and the script that takes over."""
    context = {
        "base": links.base,
        "start": "ask-report",
        "trees": [
            {
                "decision": decision,
                "questions": [
                    _question(dataset, decision.id, item)
                    for item in build_decision_tree(
                        dataset.decisions[decision.id], dataset.vocabulary
                    ).questions
                ],
            }
            for decision in dataset.vocabulary.decisions
        ],
        "words": dataset.vocabulary.tool,
        "compare": links.page("soc-1-vs-soc-2/"),
        "quotes": links.page("quotes/"),
        "src": links.page("assets/js/decision/tool.mjs"),
        "model": compile_model(dataset),
    }
    return render("decision_tool.html.j2", context)


def _question(dataset: Dataset, decision: str, item: TreeQuestion) -> dict[str, object]:
    """Return one section: what is asked, what is known by now, and where each answer leads."""
    options = {option.id: option for option in dataset.vocabulary.options(item.input)}
    return {
        "id": item.id,
        "about": f"question-{item.input}",
        "ask": dataset.vocabulary.ask(item.input),
        "known": [
            f"{dataset.vocabulary.short(name)}: {' or '.join(_labels(dataset, name, values))}"
            for name, values in item.known.items()
        ],
        "choices": [
            {"option": options[choice.answer], "href": choice_target(decision, choice)}
            for choice in item.choices
        ],
    }


def _labels(dataset: Dataset, name: str, values: list[str]) -> list[str]:
    return [option.label for option in dataset.vocabulary.options(name) if option.id in values]


def customer_email(dataset: Dataset) -> str:
    """Return the email to the customer as plain text, as it is while nothing is known."""
    return render("customer_email.html.j2", {"lines": email_lines(dataset.vocabulary.tool.email)})


def email_lines(email: CustomerEmail) -> list[str]:
    """Return the lines of the email; docs/assets/js/decision/texts.mjs leaves out what is known."""
    asked = [f"{number}. {item.text}" for number, item in enumerate(email.questions, 1)]
    subject = email.subject_line.replace("{subject}", email.subject)
    return [
        subject, "", email.greeting, "", email.asked, "",
        email.questions_lead, "", *asked, "", email.closing,
    ]  # fmt: skip


def quote_answers(dataset: Dataset, links: Links) -> str:
    """Return the place above the quote form that shows the answers taken over from the tool."""
    context = {
        "tool": links.page("which-report/"),
        "src": links.page("assets/js/quotes/prefill.mjs"),
        "model": compile_answers(dataset),
    }
    return render("quote_answers.html.j2", context)
