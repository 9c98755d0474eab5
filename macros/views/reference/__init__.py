"""What readers look up: words, wrong beliefs, and evidence other than a report.

- `glossary`: the terms, and links to them
- `myths`: myths and their corrections
- `other_evidence`: what is asked for in place of a SOC report, and the mails that answer

Each entry has an id that links lead to.
"""

from macros.views.reference.glossary import find_term

__all__ = [
    "find_term",
]
