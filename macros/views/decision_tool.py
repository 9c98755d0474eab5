"""The decision tool: its pages without a script, and what its script starts from."""

from collections.abc import Mapping

from macros.views.decisions import RULES, choice_target
from macros.views.render import Links, render
from model.dataset import Dataset
from model.decision import DecisionModel, TreeQuestion, build_decision_tree, write_reply
from model.exports import compile_model


def decision_tool(dataset: Dataset, links: Links) -> str:
    """Return the tool: every question as a section of links, and the script that takes over."""
    context = {
        "base": links.base,
        "start": "ask-report",
        "trees": [
            {
                "decision": decision,
                "questions": [
                    _question(dataset, links, decision.id, item)
                    for item in build_decision_tree(
                        dataset.decisions[decision.id], dataset.vocabulary
                    ).questions
                ],
            }
            for decision in dataset.vocabulary.decisions
        ],
        "words": dataset.vocabulary.tool,
        "first": dataset.vocabulary.questions[0],
        "progress": _progress(dataset),
        "rules": links.page(RULES),
        "src": links.page("assets/js/decision/tool.mjs"),
        "model": compile_model(dataset),
    }
    return render("decision_tool.html.j2", context)


def _progress(dataset: Dataset) -> str:
    """Return where the first question stands among those that are asked before a result."""
    most = sum(not question.on_result for question in dataset.vocabulary.questions)
    words = dataset.vocabulary.tool.actions.progress
    return words.replace("{number}", "1").replace("{most}", str(most))


def _question(
    dataset: Dataset, links: Links, decision: str, item: TreeQuestion
) -> dict[str, object]:
    """Return one section: what is asked, what is known by now, and where each answer leads."""
    options = {option.id: option for option in dataset.vocabulary.options(item.input)}
    return {
        "id": item.id,
        "about": _about(dataset, links, item.input),
        "ask": dataset.vocabulary.ask(item.input),
        "known": [
            f"{dataset.vocabulary.short(name)}: {' or '.join(_labels(dataset, name, values))}"
            for name, values in item.known.items()
        ],
        "choices": [
            {"option": options[choice.answer], "href": choice_target(links, decision, choice)}
            for choice in item.choices
        ],
    }


def _about(dataset: Dataset, links: Links, name: str) -> str:
    """Return where an input is explained: among the questions, or with the plan."""
    asked = any(question.id == name for question in dataset.vocabulary.questions)
    part = f"question-{name}" if asked else "whether-the-date-can-be-met"
    return f"{links.page(RULES)}#{part}"


def _labels(dataset: Dataset, name: str, values: list[str]) -> list[str]:
    return [option.label for option in dataset.vocabulary.options(name) if option.id in values]


def customer_email(dataset: Dataset) -> str:
    """Return the reply to the customer as plain text, as it is while nothing is known."""
    return render("customer_email.html.j2", {"lines": reply_lines(dataset, {})})


def reply_lines(dataset: Dataset, answers: Mapping[str, str]) -> list[str]:
    """Return the lines of the reply that the tool writes for some answers."""
    model = DecisionModel(dataset.vocabulary, dataset.decisions, dataset.timeline)
    reply = write_reply(dataset.vocabulary, model.decide(answers))
    subject = dataset.vocabulary.tool.reply.subject_line.replace("{subject}", reply.subject)
    return [subject, "", *reply.body.split("\n")]


def quote_answers(links: Links) -> str:
    """Return the place above the quote form that says what a link holds that nobody knows."""
    return render("quote_answers.html.j2", {"src": links.page("assets/js/quotes/prefill.mjs")})
