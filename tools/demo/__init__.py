"""`make demo`: a demonstration of the matching with sample firms, and where its mails go.

- `__main__`: builds the site with samples, serves it with its backend below `var/demonstration/`
- `mail_sink`: a mail server that sends nothing on, and writes each mail to a file

Tests of the demonstration use both. It must not touch a database that holds real requests.
"""
