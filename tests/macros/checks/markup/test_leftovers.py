"""What nobody meant to publish is found."""

from macros.checks import pages
from macros.checks.markup.leftovers import check_leftovers
from tests.macros.checks.conftest import PAGE


def test_a_merge_that_was_not_finished_is_named_at_each_of_its_lines(tmp_path, macros):
    sides = "<<<<<<< HEAD\nWe do.\n=======\nWe did.\n>>>>>>> theirs\n"
    (tmp_path / "a.md").write_text(f"{PAGE}\n{sides}\nWe know\n=======\n", "utf-8")
    found = [str(problem) for problem in pages.check_pages(tmp_path, macros, tmp_path)]
    assert [row.split(":")[1] for row in found][:3] == ["10", "12", "14"]
    assert all("a merge was not finished" in row for row in found)


def test_the_end_of_a_call_without_its_beginning_is_named():
    call = '{{ cite(\n"S10") }}'
    found = [*check_leftovers(f'# A\n\nOne. {call}\nTwo. cite("S10") }}}}\n', {"cite"})]
    assert [line for line, _, _ in found] == [5]
    assert "begins nowhere" in found[0][2]


def test_a_call_with_a_brace_too_few_is_said_once():
    assert len([*check_leftovers('Two. { cite("S10") }}\n', {"cite"})]) == 1
