"""Our styles and scripts are small, named by their content, and found by pages and each other."""

import gzip
import hashlib
import re
import subprocess

import pytest

from model.dataset import ROOT
from publish.__main__ import main
from publish.assets import SCRIPTS_LIMIT, fingerprint, gzipped_script_sizes
from publish.site import BuiltSite, PublishError

OURS = ("css", "js", "fonts")
# Stands for a browser while a module is read: whatever it asks for is there, and empty.
ANY_PAGE = """
  const any = new Proxy(function () {}, {
    get: (_, key) =>
      key === Symbol.iterator ? function* () {} : key === Symbol.toPrimitive ? () => "" : any,
    apply: () => any, construct: () => any, set: () => true,
  });
  const found = ["document", "window", "location", "history", "matchMedia", "IntersectionObserver"];
  for (const name of found)
    Object.defineProperty(globalThis, name, { value: any });
"""


def files(folder, *kinds):
    return [
        file
        for place in OURS
        for file in sorted((folder / "assets" / place).rglob("*"))
        if file.suffix in kinds
    ]


def test_every_style_and_script_is_named_by_its_content(published):
    found = files(published, ".css", ".mjs")
    assert found
    for file in found:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        assert file.name.split(".")[-2] == digest[:8], file.name


def test_no_file_and_no_page_keeps_an_old_name(published):
    old = {file.name for file in files(ROOT / "docs", ".css", ".js", ".mjs")}
    assert not {file.name for file in files(published, ".css", ".mjs")} & old
    for page in published.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not [name for name in old if f"/{name}" in text], page


def test_every_import_leads_to_a_file(published):
    found = 0
    for file in files(published, ".mjs"):
        for name in re.findall(r"""(?:from|import)\s*\(?["'](\.[^"']+)""", file.read_text()):
            found += 1
            assert (file.parent / name).is_file(), f"{file.name}: {name}"
    assert found >= 8


def test_a_small_script_exports_what_the_written_one_exports(published):
    script = """
      const names = async (path) => Object.keys(await import(path)).sort().join();
      for (const [a, b] of JSON.parse(process.argv[1])) {
        if (await names(a) !== await names(b)) throw new Error(b);
      }
    """
    pairs = []
    for file in sorted((ROOT / "docs/assets/js").rglob("*.mjs")):
        place = published / file.parent.relative_to(ROOT / "docs")
        (small,) = place.glob(f"{file.stem}.*.mjs")
        assert small.stat().st_size < file.stat().st_size
        pairs.append(f'["{file}", "{small}"]')
    command = ["node", "--input-type=module", "-e", ANY_PAGE + script, f"[{','.join(pairs)}]"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def add_script(site: BuiltSite, name: str, text: str) -> None:
    site.write(f"assets/js/{name}", text)


def start_with(site: BuiltSite, page: str, name: str) -> None:
    html = f'<script type="module" src="/assets/js/{name}"></script></body>'
    site.pages[page].write(site.pages[page].html.replace("</body>", html))


def test_every_page_starts_with_few_scripts(fresh):
    site = fresh()
    fingerprint(site)
    sizes = gzipped_script_sizes(site)
    assert sizes.keys() == site.pages.keys()
    assert 1_000 < max(sizes.values()) <= SCRIPTS_LIMIT


def test_what_a_script_imports_counts_on_the_pages_that_load_it(fresh):
    site = fresh()
    before = gzipped_script_sizes(site)
    add_script(site, "one.mjs", 'import { b } from "./two.mjs";\nb();\n')
    add_script(site, "two.mjs", "export const b = () => 1;\n")
    start_with(site, "soc-1/", "one.mjs")
    after = gzipped_script_sizes(site)
    grown = {page for page in after if after[page] != before[page]}
    files = [site.folder / "assets/js" / name for name in ("one.mjs", "two.mjs")]
    expected = sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)
    assert grown == {"soc-1/"}
    assert after["soc-1/"] - before["soc-1/"] == expected


