"""A table and a chart of what was measured, in benchmarks/results/."""

import math
import platform
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).resolve().parent
WIDTH, HEIGHT, EDGE, LEGEND = 780, 400, 60, 300

# Seconds by number of pages, or why there are none.
Figures = dict[int, float] | str


def write_report(name: str, title: str, figures: dict[str, Figures], runs: int) -> None:
    """Write `name`.md and `name`.svg."""
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    sizes = sorted({size for some in figures.values() if isinstance(some, dict) for size in some})
    python = platform.python_version()
    about = (
        f"Seconds, medians of {runs}; {platform.machine()}, Python {python}. All have the same "
        "sample pages; among those of this project are its own, too, which are heavier."
    )
    context = {
        "title": title,
        "about": about,
        "sizes": sizes,
        "figures": figures,
        "chart": f"{name}.svg",
        **_chart({key: some for key, some in figures.items() if isinstance(some, dict)}, sizes),
    }
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for ending in ("md", "svg"):
        text = environment.get_template(f"report.{ending}.j2").render(context)
        (results / f"{name}.{ending}").write_text(text, encoding="utf-8")


def _chart(figures: dict[str, dict[int, float]], sizes: list[int]) -> dict[str, object]:
    """Return lines and axes, both logarithmic: what grows with the pages is a straight line."""
    values = [seconds for some in figures.values() for seconds in some.values()]
    low = 10 ** math.floor(math.log10(min(values)))
    high = 10 ** math.ceil(math.log10(max(values)))

    def x(size: int) -> float:
        share = math.log(size / sizes[0]) / math.log(max(sizes[-1] / sizes[0], 1.001))
        return round(EDGE + share * (WIDTH - EDGE - LEGEND), 1)

    def y(seconds: float) -> float:
        share = math.log(seconds / low) / math.log(high / low)
        return round(HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE), 1)

    steps = range(round(math.log10(low)), round(math.log10(high)) + 1)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "edge": EDGE,
        "right": WIDTH - LEGEND,
        "columns": [{"x": x(size), "size": size} for size in sizes],
        "rows": [{"y": y(10.0**step), "seconds": f"{10.0**step:g}"} for step in steps],
        "lines": [
            {
                "name": name,
                "number": number,
                "points": [{"x": x(size), "y": y(seconds)} for size, seconds in some.items()],
            }
            for number, (name, some) in enumerate(figures.items())
        ],
    }
