"""The database: tables, migrations, connections, transactions, secrets, hashes."""
