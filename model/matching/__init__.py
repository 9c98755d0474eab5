"""Matching rules and their engine: which firms fit a request, and why.

- `firms`: the record of a firm, and which firms are listed
- `tags`: the labels behind the tags of firms
- `rules`: the rules and preferences of data/matching.yml
- `rule_checks`: rules that can work: fields, questions and answers that exist
- `reasons`: what one rule says of one firm for one set of answers
- `engine`: the match of a request: who fits, in which order, who is next
- `draft`: the answers of an application as a record of a firm
- `recheck`: entries that were checked too long ago

The backend and the command line use `engine`. It must not know requests, offers or the database:
what was offered to whom stands in `backend/matching`.
"""

from model.matching.draft import draft_firm
from model.matching.engine import OFFERED, FirmCatalog, FirmMatch, Match, match
from model.matching.firms import Firm, Firms, FirmTerms, select_listed
from model.matching.reasons import DATE
from model.matching.recheck import find_due_checks, to_problems
from model.matching.rule_checks import check_matching
from model.matching.rules import Matching, Rule
from model.matching.tags import ANY, FIELD_QUESTIONS, TagLabels, build_tag_labels

__all__ = [
    "ANY",
    "DATE",
    "FIELD_QUESTIONS",
    "OFFERED",
    "Firm",
    "FirmCatalog",
    "FirmMatch",
    "FirmTerms",
    "Firms",
    "Match",
    "Matching",
    "Rule",
    "TagLabels",
    "build_tag_labels",
    "check_matching",
    "draft_firm",
    "find_due_checks",
    "match",
    "select_listed",
    "to_problems",
]
