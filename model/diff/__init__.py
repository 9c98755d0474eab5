"""Differences between two data folders, in facts and outcomes, for pull requests.

Both sides are read as plain YAML, so that an older or broken folder can be compared, too. It must
not know today's records.

- `data`: differences between two data folders, record by record
- `outcomes`: combinations of answers that lead elsewhere

`make changes` (`tools/pr_report.py`) uses both.
"""

from model.diff.data import Difference, find_differences, find_unreadable, read_documents
from model.diff.outcomes import compare_outcomes, read_tables

__all__ = [
    "Difference",
    "compare_outcomes",
    "find_differences",
    "find_unreadable",
    "read_documents",
    "read_tables",
]
