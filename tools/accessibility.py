"""Run all checks of access, and write what the accessibility page says of the run.

`python -m tools.accessibility` writes data/accessibility.yml, and only if every check passed.
"""

import ast
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

import click
import yaml

from model.core.command_line import HELP, run_command
from tools.browser_states import SCHEMES, SIZES, STATES
from tools.testenv.axe import AXE
from tools.testenv.nu import NU

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "data" / "accessibility.yml"
TESTS = (
    "tests/browser/access/test_pages.py",
    "tests/browser/access/test_keyboard.py",
    "tests/browser/access/test_reading.py",
    "tests/site/test_valid.py",
)
HEAD = """\
# yaml-language-server: $schema=schemas/accessibility.json
# Written by `make accessibility` after a run in which every check passed; not edited by hand.
"""


def describe_coverage() -> dict[str, Any]:
    """Return what the tests of today cover, apart from what only a run can tell."""
    return {
        "widths": list(SIZES),
        "schemes": list(SCHEMES),
        "states": [state.label for state in STATES],
        "checks": [sentence for file in TESTS for sentence in _sentences(ROOT / file)],
    }


def _sentences(file: Path) -> list[str]:
    """The first line of the docstring of each test. Raises ValueError where there is none."""
    found = []
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            says = ast.get_docstring(node)
            if not says:
                raise ValueError(f"{file.name}: {node.name} says nothing for readers")
            found.append(says.splitlines()[0])
    return found


def _run() -> ElementTree.Element:
    """Run the tests and return their report; exits where one fails."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        # The older family of reports keeps what tests note.
        options = ["-q", "-o", "junit_family=xunit1", f"--junitxml={report}"]
        command = [sys.executable, "-m", "pytest", *options, *TESTS]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            sys.exit("not every check passed: data/accessibility.yml stays as it is")
        return ElementTree.parse(report).getroot()


def _properties(report: ElementTree.Element) -> dict[str, str]:
    """What tests noted with record_property."""
    return {item.attrib["name"]: item.attrib["value"] for item in report.iter("property")}


def write(target: Path, report: ElementTree.Element, day: date) -> None:
    """Write the data file from the report of a run."""
    noted = _properties(report)
    versions = {"chromium": noted["chromium"], "axe_core": AXE.version, "nu": NU.version}
    data = {
        "date": day.isoformat(),
        "versions": versions,
        "pages": int(noted["pages"]),
        "runs": len(list(report.iter("testcase"))),
        **describe_coverage(),
    }
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)
    target.write_text(HEAD + text, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    return run_command(_command, arguments, "python -m tools.accessibility")


@click.command(help=__doc__, context_settings=HELP)
def _command() -> None:
    write(TARGET, _run(), date.today())
    print(f"wrote {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
