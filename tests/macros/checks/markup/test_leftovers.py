"""What nobody meant to publish is found."""

from macros.checks import pages
from tests.macros.checks.conftest import PAGE


def test_a_merge_that_was_not_finished_is_named_at_each_of_its_lines(tmp_path, macros):
    sides = "<<<<<<< HEAD\nWe do.\n=======\nWe did.\n>>>>>>> theirs\n"
    (tmp_path / "a.md").write_text(f"{PAGE}\n{sides}\nWe know\n=======\n", "utf-8")
    found = [str(problem) for problem in pages.check_pages(tmp_path, macros, tmp_path)]
    assert [row.split(":")[1] for row in found][:3] == ["10", "12", "14"]
    assert all("a merge was not finished" in row for row in found)
