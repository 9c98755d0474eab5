"""Headers are the same after each build; each page has the policy that fits it."""

import base64
import hashlib
import json
import re
from dataclasses import replace

import pytest

from model.content.site import FormSettings
from model.exports.form_target import resolve_form_target
from publish.__main__ import publish
from publish.security.csp import write_policies
from publish.security.headers import headers_folder, write_headers
from publish.site import PublishError

RUN = {None, "", "module", "text/javascript"}


@pytest.fixture(scope="module")
def described(published):
    return json.loads((headers_folder(published) / "headers.json").read_text())


@pytest.fixture(scope="module")
def policies(pages):
    """The policy in each page."""
    found = {path: page.select('meta[http-equiv="content-security-policy"]')
             for path, page in pages.items()}  # fmt: skip
    assert [path for path, metas in found.items() if len(metas) != 1] == []
    return {path: directives(metas[0]["content"]) for path, metas in found.items()}


def directives(policy: str) -> dict[str, set[str]]:
    rows = (row.split() for row in policy.split(";"))
    return {row[0]: set(row[1:]) for row in rows}


def hashes(elements) -> set[str]:
    digests = (hashlib.sha256(element.string.encode()).digest() for element in elements)
    return {f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests}


def header_files(site) -> dict[str, str]:
    files = [site.folder / "_headers", *headers_folder(site.folder).iterdir()]
    return {file.name: file.read_text() for file in files}


@pytest.mark.nightly
def test_another_colour_leaves_every_header_file_as_it_was(fresh, dataset, tmp_path):
    first = fresh()
    publish(first, dataset)
    headers, html = header_files(first), first.pages["soc-1/"].html
    first.folder.rename(tmp_path / "first")
    second = fresh()
    tokens = second.folder / "assets/css/tokens.css"
    tokens.write_text(re.sub(r"#17365d", "#5d1736", tokens.read_text()))
    publish(second, dataset)
    assert second.pages["soc-1/"].html != html
    assert header_files(second) == headers


def test_the_policy_is_the_first_thing_after_the_character_set(published, policies):
    for path in policies:
        file = published / path
        text = (file / "index.html" if file.is_dir() else file).read_text()
        before, found, _ = text.partition('<meta charset="utf-8"><meta http-equiv="content-sec')
        assert found, path
        assert "<meta" not in before, path


def test_a_page_allows_nothing_unsafe(policies):
    for rules in policies.values():
        assert rules["default-src"] == {"'none'"}
        assert rules["object-src"] == rules["base-uri"] == {"'none'"}
        assert rules["font-src"] == {"'self'"}
        assert all(word.startswith("'sha256-") for word in rules["script-src"] - {"'self'"})
        assert "frame-ancestors" not in rules  # browsers read it in a header alone


def test_a_page_allows_its_own_inline_code_and_no_other(pages, policies):
    for path, page in pages.items():
        scripts = [one for one in page.select("script:not([src])") if one.get("type") in RUN]
        assert policies[path]["script-src"] == {"'self'"} | hashes(scripts), path
        assert policies[path]["style-src"] == {"'self'"} | hashes(page.select("style")), path


def test_headers_say_nothing_of_scripts_and_styles_of_a_page(described):
    for kind in ("page", "framed"):
        rules = directives(described["policies"][kind])
        assert rules.keys() <= {"base-uri", "object-src", "frame-ancestors"}


def test_what_is_no_page_loads_nothing_by_itself(described):
    assert directives(described["policies"]["file"])["default-src"] == {"'none'"}


def test_only_what_lies_below_embed_may_be_framed(described):
    assert described["framed"]["below"] == "/embed/"
    framed = {
        kind for kind, policy in described["policies"].items()
        if directives(policy).get("frame-ancestors") != {"'none'"}
    }  # fmt: skip
    assert framed == {"framed"}


