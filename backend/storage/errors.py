"""What is raised where the database cannot do what it is asked."""


class UnavailableError(Exception):
    """The database does not answer or does not take what it is given."""
