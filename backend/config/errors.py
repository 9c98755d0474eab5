"""The error of a setting that cannot be used."""


class SettingError(Exception):
    """A setting that cannot be used; the message is one line for the operator."""
