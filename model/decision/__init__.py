"""The decision: questions, tables proved complete and unambiguous, results with reasons.

- `vocabulary`: questions, options, outcomes, steps and the words of the tool
- `table`: decision tables with the unique hit policy, proved over every combination; their order
- `engine`: from answers, also partial ones, to report, type, reasons and what would change them
- `tree`: a table as questions that follow one another, for readers without a script

The command line and views use `engine`, views `tree`. The browser decides the same; a test compares
the two. Words stand in data. It must not know pages, nor the form beyond the names of its fields.
"""
