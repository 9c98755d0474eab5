"""The ids of a page are known before it is built."""

from macros.checks import headings


def test_the_check_knows_every_id_that_mkdocs_gives_a_heading(macros, config):
    text = "---\ntitle: x\n---\n# A b\n\n## A b\n\n## C { #d }\n\n{{ promises() }}\n"
    assert headings.rendered_ids(text, macros, config) >= {"a-b", "a-b_1", "d", "promise-free"}
