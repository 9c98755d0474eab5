"""Words of a draft and addresses that no reader can use are found; plain ones are not."""

import pytest

from model.core.unpublishable import find_unpublishable


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("See http://127.0.0.1:8000/soc-1/ now", "address of a preview"),
        ("See http://localhost:8000/", "address of a preview"),
        ("See https://192.168.1.5/x", "address of a preview"),
        ("See http://[::1]:8000/", "address of a preview"),
        ("See http://wiki.internal/x", "address of a preview"),
        ("See file:///home/me/a.pdf", "on your computer only"),
        ("See https://docs.google.com/document/d/abc/edit", "for those who were let in"),
        ("See https://firm.sharepoint.com/:w:/s/abc", "for those who were let in"),
        ("See [it](C:/Users/me/a.docx)", "on your computer only"),
        ("See C:\\Users\\me\\a.docx", "on your computer only"),
        ("![x](data:image/png;base64,iVBORw0KGgo=)", "holds a whole file"),
        ("See https://www.google.com/url?q=https://a.example/", "passes readers on"),
        ("See https://lnkd.in/abc", "passes readers on"),
        ("See https://a.safelinks.protection.outlook.com/?url=x", "passes readers on"),
        ("See https://a.example/x?utm_source=news", "take “utm_source=…” out"),
        ("See https://a.example/x?a=1&gclid=2", "take “gclid=…” out"),
        ("Firms charge TODO for it", "“TODO” is still to be written"),
        ("Firms charge lorem ipsum dolor", "“lorem ipsum” is still to be written"),
    ],
)
def test_what_must_not_be_published_is_named(text, said):
    (found,) = find_unpublishable(text)
    assert said in found[1]


@pytest.mark.parametrize(
    "text",
    [
        "What to do, and what xxl means",
        "See https://www.google.com/about and https://t.company.example/x?page=2",
        "See https://8.8.8.8/x",
    ],
)
def test_what_may_be_published_is_let_pass(text):
    assert list(find_unpublishable(text)) == []
