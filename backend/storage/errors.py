"""Errors of the database, without those of SQLAlchemy."""


class UnavailableError(Exception):
    """The database does not answer or does not take what it is given."""
