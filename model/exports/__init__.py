"""Exports of the data for others: browsers, editors, readers of open data, reviewers.

- `api_description`: the public part of the backend's API, as an OpenAPI document
- `open_data`: the open data and its records, whose fields are never renamed
- `decision_model`: the decision as one document for the browser
- `request_phrases`: the phrases of requests as one document for the browser
- `quote_sheet`: the sheet for quotes as one document for the browser
- `timeline`: the model of time as numbers, for the browser
- `form_target`: where the form goes on this site, by its provider's record
- `json_schema`: JSON Schemas of the data files, for editors
- `outcomes`: what each table gives for every combination of its inputs, the golden files

Views, publishing and the command line use one each. It gives plain data and text, and must not know
markup or where files are written, apart from the schemas.
"""

from model.exports.api_description import describe_api
from model.exports.decision_model import (
    compile_answers,
    compile_fees,
    compile_model,
    compile_type,
)
from model.exports.form_target import FormTarget, resolve_form_target
from model.exports.json_schema import SCHEMAS, modeline, schema_name, write_schemas
from model.exports.open_data import (
    COMPARISON_PAGE,
    OPEN_DATA_FILES,
    Comparison,
    Decisions,
    PublishedStatement,
    build_comparison,
    build_decisions,
)
from model.exports.outcomes import format_outcomes, write_outcomes
from model.exports.quote_sheet import compile_quote_sheet
from model.exports.request_phrases import compile_request_phrases
from model.exports.timeline import compile_timeline

__all__ = [
    "COMPARISON_PAGE",
    "OPEN_DATA_FILES",
    "SCHEMAS",
    "Comparison",
    "Decisions",
    "FormTarget",
    "PublishedStatement",
    "build_comparison",
    "build_decisions",
    "compile_answers",
    "compile_fees",
    "compile_model",
    "compile_quote_sheet",
    "compile_request_phrases",
    "compile_timeline",
    "compile_type",
    "describe_api",
    "format_outcomes",
    "modeline",
    "resolve_form_target",
    "schema_name",
    "write_outcomes",
    "write_schemas",
]
