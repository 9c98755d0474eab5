"""The database: connections, tables, migrations, and what is kept in it for the service itself.

- `connections`: an engine for SQLite or PostgreSQL, its pragmas, and errors turned into ours
- `database`: transactions to read and to write in, migrated before the first
- `threads`: threads for work on the database, with a deadline for whoever waits
- `tables`: the tables as they are now
- `migrations/`: from any earlier version of the database to this one
- `secrets`: keys that the service makes for itself and keeps here
- `hashing`: hashes by which the same text or address is found again
- `clock`: the time as the database keeps it: ISO 8601, UTC, sorted as text

Everything above uses it. It must not know what a request or an offer means; statements about them
stand with those who own them.
"""
