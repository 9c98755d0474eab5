"""What the site says of itself, for use in pages."""

from macros.views.citations import check_known
from macros.views.render import Links, render
from model.content import SitePromise
from model.dataset import Dataset
from model.exports import COMPARISON_PAGE, OPEN_DATA_FILES


def setting(dataset: Dataset, name: object) -> str:
    """Return one text of data/site.yml such as its name; raises UnknownNameError."""
    texts = {key: value for key, value in dataset.settings if isinstance(value, str)}
    return texts[check_known("setting", name, texts)]


def retention(dataset: Dataset, name: object) -> str:
    """Return one number of the retention, such as open_days; raises UnknownNameError."""
    numbers = dict(dataset.settings.retention)
    return str(numbers[check_known("retention", name, numbers)])


def form_answers(dataset: Dataset) -> str:
    """Return the list of what the form asks for, so that no new question is left out."""
    form = dataset.quote_form
    return render("form_answers.html.j2", {"fields": form.fields, "mark": form.optional_mark})


def promises(dataset: Dataset) -> str:
    """Return the promises as a list, without those that this deployment has no way to keep."""
    return render("promises.html.j2", {"promises": kept_promises(dataset)})


def kept_promises(dataset: Dataset) -> list[SitePromise]:
    """Return the promises that hold with the form's provider and with the firms that are listed."""
    ours = dataset.providers[dataset.settings.form_backend].gives_reference
    return [
        item
        for item in dataset.settings.promises
        if (ours or not item.needs_reference) and (dataset.listed_firms or not item.needs_firms)
    ]


def moved_parts(dataset: Dataset, links: Links, page: object) -> str:
    """Return a link for each part that moved from a page, seen by who asks for that part.

    Raises UnknownNameError.
    """
    moved = [item for item in dataset.redirects.moved_parts if item.page == page]
    check_known("page of moved_parts", page, {item.page for item in dataset.redirects.moved_parts})
    parts = {anchor: links.page(item.target(anchor)) for item in moved for anchor in item.anchors}
    return render("moved_parts.html.j2", {"parts": parts})


def accessibility_run(dataset: Dataset) -> str:
    """Return date, programs and extent of the last run."""
    return render("accessibility_run.html.j2", {"run": dataset.accessibility})


def accessibility_checks(dataset: Dataset) -> str:
    """Return the list of what the last run checked."""
    return render("accessibility_checks.html.j2", {"checks": dataset.accessibility.checks})


def open_data(links: Links) -> str:
    """Return the list of the files, with what each holds."""
    return render(
        "open_data.html.j2",
        {"files": [{"href": links.page(file.path), "file": file} for file in OPEN_DATA_FILES]},
    )


def embed_code(dataset: Dataset) -> str:
    """Return the markup that shows the comparison on another site, to be copied."""
    address, name = dataset.settings.address, dataset.settings.name
    context = {"address": address, "page": address + COMPARISON_PAGE, "name": name}
    return render("embed_code.html.j2", {"snippet": render("embed_snippet.html.j2", context)})
