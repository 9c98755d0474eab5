"""The records of what pages show, one module a kind, with the rules within each file.

- `comparison`: reports, types, attributes, views: rows and cells of the comparison
- `sources`: the register of sources
- `scenarios`: kinds of business and what each usually needs
- `prices`: published figures for price and time
- `glossary`: terms and their definitions
- `myths`: myths and their corrections
- `other_evidence`: what customers ask for in place of a SOC report
- `replies`: mails to a customer, ready to copy
- `changes`: dated changes, for the feed
- `redirects`: addresses ever published
- `site`: name, address, promises, retention, which backend the form has
- `accessibility`: what the last run of the accessibility checks covered

`model/dataset.py` loads these records, views and publishing read them. A record must not know other
files: what ties them together stands in `integrity/`.
"""
