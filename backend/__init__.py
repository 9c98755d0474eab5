"""The HTTP service for quote requests: validate, store, match, introduce, deliver.

The modules here put the parts together, and nothing below them imports them. Imports lead
downwards: desk, cli, backup, applications, portal, intake, digest, introductions, privacy,
matching, delivery, counts, storage, http, config. Of the project it knows `model/` only; its pages
are those that the site's build made.

- `__main__`: the command line: arguments, and one function a command, which calls `cli/`
- `server`: uvicorn in one process, with the worker as a thread of it
- `app`: every route, with middleware and the parts that answer it
- `jobs`: what the worker does besides delivering: retention and reminders
- `metrics`: what Prometheus reads of a process, at a port of its own
- `notifications`: who is told of a new request: the operator, the buyer, a webhook
- `desk/`: the operator's pages
- `cli/`: the operator's commands
- `backup/`: backup, restore, copying to another database
- `applications/`: firms that ask to be listed
- `portal/`: the private pages of buyers and firms
- `intake/`: from a POST to a row
- `digest/`: what waits for the operator, once a day
- `introductions/`: a firm gets a buyer's contact
- `privacy/`: retention and erasure
- `matching/`: which firm is offered to whom
- `counts/`: how often pages are asked for, by day, without watching anybody
- `delivery/`: outbox, worker, SMTP, webhook
- `storage/`: the database
- `http/`: what requests and responses need besides the routes
- `config/`: settings, addresses, templates, logs, measures
"""
