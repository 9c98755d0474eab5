"""What customers ask for in place of a SOC report, and the mails that answer them."""

import re

from macros.views.citations import check_known, statement
from macros.views.render import Links, render
from model.dataset import Dataset

# A line of a mail that does not go on with the one above it.
BREAK = re.compile(r"\n(?!\n|- |\d+\. )(?<!\n\n)")
FIRST_SENTENCE = re.compile(r"\A.+?(?=[.?!](?: |\Z))", re.DOTALL)
ASPECTS = {
    "what": "What it is",
    "who_accepts": "Who takes it",
    "soc_helps": "Does a SOC report help?",
}


def other_evidence(dataset: Dataset, links: Links, name: object) -> str:
    """Return what is known of one kind of evidence; raises UnknownNameError."""
    item = dataset.other_evidence[check_known("evidence", name, dataset.other_evidence)]
    facts = [
        {"label": label, "said": statement(dataset, links, getattr(item, aspect))}
        for aspect, label in ASPECTS.items()
    ]
    return render("other_evidence.html.j2", {"item": item, "facts": facts})


def evidence_line(dataset: Dataset, name: object) -> str:
    """Return its name and, in short, whether a SOC report helps; raises UnknownNameError."""
    item = dataset.other_evidence[check_known("evidence", name, dataset.other_evidence)]
    [verdict] = FIRST_SENTENCE.findall(item.soc_helps.text)
    return render("evidence_line.html.j2", {"item": item, "verdict": verdict})


def reply(dataset: Dataset, name: object) -> str:
    """Return one mail of data/replies.yml as plain text; raises UnknownNameError."""
    chosen = dataset.replies[check_known("reply", name, dataset.replies)]
    body = BREAK.sub(" ", chosen.body)
    lines = [f"Subject: {chosen.subject}", "", *body.split("\n")]
    context = {"reply": chosen, "lines": lines, "words": dataset.reply_words}
    return render("reply.html.j2", context)


def copy_answer(dataset: Dataset, label: str) -> str:
    """Return the button that copies the part marked `data-reply` around it."""
    return render("copy_answer.html.j2", {"label": label, "words": dataset.reply_words})


def reply_buttons(links: Links) -> str:
    """Return the script that copies a mail: once on a page, below its last mail."""
    return render("reply_buttons.html.j2", {"src": links.page("assets/js/replies.mjs")})


def evidence_questions(dataset: Dataset) -> str:
    """Return the question to the customer for each kind of other evidence."""
    return render("evidence_questions.html.j2", {"items": dataset.other_evidence.values()})
