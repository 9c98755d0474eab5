"""What a page may grow by: records that editors add, and what they put beside its text.

A budget is stated for the records of its day. What further ones need on a page is measured there,
by taking them out, so that the rest is held to the same figures whatever the data has: in pixels of
an open page by `leave_what_is_stated`, in bytes as they are sent by `bytes_of_further`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import brotli
from playwright.sync_api import Page
from selectolax.lexbor import LexborHTMLParser, LexborNode

from model.dataset import ROOT
from tests.data import load_data, menu_names, settings_of_site

SITE = load_data()


class Kind(NamedTuple):
    """Records of which a page shows each in an element: how many there are, and were then."""

    rows: str
    there: int
    stated: int


def names_of_sections() -> list[str]:
    """The names of the pages that stand below others in the navigation: the footer lists them."""
    entries = [below for entry in settings_of_site()["nav"] for below in entry.values()]
    return [
        name for pages in entries if not isinstance(pages, str) for page in pages for name in page
    ]


def answers(question: str) -> Kind:
    """What a question of the tool shows at once, with a script or without."""
    shown = [it for it in SITE.vocabulary.question(question).options if not it.further]
    rows = ":is([data-stage], .soc-decision-tool__step) .soc-decision-tool__option"
    return Kind(rows, len(shown), STATED_ANSWERS.get(question, 0))


STATED_ANSWERS = {
    "named": 5, "financial_impact": 3, "customer_data": 2, "asked_by": 5, "evidence": 3,
}  # fmt: skip
LISTED = [
    Kind(".soc-footer__links > li", len(names_of_sections()), 26),
    Kind(".soc-menu__list--rest > li:not(:has(ul))", len(menu_names()), 28),
]
BY_PAGE = {
    "": [answers("named")._replace(rows=".soc-first__options > li")],
    "soc-1-vs-soc-2/": [
        Kind(".soc-six tbody tr", len(SITE.short_rows), 6),
        Kind(".soc-rows__group", len(SITE.groups), 7),
    ],
    "type-1-vs-type-2/": [
        Kind(".soc-pairs tbody tr", sum(row.in_matrix for row in SITE.attributes.values()), 4)
    ],
    "scenarios/": [Kind("[data-scenario]", len(SITE.scenarios), 36)],
    "other-evidence/": [Kind("details:has(.soc-line)", len(SITE.other_evidence), 10)],
    "ask-your-customer/": [Kind("details:has([data-reply])", len(SITE.replies) - 1, 7)],
    "cost-and-time/": [
        Kind("li.soc-strip__row", len(SITE.prices.figures) + len(SITE.durations.figures), 52)
    ],
    "compare-quotes/": [
        Kind(".soc-quote-sheet__blank tr", sum(bool(row.ask) for row in SITE.quote_sheet.rows), 27)
    ],
    "quotes/": [
        Kind(
            "[data-step] .soc-quote-form__option",
            sum(len(field.options) for field in SITE.quote_form.fieldsets[0].fields),
            18,
        )
    ],
}
# What an editor puts into a paragraph of its own beside the text: a picture with its caption, a
# call to action, a link to a video. So many of them a page had.
LONE = re.compile(r"!?\[[^\]]*\]\([^)]*\)(?:\{[^}]*\})?")
STATED_LONE = {
    "type-1-vs-type-2/": 1, "renewal/": 1, "choosing-a-firm/": 1, "other-evidence/": 1,
    "cost-and-time/": 2, "can-i-make-the-date/": 1,
}  # fmt: skip


def lone_parts(page: str) -> Kind:
    docs = ROOT / "docs"
    files = [docs / f"{page.rstrip('/')}.md", docs / page / "index.md"]
    # Pages of the tool have no file.
    texts = [file.read_text("utf-8") for file in files if file.is_file()]
    blocks = [block.strip() for text in texts for block in re.split(r"\n\s*\n", text)]
    rows = "article :is(p:has(> :is(a, img):only-child), figure:has(img))"
    there = sum(bool(LONE.fullmatch(block)) for block in blocks)
    return Kind(rows, there, STATED_LONE.get(page, 0))


def kinds_on(path: str, question: str | None) -> Iterator[Kind]:
    """The records of a page; of the tool's, those of the question that it asks."""
    if question:
        yield answers(question)
        return
    page = path.partition("?")[0]
    yield from BY_PAGE.get(page, [])
    yield lone_parts(page)


# Of the footer on a phone: its rows, and the letters of the names that it lists.
STATED_ROWS, STATED_LETTERS = 8, 306
# The banner goes as a whole, and of each kind the tallest. A paragraph counts where it holds
# nothing beside its one part. Names that are longer than those stated make rows of the footer: how
# many, follows from the widths of the words as they were set then.
TAKE_OUT = """([kinds, rows]) => {
  const height = (part) => part.getBoundingClientRect().height;
  const alone = ({ textContent, firstElementChild, tagName }) =>
    tagName !== "P" || textContent.trim() === firstElementChild.textContent.trim();
  const taken = [...document.querySelectorAll(".md-banner")];
  for (const [rows, further] of kinds) {
    const found = [...document.querySelectorAll(rows)].filter(alone);
    found.sort((one, other) => height(other) - height(one));
    taken.push(...found.slice(0, further));
  }
  for (const part of taken) part.style.display = "none";
  const list = document.querySelector(".soc-footer__links");
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.font = `14px ${getComputedStyle(list).fontFamily}`;
  let [needed, end] = [1, 0];
  for (const { textContent } of list.children) {
    const width = canvas.measureText(textContent.trim()).width;
    if (end && end + width > 358) [needed, end] = [needed + 1, 0];
    end += width + 16;
  }
  const further = rows ? Math.max(needed - rows, 0) : 0;
  list.style.height = `${height(list) - further * height(list.firstElementChild)}px`;
  list.style.overflow = "hidden";
}"""


def leave_what_is_stated(page: Page, path: str, question: str | None = None) -> None:
    """Take out of an open page the banner, and what is further of each kind of records."""
    further = [(kind.rows, max(kind.there - kind.stated, 0)) for kind in kinds_on(path, question)]
    longer = sum(map(len, names_of_sections())) > STATED_LETTERS
    page.evaluate(TAKE_OUT, [further, STATED_ROWS if longer else 0])


BANNER = ".md-banner"
RULES_OF_BANNER = re.compile(r"[^{}<>]*-banner[^{}<>]*\{[^{}]*\}")


def bytes_of_further(html: str, path: str) -> int:
    """How many bytes of a page, as Brotli sends it, are of its banner and of further records."""
    whole, rest = LexborHTMLParser(html), LexborHTMLParser(RULES_OF_BANNER.sub("", html))
    taken = rest.css(BANNER)
    for kind in [*LISTED, *kinds_on(path, None)]:
        found = [part for part in rest.css(kind.rows) if _is_alone(part)]
        found.sort(key=lambda part: -len(part.html or ""))
        taken += found[: max(kind.there - kind.stated, 0)]
    for part in taken:
        part.decompose()
    sent = [len(brotli.compress((tree.html or "").encode())) for tree in (whole, rest)]
    return sent[0] - sent[1] if taken else 0


def _is_alone(part: LexborNode) -> bool:
    """Whether an element is no paragraph with words beside its one part."""
    inner = part.css_first(":is(a, img)")
    return part.tag != "p" or inner is None or part.text().strip() == inner.text().strip()
