"""Every combination of each table's inputs and what it leads to, one readable line each.

The lists are kept in tests/golden/outcomes/, one a table, so that a change of the tables shows in
review as the results that change.
"""

from pathlib import Path

from model.decision import DecisionTable, Vocabulary, combinations

SEPARATOR = "|"


def format_outcomes(table: DecisionTable, vocabulary: Vocabulary) -> list[str]:
    """Return a heading and one line for each combination of a table's inputs, in columns.

    The columns are as wide as the vocabulary asks for: a changed rule must not move every line.
    """
    columns = {name: vocabulary.choices(name) for name in table.inputs}
    columns |= {SEPARATOR: [], "then": vocabulary.choices(table.id)}
    widths = [max(map(len, [name, *choices])) for name, choices in columns.items()]
    rows = [[*columns, SEPARATOR, "rule"]]
    for inputs in combinations(table, vocabulary):
        rule = table.rule_for(inputs)
        rows.append([*inputs.values(), SEPARATOR, rule.then, SEPARATOR, rule.id])
    return [_line(row, [*widths, len(SEPARATOR), 0]) for row in rows]


def write_outcomes(
    tables: dict[str, DecisionTable], vocabulary: Vocabulary, folder: Path
) -> list[Path]:
    """Write one file for each table; a file of a table that is no more is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in tables.items():
        path = folder / f"{name}.txt"
        lines = format_outcomes(table, vocabulary)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        written.append(path)
    for path in set(folder.glob("*.txt")) - set(written):
        path.unlink()
    return written


def _line(row: list[str], widths: list[int]) -> str:
    return " ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip()
