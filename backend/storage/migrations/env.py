"""What each of Alembic's commands runs: the revisions, in the transaction that it is given."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,  # Alembic takes SQLite to have none; connections.py begins as it must
)
with context.begin_transaction():
    context.run_migrations()
