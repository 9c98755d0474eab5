"""What our command lines share: how one is run, how its help looks, and its exit codes."""

import json
from collections.abc import Callable, Sequence
from functools import partial

import click

# `-h` beside `--help`, as most people try it first.
HELP = {"help_option_names": ["-h", "--help"]}
# What a shell returns for a program that was stopped by Ctrl+C.
INTERRUPTED = 130
MAX_PORT = 65535
JSON_OBJECT = click.option("--json", "as_json", is_flag=True, help="One JSON object.")


class Port(click.ParamType[int]):
    """The number of a port; 0 is any free one. The library's own range speaks in formulas."""

    name = "port"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the number; fails with one line that names what is allowed."""
        text = str(value)
        if not (text.isascii() and text.isdigit()) or int(text) > MAX_PORT:
            self.fail(f"{text!r} is not a number from 0 to {MAX_PORT}.", param, ctx)
        return int(text)


def print_result(words: str, *, as_json: bool, **facts: object) -> None:
    """Say what an act did: a sentence for people, or its facts as one JSON object."""
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else words)


def progress_printer(as_json: bool) -> Callable[[str], None]:
    """Return what tells of single steps: on stdout, or on stderr where that is for JSON alone."""
    return partial(click.echo, err=as_json)


def run_command(
    command: click.Command, arguments: Sequence[str] | None, program: str, complete: str = ""
) -> int:
    """Run one command and return its exit code: its own, 2 for wrong arguments.

    `arguments`: None for those of this process. `complete`: the environment variable by which a
    shell asks for completions.
    """
    try:
        code = command.main(
            None if arguments is None else [*arguments],
            prog_name=program,
            complete_var=complete or None,
            standalone_mode=False,
        )
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return INTERRUPTED
    return code if isinstance(code, int) else 0
