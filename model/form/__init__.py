"""The quote form: its definition, the checks of what is sent, and hosted providers."""
