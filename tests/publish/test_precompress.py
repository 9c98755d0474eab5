"""Compressed copies hold what they are copies of."""

import gzip

import brotli


def test_every_copy_holds_its_file(published):
    copies = [*published.rglob("*.br"), *published.rglob("*.gz")]
    assert len(copies) > 80
    for copy in copies:
        original = copy.with_suffix("").read_bytes()
        content = copy.read_bytes()
        plain = brotli.decompress(content) if copy.suffix == ".br" else gzip.decompress(content)
        assert plain == original, copy


def test_every_page_has_both_copies(published):
    for page in published.rglob("*.html"):
        for suffix in (".br", ".gz"):
            assert page.with_name(page.name + suffix).is_file(), page


def test_a_copy_carries_no_time(published):
    for copy in published.rglob("*.gz"):
        assert copy.read_bytes()[4:8] == bytes(4), copy


def test_images_are_not_compressed_again(published):
    assert not list(published.rglob("*.png.*"))
