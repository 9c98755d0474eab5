"""What the patterns of the records mean, in words and with an example; an editor never reads one.

A test finds each pattern of the records here.
"""

import re

SMALL = "small letters and digits, with a hyphen between words, as in type-1"
WEB = "an address such as https://example.com/page"
NAME = "letters and digits without spaces, as in form_name"

# By pattern: what a text that does not match it should have been.
MEANT = {
    r"^\S(.*\S)?$|^\S[\s\S]*\S$": "text without a space at its start or end",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": SMALL,
    r"^[SFV][0-9]{2,3}[a-z]?$": "the id of a source, as in S10: S, F or V and two or three digits",
    r"^https?://": WEB,
    r"^[a-z_]+$": "small letters with _ between words, as in asked_by",
    r"^[a-z]+(_[a-z]+)*$": "small letters with _ between words, as in asked_by",
    r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$": (
        "small letters and digits with _ between words, as in report_type"
    ),
    r"^[A-Za-z_]+(\.[A-Za-z_]+)*$": "a key of the answer, as in body.message",
    r"^([A-Za-z_][A-Za-z0-9_.-]*|\{honeypot\})$": f"{NAME}, or {{honeypot}}",
    r"^(\{base\}[^\s?#]*|\{address\}"
    r"|https://[^\s/{}]+/[^\s?#]*|http://(localhost|127\.0\.0\.1)(:\d+)?/[^\s?#]*)$": (
        "an https address such as https://example.com/f/{id}, {address}, or {base} and a path"
    ),
    r"^('self'|\{origin\}|https://[^\s/'*;,]+)$": (
        "an https address without a path, as in https://example.com, 'self' or {origin}"
    ),
    r"^https://[^/\s@?#]+(/\S*)?$": "an https address such as https://example.com/page",
    r"^[a-z0-9-]+\.[a-z0-9-]+$": "a report and its type, as in soc-1.type-2",
    r"^tests/[\w/]+\.py::test_\w+$": "the id of a test, as in tests/test_readme.py::test_name",
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$": "an email address such as quotes@example.com",
    r"^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9._-]+)*/?$": (
        "an address below the site's, without a slash at its start, as in soc-1/"
    ),
    r"^([A-Za-z0-9._-]+/)*(#[A-Za-z0-9._-]+)?$": (
        "an address below the site's, without a slash at its start, as in soc-1/#standard"
    ),
    r"^[A-Za-z0-9][A-Za-z0-9_-]*$": "letters, digits, - and _, as the provider gave it",
    r"^[A-Za-z0-9][A-Za-z0-9_.-]*$": "letters, digits, dots, - and _, as the provider gave it",
    r"^(https://[^\s/?#]+|http://(localhost|127\.0\.0\.1)(:\d+)?)/[^\s?#]*$": (
        "a full https address with a path, as in https://example.com/api/quotes"
    ),
    r"^https?://[^/\s]+(/[^?#\s]*)?/$": (
        "an address that starts with https:// and ends with a slash, as in https://example.com/"
    ),
}
PLACE = re.compile(r"\\\{([a-z]+)\\\}")


def said(pattern: str, given: object) -> str:
    """Return what is wrong with a text that does not match a pattern."""
    if place := PLACE.fullmatch(pattern):
        return f"“{given}” must contain {{{place[1]}}}, which is filled in later"
    meant = MEANT.get(pattern, f"of the form {pattern}")
    return f"“{given}” is not {meant}"
