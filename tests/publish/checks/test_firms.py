"""The page of firms is published when there are firms to show, and only then."""

from dataclasses import replace

import pytest

from publish.checks.firms import PAGE, lasting, prove_firms
from publish.site import PublishError


def test_a_page_of_samples_is_refused(fresh, dataset):
    site = fresh()
    site.write(f"{PAGE}index.html", "<title>x</title>")
    with pytest.raises(PublishError, match=r"^firms/: is built, but every firm .* is a sample"):
        prove_firms(site, dataset)


def test_a_demonstration_without_the_page_is_refused(fresh, dataset):
    with pytest.raises(PublishError, match=r"^firms/: is missing"):
        prove_firms(fresh(), replace(dataset, demonstration=True))


def test_the_address_of_a_demonstration_is_not_kept_for_good(dataset):
    assert lasting(PAGE, dataset)
    assert not lasting(PAGE, replace(dataset, demonstration=True))
    assert lasting("soc-1/", replace(dataset, demonstration=True))
