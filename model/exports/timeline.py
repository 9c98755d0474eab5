"""The model of time as numbers, for the browser: no word that a page prints."""

from model.dataset import Dataset
from model.timeline import RANGES, Lengths, period_weeks


def compile_timeline(dataset: Dataset) -> dict[str, object]:
    """Return the document that docs/assets/js/timeline.mjs counts with; all lengths are in weeks.

    `periods` has the weeks of the quickest and of the cautious plan, and those of each length in
    months; `ranges` the ends of each range of deadlines, whose far end may be null.
    """
    timeline = dataset.timeline
    periods = timeline.periods
    return {
        "stages": {stage.id: _weeks(stage) for stage in timeline.stages},
        "work": {
            "type-1": _weeks(timeline.work.type_1),
            "type-2": _weeks(timeline.work.type_2),
        },
        "periods": {
            "quickest": period_weeks(periods.quickest.months),
            "cautious": period_weeks(periods.cautious.months),
            "months": {str(months): period_weeks(months) for months in periods.months},
        },
        "ranges": {
            name: {"near": span.near_weeks, "far": span.far_weeks} for name, span in RANGES.items()
        },
    }


def _weeks(lengths: Lengths) -> dict[str, int]:
    return {"quickest": lengths.quickest.weeks, "cautious": lengths.cautious.weeks}
