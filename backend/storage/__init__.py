"""Database access: connections, transactions, tables, migrations, secrets, hashes, the clock.

- `connections`: an engine for SQLite or PostgreSQL, its pragmas, and errors turned into ours
- `database`: transactions to read and to write in, migrated before the first
- `group_commit`: writers of one SQLite file that wait share a transaction
- `threads`: a thread pool with a deadline, for work on the database
- `tables`: the tables as they are now
- `migrations/`: from any earlier version of the database to this one
- `service_key`: the service's key, in a file outside the database: HMAC, encryption
- `link_keys`: the keys of private links, encrypted as they are stored
- `secrets`: keys that the service makes for itself and keeps here, sealed
- `retired_database`: one whose rows are in another one by now refuses every change
- `journal`: erasures and withdrawals in a file of their own, for when the database is lost
- `service_state`: key-value store of the service
- `email_addresses`: the canonical form of an address, by which people are compared
- `hashing`: hashes by which the same text or address is found again
- `errors`: what is raised where the database cannot do what it is asked
- `clock`: the time as the database keeps it: ISO 8601, UTC, sorted as text

Everything above uses it. It must not know what a request or an offer means; statements about them
stand with those who own them.
"""
