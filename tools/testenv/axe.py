"""axe-core, which looks for what keeps people from using a page.

`python -m tools.testenv.axe` makes sure that it is here.
"""

import sys

from playwright.sync_api import Page

from tools.testenv.npm import NpmError, NpmFile

AXE = NpmFile(
    "axe-core",
    "4.14.1",
    "axe.min.js",
    "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
)
# WCAG 2.0 to 2.2, levels A and AA, and what axe-core calls good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# What another choice of colours can break; nothing else of a page depends on it.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
# Preloading only serves a rule about sound that starts by itself; there is no sound here.
START = """(runOnly) => {
  window.axeFound = axe.run(document, { runOnly, resultTypes: ["violations"], preload: false })
    .then((found) => found.violations.flatMap(({id, nodes}) => nodes.map(
      ({target, failureSummary}) =>
        `${id}: ${target.join(" ")} ${failureSummary.split("\\n").slice(1).join(" ")}`)));
}"""


def start(page: Page, rules: list[str] = RULES) -> None:
    """Let axe-core begin with a page and return at once, so that several pages work together."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.path().read_text(encoding="utf-8"))
    page.evaluate(START, rules)


def found(page: Page) -> list[str]:
    """Wait for axe-core and return a line for each element that breaks a rule."""
    lines: list[str] = page.evaluate("() => window.axeFound")
    return lines


def violations(page: Page) -> list[str]:
    """Return a line for each element of the page that breaks a rule."""
    start(page)
    return found(page)


def main() -> None:
    """Run the command line."""
    try:
        print(AXE.path())
    except NpmError as error:
        sys.exit(f"tools.testenv.axe: {error}")


if __name__ == "__main__":
    main()
