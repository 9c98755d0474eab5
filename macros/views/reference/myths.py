"""Myths, each with the correct statement and its sources."""

from macros.views.citations import check_known, statement
from macros.views.render import Links, render
from model.dataset import Dataset


def myths(dataset: Dataset, links: Links, group: object) -> str:
    """Return the myths of one section of data/myths.yml; raises UnknownNameError."""
    chosen = check_known("section of myths", group, dataset.myth_groups)
    context = {
        "myths": [
            {"myth": myth, "fact": statement(dataset, links, myth.fact)}
            for myth in dataset.myths.values()
            if myth.group == chosen
        ]
    }
    return render("myths.html.j2", context)
