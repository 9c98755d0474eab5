"""What one deployment decides, from the environment and the site's data."""


class BadSetting(Exception):  # noqa: N818 - said to a person, not to a program
    """A setting that cannot be used; the message is one line for the operator."""
