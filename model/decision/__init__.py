"""Decision tables and their engine: proved complete and unambiguous, results with reasons.

- `vocabulary`: questions, options, outcomes, steps and the words of the tool
- `table`: decision tables with the unique hit policy, proved over every combination; their order
- `engine`: from answers, also partial ones, to report, type, reasons and what would change them
- `old_answers`: answers of older links and commands, read as the questions of today
- `reply`: the reply to the customer, from the answers and what they lead to
- `tree`: a table as questions that follow one another, for readers without a script

The command line and views use `engine`, views `tree`. The browser decides the same; a test compares
the two. Words stand in data. It must not know pages, nor the form beyond the names of its fields.
"""

from model.decision.engine import DecisionModel, Result, UnknownAnswerError
from model.decision.old_answers import read_old_answers
from model.decision.reply import INTERIM, SOONER, Reply, write_reply
from model.decision.table import (
    DecisionTable,
    Rule,
    combinations,
    find_order_problems,
    find_rule_conflicts,
    find_unknown_names,
    find_unknown_order_names,
)
from model.decision.tree import Choice, TreeQuestion, build_decision_tree, find_entry_input
from model.decision.vocabulary import (
    Condition,
    Decision,
    HandOver,
    Outcome,
    QuestionId,
    Vocabulary,
    is_day,
)

__all__ = [
    "INTERIM",
    "SOONER",
    "Choice",
    "Condition",
    "Decision",
    "DecisionModel",
    "DecisionTable",
    "HandOver",
    "Outcome",
    "QuestionId",
    "Reply",
    "Result",
    "Rule",
    "TreeQuestion",
    "UnknownAnswerError",
    "Vocabulary",
    "build_decision_tree",
    "combinations",
    "find_entry_input",
    "find_order_problems",
    "find_rule_conflicts",
    "find_unknown_names",
    "find_unknown_order_names",
    "is_day",
    "read_old_answers",
    "write_reply",
]
