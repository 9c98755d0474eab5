"""Content records: what pages show, one module a kind, with the rules within each file.

- `comparison`: reports, types, attributes, views: rows and cells of the comparison
- `sources`: the register of sources
- `scenarios`: kinds of business and what each usually needs
- `prices`: published figures for price and time
- `glossary`: terms and their definitions
- `myths`: myths and their corrections
- `other_evidence`: what customers ask for in place of a SOC report
- `replies`: mails to a customer, ready to copy
- `quote_sheet`: the sheet that firms fill in, and how quotes are compared
- `changes`: dated changes, for the feed
- `redirects`: addresses ever published
- `site`: name, address, promises, retention, which backend the form has
- `accessibility`: what the last run of the accessibility checks covered

`model/dataset.py` loads these records, views and publishing read them. A record must not know other
files: what ties them together stands in `integrity/`.
"""

from model.content.accessibility import Accessibility
from model.content.changes import Changes
from model.content.comparison import (
    Attribute,
    Attributes,
    ControlWords,
    Group,
    Period,
    Report,
    ReportType,
    ShortRow,
    Types,
    View,
    Views,
)
from model.content.glossary import Glossary, Term
from model.content.myths import Myth, MythGroup, Myths
from model.content.other_evidence import EvidenceGroup, EvidenceItem, OtherEvidence
from model.content.prices import (
    DAYS,
    Duration,
    Durations,
    Price,
    Prices,
    PublishedRange,
    RangeGroup,
    find_widest_spread,
)
from model.content.quote_sheet import QuoteSheet
from model.content.redirects import Redirect, Redirects
from model.content.replies import CannedReply, CopyButtonWords, Replies
from model.content.scenarios import FilterWords, Scenario, Scenarios, check_scenarios
from model.content.site import SilencedCheck, SitePromise, SiteSettings
from model.content.sources import (
    CPA_TIER,
    TIER_LETTERS,
    TIER_NAMES,
    Source,
    Sources,
    next_source_id,
)

__all__ = [
    "CPA_TIER",
    "DAYS",
    "TIER_LETTERS",
    "TIER_NAMES",
    "Accessibility",
    "Attribute",
    "Attributes",
    "CannedReply",
    "Changes",
    "ControlWords",
    "CopyButtonWords",
    "Duration",
    "Durations",
    "EvidenceGroup",
    "EvidenceItem",
    "FilterWords",
    "Glossary",
    "Group",
    "Myth",
    "MythGroup",
    "Myths",
    "OtherEvidence",
    "Period",
    "Price",
    "Prices",
    "PublishedRange",
    "QuoteSheet",
    "RangeGroup",
    "Redirect",
    "Redirects",
    "Replies",
    "Report",
    "ReportType",
    "Scenario",
    "Scenarios",
    "ShortRow",
    "SilencedCheck",
    "SitePromise",
    "SiteSettings",
    "Source",
    "Sources",
    "Term",
    "Types",
    "View",
    "Views",
    "check_scenarios",
    "find_widest_spread",
    "next_source_id",
]
