"""Decision tables and their engine: proved complete and unambiguous, results with reasons.

- `vocabulary`: questions, options, outcomes, steps and the words of the tool
- `table`: decision tables with the unique hit policy, proved over every combination; their order
- `engine`: from answers, also partial ones, to report, type, reasons and what would change them
- `old_answers`: answers of older links and commands, read as the questions of today
- `reply`: the reply to the customer, from the answers and what they lead to
- `walkthrough`: every way through the questions, as pages for readers without a script

The command line and views use `engine`, views `walk`, too. The browser decides the same; a test
compares the two. Words stand in data. It must not know pages, nor the form beyond the names of its
fields.
"""

from model.decision.engine import DecisionModel, Result, UnknownAnswerError
from model.decision.old_answers import read_old_answers
from model.decision.reply import INTERIM, SOONER, Reply, write_reply
from model.decision.table import (
    DecisionTable,
    Rule,
    combinations,
    find_gaps_and_overlaps,
    find_monotonicity_problems,
    find_unknown_constraint_names,
    find_unknown_names,
)
from model.decision.vocabulary import (
    Condition,
    Decision,
    FormPrefill,
    Option,
    Outcome,
    QuestionId,
    Vocabulary,
    is_day,
)
from model.decision.walkthrough import OutcomePage, QuestionPage, Walk, Way, walk

__all__ = [
    "INTERIM",
    "SOONER",
    "Condition",
    "Decision",
    "DecisionModel",
    "DecisionTable",
    "FormPrefill",
    "Option",
    "Outcome",
    "OutcomePage",
    "QuestionId",
    "QuestionPage",
    "Reply",
    "Result",
    "Rule",
    "UnknownAnswerError",
    "Vocabulary",
    "Walk",
    "Way",
    "combinations",
    "find_gaps_and_overlaps",
    "find_monotonicity_problems",
    "find_unknown_constraint_names",
    "find_unknown_names",
    "is_day",
    "read_old_answers",
    "walk",
    "write_reply",
]
