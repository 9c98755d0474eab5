"""Run one of the site's script modules under Node, as the browser would load it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import playwright

from model.dataset import ROOT

NODE = Path(playwright.__file__).parent / "driver" / "node"  # comes with the test tools
SCRIPTS = ROOT / "docs" / "assets" / "js"


def run(module: str, code: str, given: object) -> Any:
    """Return what `code` gives for `given`; it sees the module as `module`, its exports by name."""
    script = f"""
        import * as module from {json.dumps((SCRIPTS / module).as_uri())};
        let text = "";
        for await (const part of process.stdin) text += part;
        const given = JSON.parse(text);
        process.stdout.write(JSON.stringify(await ({code})(given)));
    """
    done = subprocess.run(
        [NODE, "--input-type=module", "--eval", script],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
