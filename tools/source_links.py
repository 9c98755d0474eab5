"""Which sources no longer answer at their address, or have moved.

`make source-links` asks each address of data/sources.yml, politely: one request at a time and host,
with a pause, as what it is, and what answered lately is not asked again. It never fails a build:
its exit code is 0 whatever it finds. The result is Markdown, for a terminal or for an issue.
"""

import http.client
import json
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

import click

from model.content import Source
from model.core.command_line import HELP, run_command
from model.core.problems import InvalidDataError
from model.dataset import ROOT, data_folder, load

CACHE = ROOT / "var" / "source-links.json"
AGENT = "source-links/1 (looks once a week whether cited pages are there; +{address})"
TIMEOUT = 20  # seconds for an answer to begin
PAUSE = 2.0  # seconds between two requests to a host
HOSTS = 6  # asked at the same time
HOPS = 6  # redirects that are followed
FRESH = timedelta(days=6)  # what answered within these is not asked again
PERMANENT = (301, 308)
REDIRECTS = (*PERMANENT, 302, 303, 307)
GONE = (404, 410)
CLOSED = (401, 403, 405, 406, 429, 451, 503)  # says that programs may not look, or not now
# A host may be down for an hour: it is told once it failed as often, a week apart.
FAILURES = 2


@dataclass(frozen=True)
class LinkStatus:
    """What an address answered on a day. `status` is 0 where nothing came back."""

    day: str
    status: int
    moved: str = ""  # where it leads for good, if elsewhere
    failures: int = 0  # in a row, this one included
    why: str = ""


class _NoRedirect(HTTPRedirectHandler):
    """Leaves redirects to us, which tells for good from for now."""

    def redirect_request(self, *_: object) -> None:
        return None


def check_link(address: str, opener: OpenerDirector, agent: str, today: date) -> LinkStatus:
    """Return what an address answers; follows redirects, and raises nothing."""
    here, lasting = address, True
    moved = ""
    try:
        for _ in range(HOPS):
            status, location = _request(here, opener, agent)
            if status not in REDIRECTS or not location:
                return LinkStatus(
                    str(today), status, moved, why=http.client.responses.get(status, "")
                )
            here = urljoin(here, location)
            lasting = lasting and status in PERMANENT
            moved = here if lasting and not _is_same(address, here) else moved
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        return LinkStatus(str(today), 0, why=str(reason) or type(error).__name__)
    return LinkStatus(str(today), 0, why=f"more than {HOPS} redirects")


def _request(address: str, opener: OpenerDirector, agent: str) -> tuple[int, str]:
    """Return status and Location; asks for the head alone where the host knows how."""
    status = 0
    for method in ("HEAD", "GET"):
        if urlsplit(address).scheme not in {"http", "https"}:
            raise ValueError(f"leads to {address[:80]}")
        headers = {"User-Agent": agent, "Accept": "text/html,application/pdf;q=0.9,*/*;q=0.8"}
        request = Request(address, method=method, headers=headers)
        try:
            with opener.open(request, timeout=TIMEOUT) as answer:
                return answer.status, ""
        except HTTPError as error:
            with error:
                status = error.code
                if status in REDIRECTS:
                    return status, error.headers.get("Location") or ""
        if status not in {*GONE, 400, 403, 405, 501}:  # some hosts refuse HEAD with one of these
            break
    return status, ""


def _is_same(before: str, after: str) -> bool:
    """Return whether two addresses differ in scheme, www., a slash or the host's letters only."""

    def plain(address: str) -> tuple[str, str, str]:
        parts = urlsplit(address)
        host = (parts.netloc.lower()).removeprefix("www.")
        return host, parts.path.rstrip("/"), parts.query

    return plain(before) == plain(after)


def check_links(
    addresses: Iterable[str], cache: dict[str, LinkStatus], agent: str, today: date, pause: float
) -> dict[str, LinkStatus]:
    """Return an answer for each address: of now, or of the cache where that is fresh and good."""
    found, asked = {}, dict[str, list[str]]()
    for address in dict.fromkeys(addresses):
        known = cache.get(address)
        if known and 0 < known.status < 400 and today - date.fromisoformat(known.day) <= FRESH:
            found[address] = known
        else:
            asked.setdefault(urlsplit(address).netloc.lower(), []).append(address)
    opener = build_opener(_NoRedirect)

    def ask_host(some: list[str]) -> dict[str, LinkStatus]:
        answers = {}
        for number, address in enumerate(some):
            if number:
                time.sleep(pause)
            answers[address] = check_link(address, opener, agent, today)
        return answers

    with ThreadPoolExecutor(HOSTS) as pool:
        for answers in pool.map(ask_host, asked.values()):
            for address, answer in answers.items():
                found[address] = _count(answer, cache.get(address))
    return found


def _count(answer: LinkStatus, before: LinkStatus | None) -> LinkStatus:
    if 0 < answer.status < 400:
        return answer
    if before and before.day == answer.day:
        return replace(answer, failures=before.failures)
    return replace(answer, failures=(before.failures if before else 0) + 1)


def report(sources: Iterable[Source], answers: dict[str, LinkStatus]) -> Iterator[str]:
    """Yield a line of Markdown for each source that is gone, silent or moved, and a count last."""
    listed = [(source, source.url) for source in sources if source.url]
    if listed and all(answers[url].status == 0 for _, url in listed):
        yield "Nothing answered at all, so there may be no network here."
        return
    closed = 0
    for source, url in listed:
        answer = answers[url]
        if answer.status in GONE:
            yield f"- {source.id}: is gone ({answer.status}): {url}"
        elif answer.status in CLOSED:
            closed += 1
        elif not 0 < answer.status < 400 and answer.failures >= FAILURES:
            why = f"{answer.status} {answer.why}".strip() if answer.status else answer.why
            yield f"- {source.id}: did not answer {answer.failures} times ({why}): {url}"
        elif answer.moved:
            yield f"- {source.id}: has moved to {answer.moved} from {url}"
    if closed:
        yield ""
        yield f"{closed} addresses do not let programs look; a person may open them."


def read_cache(path: Path) -> dict[str, LinkStatus]:
    """Return the answers of earlier runs; none where the file is missing or broken."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {address: LinkStatus(**answer) for address, answer in content.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def run(sources: Iterable[Source], site: str, cache: Path, pause: float) -> Iterator[str]:
    """Ask, keep the answers in the file `cache`, and yield the report; `site` says who asks."""
    listed = list(sources)
    addresses = [source.url for source in listed if source.url]
    today = datetime.now(UTC).date()
    answers = check_links(addresses, read_cache(cache), AGENT.format(address=site), today, pause)
    cache.parent.mkdir(parents=True, exist_ok=True)
    kept = {address: asdict(answer) for address, answer in sorted(answers.items())}
    cache.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    yield from report(listed, answers)


def main(arguments: list[str] | None = None) -> int:
    """Ask, report, and return 0; 2 where the data cannot be read."""
    return run_command(_command, arguments, "python -m tools.source_links")


@click.command(help=__doc__, context_settings=HELP)
@click.option(
    "--cache",
    type=click.Path(path_type=Path),
    default=CACHE,
    metavar="FILE",
    help="Answers of earlier runs.",
)
@click.option("--pause", type=float, default=PAUSE, help="Seconds between two requests.")
def _command(cache: Path, pause: float) -> int:
    try:
        dataset = load(data_folder())
    except InvalidDataError as error:
        print(error, file=sys.stderr)
        return 2
    for line in run(dataset.sources.values(), dataset.settings.address, cache, pause):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
