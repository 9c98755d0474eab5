"""The page of firms is published when there are firms to show, and only then."""

from dataclasses import replace

import pytest

from publish.checks.firms import FIRMS_PAGE, check_firms_page, is_permanent
from publish.site import PublishError


def test_a_page_of_samples_is_refused(fresh, dataset):
    site = fresh()
    site.write(f"{FIRMS_PAGE}index.html", "<title>x</title>")
    with pytest.raises(PublishError, match=r"^firms/: is built, but every firm .* is a sample"):
        check_firms_page(site, dataset)


def test_a_demonstration_without_the_page_is_refused(fresh, dataset):
    with pytest.raises(PublishError, match=r"^firms/: is missing"):
        check_firms_page(fresh(), replace(dataset, demonstration=True))


def test_the_address_of_a_demonstration_is_not_kept_for_good(dataset):
    assert is_permanent(FIRMS_PAGE, dataset)
    assert not is_permanent(FIRMS_PAGE, replace(dataset, demonstration=True))
    assert is_permanent("soc-1/", replace(dataset, demonstration=True))
