"""Run one of the site's script modules under Node, as the browser would load it."""

import atexit
import json
import select
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import playwright

from model.dataset import ROOT

NODE = Path(playwright.__file__).parent / "driver" / "node"  # comes with the test tools
SCRIPTS = ROOT / "docs" / "assets" / "js"
TIMEOUT = 120  # seconds
# One process answers all calls, a line each. A module is loaded anew for each: it may keep state.
ANSWER = """
import { createInterface } from "node:readline";
let call = 0;
for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const { file, code, given } = JSON.parse(line);
    const module = await import(`${file}?${call++}`);
    answer = { found: JSON.stringify(await eval(`(${code})`)(given)) };
  } catch (error) {
    answer = { error: String(error?.stack ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\\n`);
}
"""


def run(module: str, code: str, given: object) -> Any:
    """Return what `code` gives for `given`; it sees the module as `module`, its exports by name."""
    node = _start()
    assert node.stdin
    assert node.stdout
    asked = {"file": (SCRIPTS / module).as_uri(), "code": code, "given": given}
    node.stdin.write(json.dumps(asked).encode() + b"\n")
    node.stdin.flush()
    if not select.select([node.stdout], [], [], TIMEOUT)[0]:
        node.kill()
        _start.cache_clear()
        raise TimeoutError(f"{module}: no answer within {TIMEOUT} seconds: {code}")
    answer = json.loads(node.stdout.readline())
    assert "error" not in answer, answer["error"]
    return json.loads(answer["found"])


@cache
def _start() -> subprocess.Popen[bytes]:
    command = [NODE, "--input-type=module", "--eval", ANSWER]
    node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    atexit.register(_end, node)
    return node


def _end(node: subprocess.Popen[bytes]) -> None:
    node.kill()
    node.communicate()
