"""Whatever a browser would load from another site is found, however it is written."""

from urllib.parse import urlsplit

import pytest

from publish.security.csp import write_policies
from publish.security.external_requests import external_requests
from publish.site import PublishError
from tests.conftest import ADDRESS

FAR = "https://cdn.example/x"
HOST = urlsplit(ADDRESS).netloc


def found(site, markup: str) -> list[tuple[str, str]]:
    page = site.pages["soc-1/"]
    page.html, page._tree = f"<!doctype html><body>{markup}</body>", None
    return list(external_requests(site, page))


@pytest.mark.parametrize(
    ("markup", "tag"),
    [
        ('<script src="§"></script>', "script"),
        ('<img src="§">', "img"),
        ('<img src="a.png" srcset="b.png 1x, § 2x">', "img"),
        ('<img srcset="§">', "img"),
        ('<img srcset="data:image/png;base64,AA== 1x,§ 2x, b.png 3x">', "img"),
        ('<picture><source srcset="§ 100w"></picture>', "source"),
        ('<video src="§"></video>', "video"),
        ('<video poster="§"></video>', "video"),
        ('<video><source src="§"></video>', "source"),
        ('<video><track src="§"></video>', "track"),
        ('<audio src="§"></audio>', "audio"),
        ('<iframe src="§"></iframe>', "iframe"),
        ('<object data="§"></object>', "object"),
        ('<embed src="§">', "embed"),
        ('<input type="image" src="§" alt="x">', "input"),
        ('<link rel="stylesheet" href="§">', "link"),
        ('<link rel="alternate stylesheet" href="§">', "link"),
        ('<link rel="PREFETCH" href="§">', "link"),
        ('<link rel="preconnect" href="§">', "link"),
        ('<link rel="icon" href="§">', "link"),
        ('<link rel="preload" as="image" imagesrcset="§ 2x">', "link"),
        ('<base href="§">', "base"),
        ('<svg><image href="§"></image></svg>', "image"),
        ('<svg><use xlink:href="§#a"></use></svg>', "use"),
        ('<a href="x/" ping="/own §">x</a>', "a"),
        ('<table background="§"></table>', "table"),
        ("<style>p { background: URL( '§' ) }</style>", "style"),
        ('<style>@import "§";</style>', "style"),
        ('<template><p><template><img src="§"></template></template>', "img"),
    ],
)
def test_an_element_that_loads_from_another_site_is_named(fresh, markup, tag):
    ((named, address),) = found(fresh(), markup.replace("§", FAR))
    assert named == tag
    assert address.startswith(FAR)


@pytest.mark.parametrize(
    "address",
    [
        "HTTPS://CDN.example/x",
        f"http://{HOST}/x",
        "http:x",
        f"https://{HOST}:444/x",
        f"https://{HOST}@cdn.example/x",
        "//cdn.example/x",
        "///cdn.example/x",
        "https:///cdn.example/x",
        r"\\cdn.example/x",
        r"/\cdn.example/x",
        " \n\thttps://cdn.example/x",
        "ht&#10;tps://cdn.example/x",
        "https://[cdn.example/x",
        "ftp://cdn.example/x",
        "blob:https://cdn.example/x",
    ],
)
def test_another_site_is_seen_however_its_address_is_written(fresh, address):
    assert len(found(fresh(), f'<img src="{address}">')) == 1


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="a.png" srcset="a.png, /b.png 2x, ../c.png 3x">',
        '<img src="data:image/png;base64,AA==">',
        f'<img src="https://{HOST.capitalize()}/a.png">',  # a host is the same in any case
        '<img src="">',
        "<img src>",
        '<a href="https://cdn.example/">x</a>',
        '<svg><a xlink:href="https://cdn.example/">x</a></svg>',
        '<map><area href="https://cdn.example/"></map>',
        '<link rel="canonical" href="https://cdn.example/">',
        '<link rel="author license" href="https://cdn.example/">',
        '<form action="https://cdn.example/"></form>',
        '<blockquote cite="https://cdn.example/">x</blockquote>',
        "<style>p { background: url(a.png) } i { mask: url('data:x,https://y') }</style>",
    ],
)
def test_what_is_our_own_or_only_followed_is_not_named(fresh, markup):
    assert found(fresh(), markup) == []


def test_a_page_that_loads_from_another_site_is_not_published(fresh, dataset):
    site = fresh()
    page = site.pages["soc-1/"]
    page.html = page.html.replace("</article>", f'<img srcset="{FAR} 2x" alt="x"></article>', 1)
    with pytest.raises(PublishError, match=f"^soc-1/: <img> loads {FAR} from another site$"):
        write_policies(site, None)
