"""What search engines and link previews read equals what readers see."""

import json
from urllib.parse import urlsplit

from macros.build.decision_pages import QUESTION, RESULT
from macros.checks.markup.front_matter import parse_front_matter
from macros.views.render import write_date
from model.dataset import ROOT
from tests.data import finished_pages


def documents():
    """Each page's source and address, and its front matter."""
    for file in finished_pages():
        name = file.relative_to(ROOT / "docs").as_posix()
        # Built only when there are firms to show, and filled in for each answer.
        if name == "firms.md" or name.removesuffix(".md") in {QUESTION, RESULT}:
            continue
        path = name.removesuffix(".md").removesuffix("index")
        path = path if path == "" or path.endswith("/") else f"{path}/"
        yield path, parse_front_matter(file.read_text(encoding="utf-8")).data


DOCUMENTS = dict(documents())
OPEN = [path for path, meta in DOCUMENTS.items() if "robots" not in meta]
REVIEWED = [path for path, meta in DOCUMENTS.items() if "reviewed" in meta]
LINED = [path for path in REVIEWED if "checked" not in DOCUMENTS[path].get("hide", [])]


def meta(page, name):
    (tag,) = page.select(f'meta[property="{name}"], meta[name="{name}"]')
    return tag["content"]


def graph(page):
    (script,) = page.select('script[type="application/ld+json"]')
    return {item["@type"]: item for item in json.loads(script.string)["@graph"]}


def each(paths, check):
    """Tell of every page that a check does not pass."""
    found = []
    for path in paths:
        try:
            check(path)
        except AssertionError as error:
            found.append(f"{path or 'home'}: {error}")
    assert not found, "\n".join(found)


def heading(page):
    h1 = page.select_one("h1")
    return "".join(text for text in h1.find_all(string=True) if text != "#").strip()


def test_previews_show_title_description_and_address_of_the_page(dataset, built):
    def check(path):
        page, address = built.page(path), dataset.settings.address + path
        front = DOCUMENTS[path]
        for name, expected in {
            "og:title": front["title"], "twitter:title": front["title"],
            "og:description": front["description"], "twitter:description": front["description"],
            "og:url": address, "og:site_name": dataset.settings.name,
            "twitter:card": "summary_large_image",
        }.items():  # fmt: skip
            assert meta(page, name) == expected, name
        assert meta(page, "og:image") == meta(page, "twitter:image")
        assert meta(page, "og:image").startswith(f"{dataset.settings.address}assets/social/")
        assert page.select_one('link[rel="canonical"]')["href"] == address

    each(OPEN, check)


def test_every_page_has_a_preview_image_of_its_own(built):
    images = [meta(built.page(path), "og:image") for path in OPEN]
    assert len(images) == len(set(images))


def test_the_structured_data_equals_the_page(dataset, built):
    def check(path):
        page, address = built.page(path), dataset.settings.address + path
        found = graph(page)
        said = found.get("Article") or found["WebPage"]
        assert said.get("headline", said.get("name")) == heading(page)
        assert said["url"] == said["@id"] == address
        assert said["description"] == DOCUMENTS[path]["description"]
        reviewed = page.select_one("time[data-reviewed]")
        if "Article" in found:
            assert said["dateModified"] == reviewed["datetime"]
            assert write_date(said["dateModified"]) == reviewed.get_text()
            assert said["image"] == meta(page, "og:image")
        owner = found["Organization"]
        assert said["publisher"]["@id"] == owner["@id"]
        assert (owner["name"], owner["url"]) == (dataset.settings.name, dataset.settings.address)

    each(OPEN, check)


def test_the_organization_is_the_one_that_the_about_page_shows(built):
    page = built.page("about/")
    owner = graph(page)["Organization"]
    text = page.select_one("article").get_text()
    assert owner["name"] in text
    assert owner["email"] in text


def test_the_breadcrumbs_lead_from_home_to_the_page(dataset, built):
    def check(path):
        trail = graph(built.page(path))["BreadcrumbList"]["itemListElement"]
        assert [(step["position"], step["item"]) for step in trail] == [
            (1, dataset.settings.address),
            (2, dataset.settings.address + path),
        ]
        shown = [link.get_text(strip=True) for link in built.page(path).select(".md-header a")]
        assert trail[0]["name"] == dataset.settings.name
        assert trail[0]["name"] in shown
        assert trail[1]["name"] == heading(built.page(path))

    each([path for path in OPEN if path], check)


def test_home_is_no_article_and_has_no_breadcrumbs(built):
    assert set(graph(built.page(""))) == {"Organization", "WebPage"}


def test_the_thanks_page_stays_out_of_search_engines(built):
    page = built.page("quotes/thanks/")
    assert meta(page, "robots") == "noindex"
    assert not page.select('[type="application/ld+json"], [property="og:image"]')


def test_no_other_page_stays_out_of_search_engines(built):
    for path in OPEN:
        assert not built.page(path).select('meta[name="robots"]'), path


def test_the_404_page_says_nothing_of_itself(built):
    page = built.page("404.html")
    assert not page.select('[property^="og:"], [type="application/ld+json"], .soc-trust')


def test_pages_name_the_feed(built):
    for path in OPEN:
        feed = built.page(path).select_one('link[type="application/atom+xml"]')
        assert urlsplit(feed["href"]).path.endswith("changes.atom"), path


def test_every_page_but_the_form_is_reviewed():
    """The check of front matter asks every article for its dates; this is what it lets through."""
    assert set(DOCUMENTS) - set(REVIEWED) <= {"quotes/", "quotes/thanks/"}


def test_only_a_question_stands_without_the_line_of_trust_below_it():
    assert set(REVIEWED) - set(LINED) == {"which-report/"}


def test_a_line_below_the_heading_says_when_the_page_was_checked_and_how(built):
    def check(path):
        line = built.page(path).select_one("article h1 + .soc-checked")
        assert line.time["datetime"] == DOCUMENTS[path]["reviewed"]
        assert line.time.get_text() == write_date(DOCUMENTS[path]["reviewed"])
        assert "not yet reviewed by a CPA" in line.get_text()
        assert line.select("a")[-1]["href"].endswith("#how-facts-are-checked")

    each(LINED, check)


def test_an_article_ends_with_who_reviewed_it_and_when(built):
    def check(path):
        front = DOCUMENTS[path]
        article = built.page(path).select_one("article")
        shown = {
            item.dt.get_text(): item.dd.get_text()
            for item in article.select(".soc-trust .soc-trust__item")
        }
        assert shown["Written by"] == front.get("author", "Editorial team")
        assert shown["Reviewed by"] == front.get(
            "reviewer", "Not yet reviewed by a certified public accountant (CPA)"
        )
        assert shown["Last reviewed"] == write_date(front["reviewed"])
        assert shown["Next review due"] == write_date(front["next_review"])
        assert article.select_one(".soc-trust a")["href"].rstrip("/").endswith(("sources", "."))

    each(REVIEWED, check)
