"""Every complete set of answers and what it leads to, one readable line each.

The lines are kept in tests/golden/outcomes.txt, so that a change of the tables shows in review as
the results that change.
"""

from model.decision import DecisionModel

SEPARATOR = "|"


def format_outcomes(model: DecisionModel) -> list[str]:
    """Return a heading and one line for each combination, in columns.

    The columns are as wide as the vocabulary asks for: a changed rule must not move every line.
    """
    words = model.vocabulary
    answers = {question.id: words.choices(question.id) for question in words.questions}
    outcomes = {decision.id: words.choices(decision.id) for decision in words.decisions}
    columns = {**answers, SEPARATOR: [], **outcomes}
    widths = [max(map(len, [name, *choices])) for name, choices in columns.items()]
    rows = [[*columns, SEPARATOR, "rules"]]
    for full in model.completions({}):
        fired = model.fire(full)
        then = [rule.then for rule in fired.values()]
        rules = ", ".join(rule.id for rule in fired.values())
        rows.append([*full.values(), SEPARATOR, *then, SEPARATOR, rules])
    return [_line(row, [*widths, len(SEPARATOR), 0]) for row in rows]


def _line(row: list[str], widths: list[int]) -> str:
    return " ".join(word.ljust(width) for word, width in zip(row, widths, strict=True))
