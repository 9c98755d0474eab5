"""What ties files together: every name that one file uses stands in another.

- `references`: all checks between files; sources, addresses and plain text in them
- `reports`: every attribute has a value in each report, and every value an attribute
- `decision_tool`: the tool's words lead to questions, outcomes and fields that exist
- `firms`: firms and matching use tags, dates and fields that exist
- `form`: the form's backend has the settings that its provider needs

`model/dataset.py` calls `references`, which calls the others. They return problems and raise
nothing, and must bear files that did not load.
"""
