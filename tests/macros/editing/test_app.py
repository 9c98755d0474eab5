"""The editor's addresses: from a list of files to a saved change, asked as a browser asks."""

import io
import json
import re
import shutil
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
import yaml
from bs4 import BeautifulSoup

from macros.editing import mount_editor
from model.dataset import ROOT

HOST = "127.0.0.1:8000"
OURS = {"HTTP_ORIGIN": f"http://{HOST}"}
ABOUT = "docs/about.md"


class Browser:
    """Asks the editor, and fills in its forms."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.checked = 0
        self.app = mount_editor(lambda *_: [b"the site"], root, "/", self._check)

    def _check(self, _root: Path) -> list[str]:
        self.checked += 1
        return ["data/site.yml:3: name: wrong"]

    def ask(self, path: str, body: dict | None = None, **environ: str):
        inner, _, query = path.partition("?")
        raw = urlencode(body or {}).encode()
        started: list = []
        parts = self.app(
            {"PATH_INFO": inner, "QUERY_STRING": query, "HTTP_HOST": HOST,
             "REMOTE_ADDR": "127.0.0.1", "REQUEST_METHOD": "GET" if body is None else "POST",
             "CONTENT_LENGTH": str(len(raw)), "wsgi.input": io.BytesIO(raw), **environ},
            lambda *head: started.append(head),
        )  # fmt: skip
        self.status, self.headers = started[0][0], dict(started[0][1])
        self.page = BeautifulSoup(b"".join(parts), "html.parser")
        return self.page

    def open(self, **place: object):
        given = {k: json.dumps(v) if k == "path" else v for k, v in place.items()}
        return self.ask(f"/_edit/field?{urlencode(given)}")

    def send(self, button: str = "", **values: str):
        form = self.page.select_one("main form")
        given = {one["name"]: one.get("value", "") for one in form.select("input[name]")}
        given |= {one["name"]: one.text.removeprefix("\n") for one in form.select("textarea[name]")}
        given |= {
            one["name"]: (one.select_one("[selected]") or one.option).text
            for one in form.select("select[name]")
        }
        return self.ask(form["action"], given | values, **OURS)


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=lambda _, names: {"assets"} & {*names})
    return Browser(tmp_path)


def changed(browser: Browser) -> dict[str, tuple[list[str], list[str]]]:
    """The lines that went and came, by file, against the project."""
    found = {}
    for path in sorted(browser.root.rglob("*")):
        name = path.relative_to(browser.root).as_posix()
        if path.suffix in {".yml", ".md"} and path.read_bytes() != (ROOT / name).read_bytes():
            old, new = (ROOT / name).read_text("utf-8"), path.read_text("utf-8")
            lines, now = old.splitlines(), new.splitlines()
            found[name] = (
                [one for one in lines if one not in now],
                [one for one in now if one not in lines],
            )
    return found


def test_the_list_leads_to_every_page_and_data_file(browser):
    linked = {a.text for a in browser.ask("/_edit/").select("main a")}
    data, docs = browser.root / "data", browser.root / "docs"
    files = [*data.glob("*.yml"), *data.glob("*/*.yml"), *docs.rglob("*.md")]
    assert linked == {path.relative_to(browser.root).as_posix() for path in files}


def test_a_field_has_the_words_of_its_schema(browser):
    browser.open(file="data/site.yml", path=["tagline"])
    schema = json.loads((ROOT / "data/schemas/site.json").read_text("utf-8"))
    assert (
        schema["properties"]["tagline"]["description"]
        in browser.page.select_one("#value-help").text
    )


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("data/reports/soc-1.yml", ["values", "who-may-issue", "text"]),
        ("data/sources.yml", ["sources", 0, "publisher"]),
        ("data/glossary.yml", ["terms", 0, "definition", "text"]),
        ("data/quote_form.yml", ["fieldsets", 0, "legend"]),
        ("data/site.yml", ["tagline"]),
        ("data/vocabulary.yml", ["questions", 0, "ask"]),
    ],
)
def test_facts_sources_terms_and_words_are_changed_in_a_line(browser, file, path):
    links = browser.ask(f"/_edit/file?{urlencode({'file': file})}").select("main a")
    assert any(
        urlencode({"path": json.dumps(path)}).replace("+", "%20") in a["href"] for a in links
    )
    browser.open(file=file, path=path)
    shown = browser.page.select_one("#value")
    browser.send(value=f"{shown.get('value') or shown.text.strip()} Anew.")
    assert changed(browser) == {}, "nothing is saved before it was seen"
    assert "Anew." in browser.page.select_one("tr.comes").text
    browser.send()
    assert browser.status == "303 See Other"
    ((went, came),) = changed(browser).values()
    assert len(went) <= 2 and len(came) <= 2 and "Anew." in " ".join(came)


def test_a_price_is_changed_in_a_line(browser):
    browser.open(file="data/prices.yml", path=["figures", 0, "low"])
    price = int(browser.page.select_one("#value")["value"]) + 1
    browser.send(value=str(price))
    browser.send()
    assert changed(browser)["data/prices.yml"][1] == [f"  low: {price}"]


def test_a_word_in_place_of_a_number_is_told_at_the_field(browser):
    browser.open(file="data/prices.yml", path=["figures", 0, "low"])
    browser.send(value="5,500")
    assert browser.status.startswith("422") and browser.page.title.text.startswith("Error: ")
    assert browser.page.select_one("#value")["value"] == "5,500"
    assert browser.page.select_one("#value")["aria-describedby"] == "value-help wrong"


def test_what_the_check_would_say_stands_beside_the_difference(browser):
    path = ["values", "who-may-issue", "sources"]
    browser.open(file="data/reports/soc-1.yml", path=path)
    browser.send(value="S11\nS999")
    assert "unknown source “S999”" in browser.page.select_one("div.wrong").text


def test_a_paragraph_of_a_page_is_changed_and_no_other_line(browser):
    blocks = browser.ask(f"/_edit/file?file={ABOUT}").select(".block")
    place = next(one for one in blocks if "Paragraph" in one.a["aria-label"])
    browser.open(file=ABOUT, line=re.findall(r"\d+", place["id"])[0])
    browser.send(value="One paragraph.\r\n\r\nAnd a second one.")
    browser.send()
    assert changed(browser)[ABOUT][1] == ["One paragraph.", "And a second one."]


def test_a_fence_that_would_swallow_the_page_is_refused(browser):
    first = browser.ask(f"/_edit/file?file={ABOUT}").select(".block")[1]
    browser.open(file=ABOUT, line=re.findall(r"\d+", first["id"])[0])
    browser.send(value="```text\nnever closed")
    assert "not closed" in browser.page.select_one("#wrong").text


def test_the_description_of_a_page_is_changed_in_a_line(browser):
    browser.open(file=ABOUT, path=["description"])
    browser.send(value="Who makes this site, how it is paid, and what it does: all of it.")
    browser.send()
    ((went, came),) = changed(browser).values()
    assert len(went) == len(came) == 1


def test_after_saving_the_check_speaks_at_once_and_the_change_can_be_taken_back(browser):
    browser.open(file="data/site.yml", path=["tagline"])
    browser.send(value="Other words.")
    browser.send()
    browser.ask(browser.headers["Location"])
    assert browser.checked == 1
    assert "data/site.yml:3: name: wrong" in browser.page.text
    browser.send()
    assert changed(browser) == {}


def test_a_file_that_has_changed_meanwhile_is_not_written_over(browser):
    browser.open(file="data/site.yml", path=["tagline"])
    browser.send(value="Other words.")
    path = browser.root / "data/site.yml"
    path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8")
    browser.send()
    assert browser.status.startswith("400")
    assert "Other words." not in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("data/site.yml", "# yaml-language-server", "# another"),
        (ABOUT, '[{{ site("operator_email") }}]', '\\[{{ site("operator_email") }}]'),
    ],
)
def test_a_file_that_another_editor_has_damaged_is_not_opened(browser, file, old, new):
    path = browser.root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    browser.ask(f"/_edit/file?file={file}")
    assert browser.status.startswith("400")
    assert "another editor" in browser.page.main.text


@pytest.mark.parametrize(
    "name", ["../secret.yml", "/etc/hostname", "docs/../mkdocs.yml", "data/schemas/site.json"]
)
def test_no_other_file_is_opened(browser, name):
    browser.ask(f"/_edit/file?{urlencode({'file': name})}")
    assert browser.status.startswith("400")


@pytest.mark.parametrize(
    "other",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"HTTP_HOST": "evil.example:8000"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"REQUEST_METHOD": "DELETE"},
    ],
)
def test_a_stranger_sees_nothing(browser, other):
    browser.ask("/_edit/", **other)
    assert browser.status.startswith("403")
    assert not browser.page.select("li")


@pytest.mark.parametrize(
    "origin", [{}, {"HTTP_ORIGIN": "null"}, {"HTTP_ORIGIN": "http://a.example"}]
)
def test_a_form_from_elsewhere_changes_nothing(browser, origin):
    browser.open(file="data/site.yml", path=["tagline"])
    seen = browser.page.select_one("[name=seen]")["value"]
    given = {"file": "data/site.yml", "path": '["tagline"]', "seen": seen, "value": "Taken over"}
    browser.ask("/_edit/save", given, **origin)
    assert browser.status.startswith("403")
    assert changed(browser) == {}


def test_a_price_is_added_in_the_style_of_the_file(browser):
    browser.ask("/_edit/field?" + urlencode({"file": "data/prices.yml", "add": "figures"}))
    fields = {"id": "our-new", "group": "type-1", "covers": "Auditor's fee: all",
              "low": "12000", "high": "16500", "sources": "V54"}  # fmt: skip
    browser.send(**{f"value-{name}": value for name, value in fields.items()})
    assert not browser.page.select("div.wrong")
    browser.send()
    went, came = changed(browser)["data/prices.yml"]
    assert went == []
    assert came == [
        "- id: our-new",
        "  covers: 'Auditor''s fee: all'",
        "  low: 12000",
        "  high: 16500",
    ]


def test_what_was_typed_can_be_changed_again(browser):
    browser.open(file="data/site.yml", path=["tagline"])
    browser.send(value="Half a thought")
    form = browser.page.select_one("main form")
    form["action"] = form.select_one("[formaction]")["formaction"]
    browser.send()
    assert "Half a thought" in str(browser.page.select_one("#value"))


def test_a_term_is_added_with_its_definition_and_sources(browser):
    browser.ask("/_edit/field?" + urlencode({"file": "data/glossary.yml", "add": "terms"}))
    fields = {"id": "zebra", "name": "zebra", "definition-text": "word " * 30 + "end.",
              "definition-sources": "S10"}  # fmt: skip
    browser.send(**{f"value-{name}": value for name, value in fields.items()})
    browser.send()
    text = (browser.root / "data/glossary.yml").read_text("utf-8")
    assert "  definition:\n    text: >-\n      word word" in text


def test_a_source_is_added_with_its_tier_as_a_number(browser):
    browser.ask("/_edit/field?" + urlencode({"file": "data/sources.yml", "add": "sources"}))
    fields = {"id": "F999", "title": "Our own", "publisher": "A firm", "tier": "2",
              "read": "2026-11-27", "extent": "whole"}  # fmt: skip
    browser.send(**{f"value-{name}": value for name, value in fields.items()})
    browser.send()
    _, came = changed(browser)["data/sources.yml"]
    assert {"- id: F999", "  title: Our own"} <= {*came}
    text = (browser.root / "data/sources.yml").read_text("utf-8")
    assert yaml.safe_load(text)["sources"][-1]["tier"] == 2


def test_a_choice_shows_what_stands_in_the_file(browser):
    place = ["sources", 0, "tier"]
    data = yaml.safe_load((browser.root / "data/sources.yml").read_text("utf-8"))
    data["sources"][0]["tier"] = 3
    (browser.root / "data/sources.yml").write_text(
        f"# yaml-language-server: $schema=schemas/sources.json\n{yaml.safe_dump(data)}", "utf-8"
    )
    browser.open(file="data/sources.yml", path=place)
    assert browser.page.select_one("select [selected]").text == "3"


def test_the_form_of_a_source_names_ids_that_are_free_and_has_the_day(browser):
    browser.ask("/_edit/field?" + urlencode({"file": "data/sources.yml", "add": "sources"}))
    data = yaml.safe_load((browser.root / "data/sources.yml").read_text("utf-8"))
    free = re.findall(r"[SFV]\d+", browser.page.select_one("#value-id-help").text)
    assert [one[0] for one in free] == ["S", "F", "V"]
    assert not {*free} & {one["id"] for one in data["sources"]}
    assert browser.page.select_one("#value-read")["value"] == date.today().isoformat()


def test_sources_on_one_line_are_as_many_as_their_commas_say(browser):
    browser.open(file="data/glossary.yml", path=["terms", 0, "definition", "sources"])
    browser.send(value="S10, F24")
    browser.send()
    text = (browser.root / "data/glossary.yml").read_text("utf-8")
    assert yaml.safe_load(text)["terms"][0]["definition"]["sources"] == ["S10", "F24"]


def test_an_item_with_commas_stays_one(browser):
    browser.ask("/_edit/field?" + urlencode({"file": "data/glossary.yml", "add": "terms"}))
    fields = {"id": "zebra", "name": "zebra", "also": "black, white animal",
              "definition-text": "An animal.", "definition-sources": "S10"}  # fmt: skip
    browser.send(**{f"value-{name}": value for name, value in fields.items()})
    browser.send()
    text = (browser.root / "data/glossary.yml").read_text("utf-8")
    assert yaml.safe_load(text)["terms"][-1]["also"] == ["black, white animal"]


def test_what_a_new_record_lacks_is_told(browser):
    browser.ask("/_edit/field?" + urlencode({"file": "data/sources.yml", "add": "sources"}))
    browser.send(**{"value-id": "S99"})
    assert "is missing" in browser.page.select_one("#wrong").text


def test_a_page_of_the_preview_leads_to_its_file(browser):
    def page(environ, start):
        start("200 OK", [("Content-Type", "text/html"), ("Content-Length", "14")])
        return [b"<body>x</body>"]

    browser.app = mount_editor(page, browser.root, "/")
    (link,) = browser.ask("/about/").select("a")
    assert browser.headers["Content-Length"] == str(len(str(browser.page).encode()))
    browser.ask(link["href"])
    assert browser.status == "200 OK"


def test_the_rest_is_left_to_the_site(browser):
    assert browser.app({"PATH_INFO": "/data/facts.json"}, lambda *_: None) == [b"the site"]
