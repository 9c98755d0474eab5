"""What one deployment decides, from the environment and the site's data."""


class SettingError(Exception):
    """A setting that cannot be used; the message is one line for the operator."""
