"""Comments, notes to oneself and live code in a page are named with page and line."""

import pytest


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ("<!-- legal says we must not publish this -->", "the comment “legal says we must not pub"),
        ("Do firms charge TODO for it?", "“TODO” is still to be written"),
        ("Does it take [XX] weeks?", "“[XX]” is still to be written"),
        ("Does it take ??? weeks?", "“???” is still to be written"),
        ("Is it lorem ipsum?", "“lorem ipsum” is still to be written"),
        ("Is it [here](http://127.0.0.1:8000/soc-1/)?", "address of a preview"),
        ("Is it [here](file:///home/me/a.pdf)?", "on your computer only"),
        ("![A firm](data:image/png;base64,iVBORw0KGgo=)", "holds a whole file"),
        ("Is it [here](https://lnkd.in/abc)?", "passes readers on"),
        ("<script>alert(1)</script>", "“script” cannot stand in a page"),
        ('<iframe src="assets/favicon.svg"></iframe>', "“iframe” cannot stand in a page"),
        ("Is it [here](https://www.linkedin.com/redir/redirect?url=a)?", "passes readers on"),
        ("<p class=MsoNormal>Is it?</p>", "“MsoNormal” comes from a word processor"),
        ("Is it?<o:p></o:p>", "“o:p” comes from a word processor"),
        ('<span style="color:red">Is it?</span>', "“style” gives a look of its own"),
        ("Is it a SOC\u00ad 2?", "(soft hyphen) stands near “Is it a SOC 2?”"),
        ('<div onclick="go()">\n\n</div>', "“onclick” is a script in an attribute"),
    ],
)
def test_a_part_that_must_not_be_published_is_named(problems, planted, said):
    found = problems("soc-2.md", "\n## ", f"\n{planted}\n\n## ")
    assert any(row.startswith("docs/soc-2.md:") and said in row for row in found), found


def test_the_comment_is_named_at_its_own_line(problems):
    found = problems("soc-2.md", "---\ntitle:", "---\ntitle: ")
    assert found == []
    text = "\n\nWhat now?\n\n<!-- one\ntwo -->\n\n## "
    (found,) = problems("soc-2.md", "\n\n## ", text)
    assert "the comment “one two”" in found