def test_a_hosted_provider_is_allowed_on_the_quotes_page_alone(fresh, dataset):
    settings = dataset.settings.model_copy(
        update={"form_backend": "formspree", "form": FormSettings(id="abcdwxyz")}
    )
    site, hosted = fresh(), replace(dataset, settings=settings)
    write_policies(site, resolve_form_target(hosted, site.base, site.address))
    content = {path: page.tree.css_first("meta[http-equiv]").attributes["content"]
               for path, page in site.pages.items()}  # fmt: skip
    provider = "https://formspree.io"
    assert [path for path, policy in content.items() if provider in policy] == ["quotes/"]
    assert provider in directives(content["quotes/"])["form-action"]
    assert provider in directives(content["quotes/"])["connect-src"]


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
        ('<meta http-equiv="Content-Security-Policy" content="x">', "has a policy already"),
    ],
)
def test_what_a_strict_policy_refuses_is_named_with_its_page(fresh, markup, said):
    site = fresh()
    page = site.pages["soc-1/"]
    page.html = page.html.replace("</article>", f"{markup}</article>", 1)
    with pytest.raises(PublishError, match=rf"soc-1/: .*{re.escape(said)}"):
        write_policies(site, None)


def test_a_script_before_the_policy_is_refused(fresh):
    site = fresh()
    page = site.pages["soc-1/"]
    page.html = page.html.replace("<head>", "<head><script>x()</script>", 1)
    with pytest.raises(PublishError, match="soc-1/: needs <meta charset"):
        write_policies(site, None)


def test_a_file_cached_for_a_year_must_be_named_by_its_content(fresh):
    with pytest.raises(PublishError, match=r"assets/css/site.css: is not named by its content"):
        write_headers(fresh(), [])


def host_policies(published, path: str) -> dict[str, set[str]]:
    """What a host that reads `_headers` sends for a path: of every rule that fits, all."""
    found: dict[str, set[str]] = {}
    fits = False
    for line in (published / "_headers").read_text().splitlines():
        name, _, value = line.strip().partition(": ")
        if line.startswith("/"):
            fits = path.startswith(line[:-1]) if line.endswith("*") else path == line
        elif fits and name == "Content-Security-Policy":
            found |= directives(value)
    return found


def test_the_host_file_and_our_server_say_the_same_of_every_page(published, pages, described):
    for path in pages:
        kind = "framed" if path.startswith("embed/") else "page"
        expected = directives(described["policies"][kind])
        assert host_policies(published, f"/{path}") == expected, path


def test_hosts_allow_a_hundred_rules_and_pages_below_a_folder_share_one(published, pages):
    rules = [line for line in (published / "_headers").read_text().splitlines() if line[0] == "/"]
    folders = {path.partition("/")[0] for path in pages}
    assert len(rules) <= 2 * len(folders) < 100


@pytest.mark.parametrize("kind", ["page", "framed", "file"])
def test_caddy_and_nginx_get_the_same_policies(published, described, kind):
    folder, policy = headers_folder(published), described["policies"][kind]
    assert f'Content-Security-Policy "{policy}"' in (folder / "Caddyfile").read_text()
    assert f' "{policy}";' in (folder / "nginx-http.conf").read_text()


@pytest.mark.parametrize("name", ["Caddyfile", "nginx-server.conf"])
def test_caddy_and_nginx_get_the_other_headers(published, described, name):
    text = (headers_folder(published) / name).read_text()
    for header, value in described["all"].items():
        assert f'{header} "{value}"' in text


def test_only_what_ends_tls_promises_tls(published):
    for file in [published / "_headers", *headers_folder(published).iterdir()]:
        promised = "Strict-Transport-Security" in file.read_text()
        assert promised == (file.name in {"Caddyfile", "nginx-server.conf"}), file.name


def test_the_files_for_servers_are_not_part_of_the_site(published):
    assert not list(published.rglob("headers.json"))
    assert not list(published.rglob("Caddyfile*"))
