"""Texts that must not be published: words of a draft, addresses that no reader can use."""

import ipaddress
import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import parse_qsl, urlsplit

# In capitals only: “to do” and “XXL” are words.
DRAFT = re.compile(r"\b(?:TODO|FIXME|TBD|XXX|TKTK)\b|\[XX\]|(?<=[^\n?])\?{3,}|\b(?i:lorem ipsum)\b")
ADDRESS = re.compile(
    r"https?://(?:\[[\da-f:]+\])?[^\s<>\"')\]}]+|(?:file:/|\b[A-Za-z]:[\\/])[^\s)]+|data:[\w/+.-]+;base64"
)

# A network of one computer or one office; .example is the placeholder of this project.
LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".lan", ".home", ".test", ".invalid")
# Hosts that pass visitors on, and note who they were.
REDIRECTORS = frozenset(
    {
        *("bit.ly", "buff.ly", "cutt.ly", "goo.gl", "is.gd", "l.facebook.com", "l.instagram.com"),
        *("lnkd.in", "ow.ly", "rebrand.ly", "t.co", "tinyurl.com", "urldefense.com"),
        *("urldefense.proofpoint.com", "click.linksynergy.com", "out.reddit.com"),
    }
)
REDIRECTOR_ENDINGS = (
    ".safelinks.protection.outlook.com",
    ".list-manage.com",
    ".sendgrid.net",
    ".hubspotlinks.com",
    ".awstrack.me",
)
OFFICE_ENDINGS = (".sharepoint.com", ".atlassian.net", "app.slack.com", "teams.microsoft.com")
REDIRECTING_PATHS = {
    "www.google.com": "/url",
    "google.com": "/url",
    "www.linkedin.com": "/redir/redirect",
    "www.youtube.com": "/redirect",
}
TRACKING_PARTS = frozenset(
    {
        *("_ga", "_gl", "_hsenc", "_hsmi", "fbclid", "gbraid", "gclid", "igshid", "li_fat_id"),
        *("mc_cid", "mc_eid", "mkt_tok", "msclkid", "srsltid", "trk", "twclid", "wbraid", "yclid"),
    }
)


def find_unpublishable(text: str) -> Iterator[tuple[int, str]]:
    """Yield (position, what is wrong) for each word of a draft and each address of no use."""
    for match in DRAFT.finditer(text):
        yield match.start(), f"“{match[0]}” is still to be written"
    for match in ADDRESS.finditer(text):
        if said := _judge_address(match[0]):
            yield match.start(), f"“{match[0][:60]}” {said}"


def _judge_address(address: str) -> str | None:
    """Return what is wrong with an address that a page or a source gives; None if nothing is."""
    if address.startswith("data:"):
        return "holds a whole file: put the file into docs/assets/ and link to it"
    if address.startswith("file:") or address[1:2] == ":":
        return "is on your computer only: no reader can open it"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "is no address"
    said = _judge_host((parts.hostname or "").lower(), parts.path)
    for key, _ in parse_qsl(parts.query, keep_blank_values=True):
        if key in TRACKING_PARTS or key.startswith("utm_"):
            return said or f"tells who follows it: take “{key}=…” out"
    return said


def _judge_host(host: str, path: str) -> str | None:
    if host == "localhost" or host.endswith(LOCAL_ENDINGS) or _is_private(host):
        return "is the address of a preview or of an office: no reader can open it"
    if host.endswith(OFFICE_ENDINGS) or (host == "docs.google.com" and "/edit" in path):
        return "is a file of an office, for those who were let in: publish it, or name it"
    passes = host in REDIRECTORS or host.endswith(REDIRECTOR_ENDINGS)
    if passes or (host in REDIRECTING_PATHS and path == REDIRECTING_PATHS[host]):
        return "passes readers on and notes who they are: link to where it leads"
    return None


def _is_private(host: str) -> bool:
    with suppress(ValueError):
        return not ipaddress.ip_address(host).is_global
    return False
