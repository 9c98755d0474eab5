"""A reader sees one number a paragraph, item or cell, and the note that it leads to."""

import re
from collections.abc import Iterator

import pytest
from bs4 import NavigableString, Tag

from publish.pages.source_notes import Mark, gather_marks
from publish.pages.typography import bind_numbers, set_text
from tests.publish.notes import cited_on


def marks(*names: str) -> str:
    """Marks as the renderer's pages have them."""
    links = " ".join(f'<a class="src__mark" href="/sources/#{name}">x</a>' for name in names)
    return f' <span class="src" data-search-exclude>{links}</span>'


def gathered(html: str) -> str:
    """The page with its marks as [a b], or as (a b) where they have a line of their own."""
    return "".join(
        part if isinstance(part, str)
        else f"({' '.join(part.sources)})" if part.alone
        else f"[{' '.join(part.sources)}]"
        for part in gather_marks(html)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>One.{marks('a', 'b')} Two.{marks('a', 'c')}</p>", "<p>One. Two.[a b c]</p>"),
        (f"<p>One.{marks('a')} Two?</p>", "<p>One. Two?[a]</p>"),
        (f"<p>One.{marks('a')} Two. </p>", "<p>One. Two.[a]</p>"),
        (f"<p>One.{marks('a')} <b>Two.</b></p>", "<p>One. <b>Two.</b>[a]</p>"),
        (f"<p>A.{marks('a')}</p><p>B.{marks('b')}</p>", "<p>A.[a]</p><p>B.[b]</p>"),
        (
            f"<ul><li>A.{marks('a')}<ul><li>B.{marks('b')}</li></ul></li></ul>",
            "<ul><li>A.[a]<ul><li>B.[b]</li></ul></li></ul>",
        ),
        (f"<td>A.{marks('a')}</td><td>B.</td>", "<td>A.[a]</td><td>B.</td>"),
        (
            f'<td>A.{marks("a")} <span class="soc-statement soc-statement--other">'
            f"B.{marks('b')}</span></td>",
            '<td>A.[a] <span class="soc-statement soc-statement--other">B.[b]</span></td>',
        ),
        ("<p>A.</p><script>'<p>'</script>", "<p>A.</p><script>'<p>'</script>"),
        (f"<dl><dt>A</dt><dd>B.{marks('b')}</dd></dl>", "<dl><dt>A</dt><dd>B.[b]</dd></dl>"),
    ],
)
def test_the_mark_stands_where_the_paragraph_item_or_cell_ends(html, expected):
    assert gathered(f"<body>{html}</body>") == f"<body>{expected}</body>"


@pytest.mark.parametrize("answer", ['class="soc-lead"', "data-answer", 'class="x soc-six"'])
def test_an_answer_has_no_mark_and_a_line_beneath_it(answer):
    html = f"<div {answer}><p>A.{marks('a')}</p><p>B.{marks('b', 'a')}</p></div><p>C</p>"
    assert gathered(html) == f"<div {answer}><p>A.</p><p>B.</p></div>(a b)<p>C</p>"


def test_a_page_without_marks_stays_as_it_is():
    html = "<!doctype html><body><p>A &amp; <br> B</p><!-- <p> --></body>"
    assert list(gather_marks(html))
    assert not [part for part in gather_marks(html) if isinstance(part, Mark)]
    assert gathered(html) == html


def noted(pages):
    """The pages that have their own notes."""
    return {
        path: page
        for path, page in pages.items()
        if page.select_one(".soc-notes") and not page.select_one("[data-notes-of]")
    }


def test_every_mark_opens_a_note_and_links_to_it_where_popovers_are_unknown(pages):
    found = noted(pages)
    assert found
    for path, page in found.items():
        notes = {note["id"] for note in page.select(".soc-notes__one[popover]")}
        marks = page.select(".src")
        assert {mark.button["popovertarget"] for mark in marks} == notes, path
        if path != "embed/comparison/":  # a link there would lead out of the frame
            assert {mark.a["href"].removeprefix("#") for mark in marks} == notes, path
            assert all(mark.button.get_text() == mark.a.get_text() for mark in marks), path


