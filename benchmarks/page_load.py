"""How fast pages appear on a slow phone, beside the same pages by hand and by other generators.

`python -m benchmarks.page_load` builds every variant from the same content, serves all of them with
Caddy (brotli, HTTP/2, on loopback; this project with its own security headers), and has Lighthouse
measure each in turn, mobile with simulated throttling. Medians go to benchmarks/results/ as
page-load.md and page-load.json. Limits: LCP at most 1.05 times that by hand and no later than the
other generators, TBT at most 50 ms, CLS 0, 100 in each category. Nothing is asserted: a busy
machine gives other figures. What is needed is installed into .venv/peers on the first run.
"""

import argparse
import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks.build_peers import MissingError
from benchmarks.page_tools import caddy, lighthouse
from benchmarks.page_variants import contents, ours, variants
from publish.precompress import compress
from publish.security.headers import headers_folder

HERE = Path(__file__).resolve().parent
PAGES = [
    "",
    "soc-1-vs-soc-2/",
    "which-report/result-soc-2-type-2-soc-2-fits/",
    "type-1-vs-type-2/",
    "quotes/",
]
OURS, HAND = "this project", "by hand"
AUDITS = {
    "lcp": "largest-contentful-paint",
    "tbt": "total-blocking-time",
    "cls": "cumulative-layout-shift",
    "bytes": "total-byte-weight",
}
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
FIRST_PORT = 8940
# What the content of a page loads, beside whoever publishes it.
ASSETS = ("assets/js/**/*.mjs", "assets/fonts/*.woff2", "assets/parts/*.txt")

Row = dict[str, Any]


def main() -> None:
    """Build, serve, measure and write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page_load", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of which the median is taken")
    parser.add_argument("--pages", nargs="+", default=PAGES, help="addresses; '' is the first page")
    parser.add_argument("--hugo-book", type=Path, help="a copy of the theme Hugo Book")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sites, missing = _build(folder, options.pages, options.hugo_book)
        ports = {variant: FIRST_PORT + at for at, variant in enumerate(sites)}
        with caddy({ports[variant]: site for variant, site in sites.items()}, folder):
            rows = [row for page in options.pages for row in _measure(ports, page, options.runs)]
    _write(rows, missing, options.runs)


def _build(
    folder: Path, paths: list[str], theme: Path | None
) -> tuple[dict[str, tuple[Path, str | None]], dict[str, str]]:
    """Return the folders to serve, and why a variant cannot be measured."""
    site = ours(folder / "ours")
    pages = contents(site, paths)
    sites: dict[str, tuple[Path, str | None]] = {
        OURS: (site, str(headers_folder(site) / "Caddyfile"))
    }
    missing = {}
    for name, build in variants(theme).items():
        place, work = folder / name.replace(" ", "-"), folder / f"{name.replace(' ', '-')}-work"
        work.mkdir()
        try:
            build(pages, place, work)
        except MissingError as why:
            missing[name] = str(why)
            print(f"{name}: {why}", flush=True)  # noqa: T201
            continue
        for asset in [file for kind in ASSETS for file in site.glob(kind)]:
            copy = place / asset.relative_to(site)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(asset.read_bytes())
        compress(place)
        sites[name] = (place, None)
    return sites, missing


def _measure(ports: dict[str, int], page: str, runs: int) -> list[Row]:
    """Measure all variants in turn, so that a busy moment meets all of them."""
    found: dict[str, list[Row]] = {variant: [] for variant in ports}
    for _ in range(runs):
        for variant, port in ports.items():
            found[variant].append(_figures(lighthouse(f"https://127.0.0.1:{port}/{page}")))
    rows = [
        {"page": f"/{page}", "variant": variant} | _median(some) for variant, some in found.items()
    ]
    hand = next(row["lcp"] for row in rows if row["variant"] == HAND)
    for row in rows:
        row["ratio"] = round(row["lcp"] / hand, 3)
        print(json.dumps(row), flush=True)  # noqa: T201
    return rows


def _figures(report: dict[str, Any]) -> Row:
    audits = report["audits"]
    requests = audits["network-requests"]["details"]["items"]
    return {
        **{name: audits[audit]["numericValue"] for name, audit in AUDITS.items()},
        "document": requests[0]["transferSize"],
        "requests": len(requests),
        **{name: 100 * report["categories"][name]["score"] for name in CATEGORIES},
    }


def _median(some: list[Row]) -> Row:
    return {name: round(statistics.median(row[name] for row in some), 4) for name in some[0]}


def _write(rows: list[Row], missing: dict[str, str], runs: int) -> None:
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    facts = {"runs": runs, "rows": rows, "missing": missing}
    (results / "page-load.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=False,  # noqa: S701 - Markdown
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    context = {**facts, "pages": list(dict.fromkeys(row["page"] for row in rows))}
    text = environment.get_template("page-load.md.j2").render(context, categories=CATEGORIES)
    (results / "page-load.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
