"""`python -m model`: what every command has in common."""

import json
import re

import pytest

from model.__main__ import cli, main
from tests.data import load_data


def test_help_shows_every_command_examples_and_exit_codes(capsys):
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(re.search(rf"^  {name}\b", said, re.M) for name in cli.commands)
    assert "Examples:" in said
    assert "Exit codes:" in said


def test_each_example_of_the_help_works(capsys):
    main(["--help"])
    examples = re.findall(r"^ +python -m model (.*)$", capsys.readouterr().out, re.M)
    assert examples
    for example in examples:
        words = [a or b for a, b in re.findall(r'"([^"]*)"|(\S+)', example)]
        assert main(words) == 0, example


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_has_help_of_its_own(capsys, name):
    assert main([name, "-h"]) == 0
    assert f"python -m model {name}" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [[], ["nothing"], ["check", "--nothing"], ["read"]])
def test_wrong_arguments_are_said_on_stderr_with_2(capsys, wrong):
    assert main(wrong) == 2
    out, err = capsys.readouterr()
    assert not out
    assert err


def test_a_check_for_programs_is_one_object(capsys):
    assert main(["check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sources"] == len(load_data().sources)


def test_outcomes_for_programs_are_the_lines_of_each_table(capsys):
    assert main(["outcomes", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert main(["outcomes"]) == 0
    shown = capsys.readouterr().out
    assert [*found] == [*load_data().decisions]
    assert "\n".join("\n".join([name, *lines, ""]) for name, lines in found.items()) == shown[:-1]
