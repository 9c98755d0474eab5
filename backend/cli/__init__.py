"""The operator's command line: `python -m backend requests`, `matches`, `doctor` and the rest.

Each module does the work of a group of commands; `backend/__main__.py` has the commands themselves.

- `command_group`: what every command does around its work: settings, the database named, errors
- `request_commands`: release, resend and erase stored requests
- `request_reports`: requests as the operator reads them: a table, a card, JSON
- `count_reports`: counts by day, as a table and as JSON
- `csv_format`: requests as CSV that no spreadsheet runs
- `applications`: firms that ask to be listed, and drafts of their records
- `match_commands`: list, explain, override and import matches of firms
- `match_reports`: matches, reasons, exposure and the audit log, as text and JSON
- `overrides`: offer or remove a firm by hand, with the reason logged
- `deployment`: data, settings and firms of one deployment, loaded once and passed on
- `provider_import`: a hosted provider's export becomes requests; rows taken before are known by
  hash
- `key_renewal`: a new key in the place of one that is lost
- `doctor`: looks at database, mail, origins, proxy, template, disk and firms
- `launch`: whether all is ready for the first request, with reasons; `public_site`: the site as it
  answers at its address

Only `backend/__main__.py` uses it. It may use everything below.
"""
