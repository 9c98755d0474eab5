"""Every command of ours: its help can be read, and a mistake names what was meant."""

import importlib
import json
from collections.abc import Iterator

import click
import pytest

import backend.__main__ as backend
import macros.__main__ as macros
import model.__main__ as model
import publish.__main__ as publish
from model.core.command_line import run_command
from model.core.problems import Problem
from tests.test_readme import ROOT

PROGRAMS = {
    each.__name__.removesuffix(".__main__"): each for each in (backend, macros, model, publish)
}
TOOLS = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__main__")
    for path in (ROOT / "tools").rglob("*.py")
    if "@click.command" in path.read_text(encoding="utf-8")
)


def commands_of(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words of a command and of all that are below it."""
    yield words
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from commands_of(each, (*words, name))


COMMANDS = sorted(
    words for name, program in PROGRAMS.items() for words in commands_of(program.cli, (name,))
)


def find(words: tuple[str, ...]) -> click.Command:
    command: click.Command = PROGRAMS[words[0]].cli
    for word in words[1:]:
        assert isinstance(command, click.Group)
        command = command.commands[word]
    return command


# They run until they are ended, or say nothing but JSON.
WITHOUT_JSON = {("backend", "serve"), ("backend", "worker"),
                ("model", "decide"), ("model", "match"), ("model", "read")}  # fmt: skip
GROUPS = [words for words in COMMANDS if isinstance(find(words), click.Group)]
# A text to read may begin as an option does.
STRICT = [
    words for words in COMMANDS if not find(words).context_settings.get("ignore_unknown_options")
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_and_each_of_its_options_say_what_they_do(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    command = find(words)
    assert command.help
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert not [each.name for each in options if not each.help]
    assert PROGRAMS[words[0]].main([*words[1:], "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: python -m {' '.join(words)} ")


@pytest.mark.parametrize("words", sorted({*COMMANDS} - {*GROUPS}), ids=" ".join)
def test_a_command_speaks_json_as_well(words: tuple[str, ...]) -> None:
    named = {option for each in find(words).params for option in each.opts}
    assert ("--json" in named) == (words not in WITHOUT_JSON)


@pytest.mark.parametrize("words", GROUPS, ids=" ".join)
def test_a_list_of_commands_cuts_no_line_short(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    PROGRAMS[words[0]].main([*words[1:], "--help"])
    assert "..." not in capsys.readouterr().out.partition("Commands:")[2]


@pytest.mark.parametrize("words", STRICT, ids=" ".join)
def test_an_option_that_is_not_there_is_named_with_2(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert PROGRAMS[words[0]].main([*words[1:], "--hepl"]) == 2
    said = capsys.readouterr().err
    assert "'--hepl'" in said
    assert "Did you mean" in said


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_a_command_typed_wrong_is_told_with_the_near_one(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    program = PROGRAMS[name]
    right = max(program.cli.commands, key=len)
    assert program.main([right[:-1] + "x"]) == 2
    assert f"Did you mean '{right}'?" in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_the_help_of_a_program_has_examples_that_are_commands(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    PROGRAMS[name].main(["--help"])
    said = capsys.readouterr().out
    examples = [
        line.split()[3:] for line in said.splitlines() if line.startswith(f"    python -m {name}")
    ]
    assert len(examples) > 1
    known = {words[1:] for words in COMMANDS if words[0] == name}
    for words in examples:
        plain = [word for word in words if word.isalpha()]
        assert any(tuple(plain[:length]) in known for length in (2, 1, 0)), words
    assert "Exit codes:" in said


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_says_what_it_does(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = (
        name if (ROOT / name.replace(".", "/")).with_suffix(".py").exists() else f"{name}.__main__"
    )
    assert importlib.import_module(file).main(["--help"]) == 0
    assert f"Usage: python -m {name} " in capsys.readouterr().out


def test_reviews_for_programs_are_those_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    day = ["--today", "2099-01-01"]
    assert macros.main(["reviews", *day]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert macros.main(["reviews", "--json", *day]) == 0
    found = [Problem(**each) for each in json.loads(capsys.readouterr().out)]
    assert found
    assert [f"- {each}" for each in found] == shown


def test_a_command_that_is_stopped_ends_as_shells_expect() -> None:
    @click.command()
    def stopped() -> None:
        raise KeyboardInterrupt

    assert run_command(stopped, [], "stopped") == 130
