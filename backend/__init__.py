"""The small service that takes quote requests: check, store, answer, deliver.

Imports `model/` only; the page it fills is the one that the site's build made.
"""