def test_numbers_begin_at_one_and_follow_the_text(pages):
    for path, page in noted(pages).items():
        seen = [int(mark.button.get_text()) for mark in page.select(".src")]
        first_seen = list(dict.fromkeys(seen))
        assert first_seen == list(range(1, len(first_seen) + 1)), path


def test_a_unit_has_one_mark(pages):
    for path, page in noted(pages).items():
        for unit in page.select("article p, article td, article dd"):
            assert len(unit.find_all(class_="src", recursive=False)) <= 1, (path, unit.get_text())


def test_a_page_names_the_sources_that_its_marks_named_before(pages, fresh):
    rendered = fresh().pages
    for path, page in noted(pages).items():
        if path in rendered:
            before = {mark.text() for mark in rendered[path].tree.css("article a.src__mark")}
            assert cited_on(page) == before, path


def test_notes_on_a_page_of_their_own_are_those_that_the_marks_of_the_other_lead_to(pages, fresh):
    rendered = fresh().pages
    apart = {place["data-notes-of"]: path for path, page in pages.items()
             for place in page.select("[data-notes-of]")}  # fmt: skip
    assert apart
    for path, elsewhere in apart.items():
        notes = pages[elsewhere]
        marks = [*pages[path].select(".src a.src__mark"), *notes.select(".src a.src__mark")]
        there = {f"/{elsewhere}#{note['id']}" for note in notes.select(".soc-notes__one")}
        assert {mark["href"] for mark in marks} == there
        assert [link["href"] for link in pages[path].select("[data-notes] a")] == [f"/{elsewhere}"]
        before = {mark.text() for mark in rendered[path].tree.css("article a.src__mark")}
        assert cited_on(notes) == before


def test_what_is_said_where_sources_disagree_stands_beside_notes_on_a_page_of_their_own(
    pages, fresh
):
    rendered = fresh().pages
    found = [page for page in pages.values() if page.select_one("[data-notes-of]")]
    assert found
    for elsewhere in found:
        path = elsewhere.select_one("[data-notes-of]")["data-notes-of"]
        links = pages[path].select("a.soc-rows__dispute")
        assert links
        assert not pages[path].select("details.soc-rows__dispute")
        before = rendered[path].tree.css("details.soc-rows__dispute")
        assert len(before) == len(links)
        for link, written in zip(links, before, strict=True):
            said = elsewhere.find(id=link["href"].partition("#")[2])
            question = set_text(written.css_first("summary").text().strip())
            for place in (link, said.summary):
                assert place.get_text().replace("\xa0", " ") == question
            told = [set_text(part.text().strip()) for part in written.css(".soc-statement")]
            shows = [part.get_text() for part in said.select(".soc-statement")]
            assert [text.replace("\xa0", " ") for text in shows] == told
            assert said.select(".src a")


def test_a_note_names_publisher_title_tier_day_and_address(pages, dataset):
    note = pages["soc-1/"].select_one(".soc-notes__one")
    for item in note.select("li"):
        (source,) = [one for one in dataset.sources.values() if one.url == item.a["href"]]
        assert item.a.get_text() == bind_numbers(set_text(f"{source.publisher}: {source.title}"))
        tier, read = item.select_one(".soc-notes__tier").get_text().rstrip(".").split(". Read ")
        assert tier in {"Standard setter or regulator", "CPA firm or professional reference",
                        "Vendor, directory or blog"}  # fmt: skip
        assert re.fullmatch(r"\d{1,2} [A-Z][a-z]+ \d{4}", read)


def shown(part: Tag) -> Iterator[str]:
    """The text of a part, without code and what is not on screen."""
    for child in part.children:
        if isinstance(child, Tag):
            if child.name not in {"script", "template", "code", "textarea"}:
                yield from shown(child)
        elif type(child) is NavigableString:  # and no comment
            yield child


def test_no_internal_name_of_a_source_is_on_screen(pages, dataset):
    names = re.compile(rf"\b(?:{'|'.join(sorted(dataset.sources, key=len, reverse=True))})\b")
    for path, page in pages.items():
        article = page.select_one("article") or page.select_one("body")
        assert not names.findall(" ".join(shown(article))), path
