"""The reports side by side: what each is, whom it reaches and which time it covers.

- `comparison`: comparison tables, the type matrix, a report's facts
- `figures`: the geometry of drawings
- `selection`: the reports that a page names, known and each once

Every value comes with its sources.
"""

from macros.views.reports.comparison import comparison_table, short_comparison

__all__ = [
    "comparison_table",
    "short_comparison",
]
