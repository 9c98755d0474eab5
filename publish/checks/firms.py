"""The page of firms is published when there are firms to show, and only then."""

from model.dataset import Dataset
from publish.site import BuiltSite, PublishError

FIRMS_PAGE = "firms/"


def check_firms_page(site: BuiltSite, dataset: Dataset) -> None:
    """Raise PublishError where the renderer built the page without firms, or left it out."""
    shown, built = bool(dataset.listed_firms), FIRMS_PAGE in site.pages
    if built and not shown:
        raise PublishError(
            [
                f"{FIRMS_PAGE}: is built, but every firm of data/firms.yml is a sample; "
                "leave the page out"
            ]
        )
    if shown and not built:
        raise PublishError([f"{FIRMS_PAGE}: is missing, but data/firms.yml has firms to show"])


def is_permanent(path: str, dataset: Dataset) -> bool:
    """Tell whether the address of a page is to be kept for good: not that of a demonstration."""
    return not (dataset.demonstration and path == FIRMS_PAGE)
