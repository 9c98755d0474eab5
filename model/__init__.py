"""The domain model: YAML records, the rules that check them, and what follows from them.

Everything else starts from the data set that `dataset` loads. Imports nothing of ours, and must not
know HTML, MkDocs or HTTP. Imports lead downwards: this folder, exports and diff; integrity;
matching, form, decision, request_text and content; timeline; core.

- `__main__`: `python -m model decide`, `match`, `read`, `launch`, `schema`, `outcomes`
- `dataset`: the data files and their records; all of them loaded, checked and assembled
- `exports/`: documents made from the data for others
- `launch/`: whether the site can go live: placeholders in data, pages and settings
- `diff/`: what a change of data alters
- `integrity/`: rules between files
- `matching/`: firms, and the rules by which they fit a request
- `form/`: the quote form, its validation, hosted providers
- `decision/`: the decision tables and their results
- `request_text/`: reading a pasted request: phrases and engine
- `content/`: the records of what pages show
- `timeline/`: how long a report takes, and whether a date can be met
- `core/`: YAML with lines, records, validation, problems
"""
