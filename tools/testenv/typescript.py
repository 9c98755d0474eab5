"""TypeScript, which checks the types that the comments of our scripts name (JSDoc).

`python -m tools.testenv.typescript` checks them as tsconfig.json says. It runs under the Node that
Playwright brings.
"""

import subprocess
import sys
from pathlib import Path

import playwright

from tools.testenv.npm import NpmError, NpmPackage

# The last line that is one package for every platform; 7 is a program of its own for each.
TYPESCRIPT = NpmPackage(
    "typescript",
    "5.9.3",
    "sha512-jl1vZzPDinLr9eUt3J/t7V6FgNEw9QjvBPdysz9KfQDD41fQrC2Y4vKQdiaUpFT4bXlb1RHhLpp8wtm6M5TgSw==",
)
NODE = Path(playwright.__file__).parent / "driver" / "node"


def main(arguments: list[str]) -> int:
    """Run the compiler with its own arguments; return its exit status."""
    try:
        compiler = TYPESCRIPT.path() / "bin" / "tsc"
    except NpmError as error:
        print(f"tools.testenv.typescript: {error}", file=sys.stderr)
        return 1
    return subprocess.run([NODE, compiler, *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
