"""Referential integrity of the data: every name that one file uses stands in another.

- `files`: every data file with its record and its problems, and a cache of them
- `record_checks`: what is checked in one record alone: ids that stand twice, markup, texts to write
- `references`: all checks between files: names, sources, groups
- `decision_tables`: tables name questions and outcomes that exist, and are proved
- `reports`: every attribute has a value in each report, and every value an attribute
- `decision_tool`: the tool's words lead to questions, outcomes and fields that exist
- `firms`: firms and matching use tags, dates and fields that exist
- `firm_draft`: a record that is not in a file yet, checked as if it were
- `form`: the form's backend has the settings that its provider needs

`model/dataset.py` calls `references`, which calls the others. They return problems and raise
nothing, and must bear files that did not load.
"""

from model.integrity.files import FILES, DataFiles, FileCache, find_stray_files, read_files
from model.integrity.firm_draft import check_draft, write_record
from model.integrity.references import find_problems

__all__ = [
    "FILES",
    "DataFiles",
    "FileCache",
    "check_draft",
    "find_problems",
    "find_stray_files",
    "read_files",
    "write_record",
]