def test_what_a_script_imports_later_does_not_count(fresh):
    site = fresh()
    add_script(site, "one.mjs", 'export const a = () => import("./two.mjs");\n')
    add_script(site, "two.mjs", "export const b = () => 1;\n")
    start_with(site, "soc-1/", "one.mjs")
    before = gzipped_script_sizes(site)
    add_script(site, "two.mjs", f"export const b = {list(range(5000))};\n")
    assert gzipped_script_sizes(site) == before


def test_a_document_that_a_script_asks_for_is_renamed_with_it(fresh):
    site = fresh()
    add_script(site, "words.json", "{}")
    add_script(site, "one.mjs", 'fetch(new URL("./words.json", import.meta.url));\n')
    names = fingerprint(site)
    text = (site.folder / names["assets/js/one.mjs"]).read_text()
    assert f'"./{names["assets/js/words.json"].rpartition("/")[2]}"' in text


def test_a_page_with_too_many_scripts_is_named(fresh, capsys):
    site = fresh()
    numbers = "".join(str(number * number) for number in range(9_000))
    add_script(site, "one.mjs", f'export const a = "{numbers}";\n')
    start_with(site, "soc-1/", "one.mjs")
    assert main(["--site", str(site.folder)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert re.match(r"soc-1/: starts with \d+ bytes of scripts gzipped, of \d+ allowed", said[0])


def test_a_changed_import_renames_what_imports_it(fresh):
    names = []
    for text in ("", "\nexport const more = 1;\n"):
        site = fresh()
        script = site.folder / "assets/js/dom.mjs"
        kinds = (".js", ".mjs", ".json", ".css", ".woff2")
        original = {file: file.read_bytes() for file in files(site.folder, *kinds)}
        script.write_bytes(script.read_bytes() + text.encode())
        names.append(fingerprint(site))
        for file in files(site.folder, *kinds):
            file.unlink()
        for file, content in original.items():
            file.write_bytes(content)
        for page in site.pages.values():  # as the renderer wrote them
            page.write(re.sub(r"\.[0-9a-f]{8}\.(css|mjs)", r".\1", page.html))
    changed = {name for name in names[0] if names[0][name] != names[1][name]}
    assert {"assets/js/dom.mjs", "assets/js/decision/tool.mjs"} <= changed
    assert "assets/js/decision/engine.mjs" not in changed


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("js/dom.mjs", 'import "./dom.mjs";\n', "dom.mjs: scripts import each other in a circle"),
        ("js/dom.mjs", 'import {a} from "./gone.mjs";\na()', "loads “./gone.mjs”, which does"),
        ("js/dom.mjs", "const a = (", "assets/js/dom.mjs: "),
        ("css/site.css", "a{background:url(a.png)}", "styles must need no other file"),
        ("css/site.css", "@import 'a.css';", "styles must need no other file"),
        ("css/site.css", "a{src:url(../fonts/gone.woff2)}", "loads “../fonts/gone.woff2”, which"),
    ],
)
def test_a_file_that_cannot_be_renamed_is_named(fresh, name, text, said):
    site = fresh()
    (site.folder / "assets" / name).write_text(text, encoding="utf-8")
    with pytest.raises(PublishError, match=re.escape(said)):
        fingerprint(site)


def test_a_font_is_named_by_its_content_and_found_from_any_page(published, pages):
    (font,) = (published / "assets/fonts").glob("*.woff2")
    assert re.fullmatch(r"[\w-]+\.[0-9a-f]{8}\.woff2", font.name)
    for path in ("", "soc-1/", "404.html", "quotes/thanks/"):
        assert f"url(/assets/fonts/{font.name})" in pages[path].select_one("style").string, path
    assert (published / "assets/fonts/OFL.txt").is_file()


def test_a_name_that_would_be_left_over_in_a_page_stops_the_step(fresh):
    site = fresh()
    site.pages["soc-1/"].html += '<div data-later="assets/css/site.css">'
    with pytest.raises(PublishError, match=r"soc-1/: still names assets/css/site.css"):
        fingerprint(site)
