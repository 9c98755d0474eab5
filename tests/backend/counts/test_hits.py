"""Which requests count: pages of readers, and forms that were taken."""

import pytest

from backend.counts.hits import Count, Hit, classify

READER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def hit(path: str = "/soc-1/", **changes: object) -> Hit:
    given = {"method": "GET", "status": 200, "agent": READER}
    return Hit(path=path, **(given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("/", "page", ""),
        ("/soc-1/", "page", "soc-1/"),
        ("/soc-1/?from=mail#top", "page", "soc-1/"),
        ("/which-report/", "page", "which-report/"),
        ("/which-report/rules/", "page", "which-report/rules/"),
        ("/which-report/ask-soc-2/", "question", "which-report/ask-soc-2/"),
        ("/which-report/result-both/", "outcome", "which-report/result-both/"),
    ],
)
def test_a_page_counts_by_its_address_without_what_follows(path, kind, name):
    assert classify(hit(path), "/") == Count(kind, name)


def test_a_page_that_the_browser_has_still_counts():
    assert classify(hit(status=304), "/")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/css/site.css",
        "/sitemap.xml",
        "/soc-1",
        "/soc-1//",
        "//soc-1/",
        "/a/../soc-1/",
        "/soc-1/index.html",
        "/api/token",
        "/desk/",
        "/desk/requests/Q-7F3K-2M9X-4TQP/",
        "/api/firms/received/",
        "/quotes/thanks/?reference=Q-1&key=secret",
        "/" + 300 * "x" + "/",
        "/a%0Ab/",
        "*",
    ],
)
def test_what_is_no_page_of_its_own_does_not_count(path):
    assert classify(hit(path), "/") is None


@pytest.mark.parametrize("status", [301, 403, 404, 500, 503])
def test_what_was_not_shown_does_not_count(status):
    assert classify(hit(status=status), "/") is None


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "-",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0)",
        "curl/8.5.0",
        "python-requests/2.32",
        "Go-http-client/2.0",
        "Mozilla/5.0 HeadlessChrome/130.0",
        "facebookexternalhit/1.1",
        "UptimeRobot/2.0",
    ],
)
def test_a_program_that_names_itself_does_not_count(agent):
    assert classify(hit(agent=agent), "/") is None


def test_a_page_that_the_browser_loads_ahead_does_not_count():
    assert classify(hit(purpose="prefetch;prerender"), "/") is None


@pytest.mark.parametrize("status", [201, 303])
@pytest.mark.parametrize(
    ("path", "name"), [("/api/quotes", "quotes/"), ("/api/firms", "for-firms/")]
)
def test_a_form_counts_once_it_is_taken(path, name, status):
    assert classify(hit(path, method="POST", status=status), "/") == Count("form", name)


@pytest.mark.parametrize("status", [200, 400, 403, 422, 429, 503])
def test_a_form_that_was_not_taken_does_not_count(status):
    assert classify(hit("/api/quotes", method="POST", status=status), "/") is None


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST"])
def test_only_a_page_that_was_got_counts(method):
    assert classify(hit(method=method), "/") is None


def test_a_site_below_a_path_counts_its_own_pages():
    assert classify(hit("/soc/both/"), "/soc/") == Count("page", "both/")
    assert classify(hit("/soc/"), "/soc/") == Count("page", "")
    assert classify(hit("/other/"), "/soc/") is None
