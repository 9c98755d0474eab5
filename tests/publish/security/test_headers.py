"""The security headers fit the built pages, in every notation."""

import base64
import hashlib
import json
import re
from dataclasses import replace

import pytest

from model.content.site import FormSettings
from model.exports.form_target import resolve_form_target
from publish.security.headers import build_headers
from publish.site import PublishError

RUN = {None, "", "module", "text/javascript"}


@pytest.fixture(scope="module")
def described(published):
    return json.loads((published.with_name("site.headers") / "headers.json").read_text())


def directives(policy: str) -> dict[str, set[str]]:
    rows = (row.split() for row in policy.split(";"))
    return {row[0]: set(row[1:]) for row in rows}


def test_the_policy_allows_nothing_unsafe(described):
    for policy in [described["policy"], *described["policies"].values()]:
        assert "unsafe" not in policy
        rules = directives(policy)
        assert rules["default-src"] == {"'none'"}
        assert rules["object-src"] == rules["base-uri"] == {"'none'"}
        assert all(word.startswith("'sha256-") for word in rules["script-src"] - {"'self'"})


def test_every_inline_script_has_its_hash_and_no_hash_is_left_over(pages, described):
    scripts = {
        script.string
        for page in pages.values()
        for script in page.select("script:not([src])")
        if script.get("type") in RUN
    }
    hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts}
    allowed = directives(described["policy"])["script-src"] - {"'self'"}
    assert allowed == {f"'sha256-{value}'" for value in hashes}
    assert 1 <= len(allowed) <= 5


def test_a_page_allows_its_own_style_and_other_addresses_those_of_pages_shown_there(
    pages, described
):
    def styles(path: str) -> set[str]:
        texts = [style.string for style in pages[path].select("style")]
        found = [
            base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts
        ]
        return {f"'sha256-{value}'" for value in found}

    for path in pages:
        policy = directives(described["policies"][f"/{path}"])
        assert policy["style-src"] == {"'self'"} | styles(path), path
    anywhere = styles("404.html") | styles("quotes/") | styles("quotes/thanks/")
    assert len(anywhere) == 3
    assert directives(described["policy"])["style-src"] == {"'self'"} | anywhere


def test_only_the_embedded_page_may_be_framed(described):
    framed = {
        path for path, policy in described["policies"].items()
        if directives(policy)["frame-ancestors"] != {"'none'"}
    }  # fmt: skip
    assert framed == {"/embed/comparison/"}
    assert directives(described["policy"])["frame-ancestors"] == {"'none'"}


def test_the_page_that_shows_mistakes_has_the_policy_of_the_form(described):
    assert described["policies"]["/api/quotes"] == described["policies"]["/quotes/"]


def test_a_hosted_provider_is_allowed_on_the_quotes_page_alone(fresh, dataset):
    settings = dataset.settings.model_copy(
        update={"form_backend": "formspree", "form": FormSettings(id="abcdwxyz")}
    )
    site, hosted = fresh(), replace(dataset, settings=settings)
    prepare(site)
    found = build_headers(site, resolve_form_target(hosted, site.base, site.address))
    provider = "https://formspree.io"
    assert provider in directives(found.policies["/quotes/"])["form-action"]
    assert provider in directives(found.policies["/quotes/"])["connect-src"]
    assert provider not in found.policy


def prepare(site):
    """Names by content are another step's work."""
    for place in ("css", "js"):
        for file in (site.folder / "assets" / place).rglob("*.*"):
            file.unlink()


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ('<p style="color:red">x</p>', "<p> has a style attribute"),
        ('<p onclick="x()">x</p>', "<p> has the script attribute onclick"),
        ('<a href="javascript:x()">x</a>', "leads to a javascript: address"),
        ('<script src="https://cdn.example/x.js"></script>', "from another site"),
        ('<iframe src="//elsewhere.example/"></iframe>', "from another site"),
        ('<template><i style="x"></i></template>', "<i> has a style attribute"),
        ('<button formaction=" JavaScript:x()">x</button>', "leads to a javascript: address"),
    ],
)
def test_what_a_strict_policy_refuses_is_named_with_its_page(fresh, dataset, markup, said):
    site = fresh()
    prepare(site)
    page = site.pages["soc-1/"]
    page.html = page.html.replace("</article>", f"{markup}</article>", 1)
    with pytest.raises(PublishError, match=rf"soc-1/: .*{re.escape(said)}"):
        build_headers(site, resolve_form_target(dataset, site.base, site.address))


def test_a_file_cached_for_a_year_must_be_named_by_its_content(fresh, dataset):
    site = fresh()
    with pytest.raises(PublishError, match=r"assets/css/site.css: is not named by its content"):
        build_headers(site, resolve_form_target(dataset, site.base, site.address))


def host_rules(published) -> dict[str, dict[str, str]]:
    rules: dict[str, dict[str, str]] = {}
    for line in (published / "_headers").read_text().splitlines():
        if line.startswith("/"):
            current = rules.setdefault(line, {})
        else:
            name, _, value = line.strip().partition(": ")
            current[name] = value
    return rules


def test_the_host_file_and_our_server_say_the_same_of_every_page(published, pages, described):
    rules = host_rules(published)
    widest = directives(rules["/*"]["Content-Security-Policy"])
    for path in (path for path in pages if path != "404.html"):
        own = rules.get(f"/{path}", {}).get("Content-Security-Policy")
        together = widest | (directives(own) if own else {})
        expected = directives(described["policies"].get(f"/{path}", described["policy"]))
        if path.startswith("embed/"):
            expected.pop("frame-ancestors")  # to be open, it is not named
        assert together == expected, path
    assert described["all"].items() <= rules["/*"].items()


def test_caddy_and_nginx_get_the_same_policies(published, described):
    folder = published.with_name("site.headers")
    caddy = (folder / "Caddyfile").read_text()
    nginx = (folder / "nginx-http.conf").read_text()
    for policy in [described["policy"], *described["policies"].values()]:
        assert f'Content-Security-Policy "{policy}"' in caddy
        assert f' "{policy}";' in nginx
    for text in (caddy, (folder / "nginx-server.conf").read_text()):
        for name, value in described["all"].items():
            assert f'{name} "{value}"' in text


def test_only_what_ends_tls_promises_tls(published):
    for file in [published / "_headers", *published.with_name("site.headers").iterdir()]:
        promised = "Strict-Transport-Security" in file.read_text()
        assert promised == (file.name in {"Caddyfile", "nginx-server.conf"}), file.name


def test_the_files_for_servers_are_not_part_of_the_site(published):
    assert not list(published.rglob("headers.json"))
    assert not list(published.rglob("Caddyfile*"))
