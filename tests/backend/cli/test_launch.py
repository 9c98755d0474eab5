"""What `launch` finds in a deployment: mail read, backup restored, the site at its address."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from backend.__main__ import main
from backend.backup import record_backup
from backend.cli import launch
from backend.cli.deployment import Deployment
from backend.cli.public_site import Fetch, SiteResponse, SiteUnreachableError, fetch
from backend.config.networks import parse_networks
from backend.config.settings import Mail, Retention, Settings, SmtpServer
from model.content import SilencedCheck
from model.dataset import ROOT, Dataset
from model.launch import Check
from tests.backend.deal import Deal
from tests.backend.smtp_server import Handler, mail_server
from tests.data import load_data

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Strict-Transport-Security": "max-age=1",
    "Content-Security-Policy": "frame-ancestors 'none'",
}


def verdicts(checks: list[Check] | Iterator[Check]) -> dict[str, str]:
    return {check.id: check.verdict for check in checks}


@contextmanager
def web_server(
    answers: Callable[[str], tuple[int, dict[str, str], bytes]],
    certificate: trustme.LeafCert | None = None,
) -> Iterator[int]:
    """Serve on loopback, encrypted where there is a certificate; give the port."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answers(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusting(authority: trustme.CA) -> Fetch:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return partial(fetch, context=context)


@pytest.fixture
def built(tmp_path: Path, deal: Deal) -> Settings:
    site = tmp_path / "built"
    site.mkdir()
    (site / "index.html").write_text("<h1>home</h1>", encoding="utf-8")
    return replace(deal.settings, site_dir=site)


def at(port: int) -> str:
    return f"https://127.0.0.1:{port}/"


def look(settings: Settings, port: int, fetch: Fetch) -> dict[str, str]:
    settings = replace(settings, public_address=at(port))
    return verdicts(launch.check_address(settings, at(port), fetch))


def test_a_site_that_answers_as_it_was_built_is_well(
    built: Settings, authority: trustme.CA, trusting: Fetch
) -> None:
    certificate = authority.issue_cert("127.0.0.1")
    with web_server(lambda _: (200, HEADERS, b"<h1>home</h1>"), certificate) as port:
        found = look(built, port, trusting)
    # No port but 443 is known to be the one that http leads to.
    assert found.pop("address.redirects") == "could not tell"
    assert set(found.values()) == {"ok"}


def test_what_is_wrong_with_an_answer_is_named(
    built: Settings, authority: trustme.CA, trusting: Fetch
) -> None:
    def answer(path: str) -> tuple[int, dict[str, str], bytes]:
        old = {"Date": "Mon, 01 Jan 2024 00:00:00 GMT"}
        return (502, {}, b"") if path.startswith("/api") else (200, old, b"<h1>an old home</h1>")

    soon = datetime.now(UTC) + timedelta(days=3)
    certificate = authority.issue_cert("127.0.0.1", not_after=soon)
    with web_server(answer, certificate) as port:
        found = look(built, port, trusting)
    wrong = {name for name, verdict in found.items() if verdict == "bad"}
    wanted = {"address.certificate", "address.build", "address.headers", "backend.answers"}
    assert wanted <= wrong


def test_a_certificate_of_nobody_we_trust_is_named(built: Settings, authority: trustme.CA) -> None:
    certificate = authority.issue_cert("127.0.0.1")
    with web_server(lambda _: (200, HEADERS, b""), certificate) as port:
        (check,) = launch.check_address(built, at(port), fetch)
    assert (check.verdict, "certificate" in check.text) == ("bad", True)


def test_an_address_where_nobody_listens_is_named(built: Settings) -> None:
    with web_server(lambda _: (200, {}, b"")) as port:
        pass
    (check,) = launch.check_address(built, at(port), fetch)
    assert (check.verdict, check.text.endswith("nothing listens there")) == ("bad", True)


def test_what_cannot_be_looked_up_is_not_called_wrong(built: Settings) -> None:
    def slow(_: str) -> SiteResponse:
        raise SiteUnreachableError("the name could not be looked up", "", certain=False)

    (check,) = launch.check_address(built, "https://soc.site/", slow)
    assert check.verdict == "could not tell"


@pytest.mark.parametrize(
    ("status", "location", "verdict"),
    [(301, "https://soc.site/", "ok"), (301, "https://other.site/", "bad"), (200, "", "bad")],
)
def test_http_must_lead_to_https(status: int, location: str, verdict: str) -> None:
    """Port 80 cannot be listened at here, so the answer is made up."""
    found = launch._check_redirect(
        "https://soc.site/", lambda _: SiteResponse(status, {"location": location})
    )
    assert found.verdict == verdict


@contextmanager
def mailing(settings: Settings, handler: Handler) -> Iterator[Settings]:
    with mail_server(handler) as port:
        server = SmtpServer("127.0.0.1", port, "none")
        yield replace(settings, mail=Mail(server, "from@soc.site", "operator@soc.site"))


def read_code(handler: Handler) -> str:
    body = handler.messages[-1].get_payload(decode=True)
    assert isinstance(body, bytes)
    return body.decode().split()[-1]


def test_a_mail_counts_once_its_code_is_typed_back_and_is_remembered(deal: Deal) -> None:
    deal.send()
    handler = Handler()
    with mailing(deal.settings, handler) as settings:
        assert launch._check_mail(settings, None).verdict == "could not tell"
        assert launch._check_mail(settings, lambda _: read_code(handler)).verdict == "ok"
        assert launch._check_mail(settings, None).verdict == "ok"
        assert settings.mail is not None
        other = replace(settings, mail=replace(settings.mail, operator="new@soc.site"))
        assert launch._check_mail(other, None).verdict == "could not tell"


@pytest.mark.parametrize("typed", ["", "12345678 or so"])
def test_a_mail_that_nobody_has_read_is_not_well(deal: Deal, typed: str) -> None:
    with mailing(deal.settings, Handler()) as settings:
        assert launch._check_mail(settings, lambda _: typed).verdict == "bad"


def test_a_mail_server_that_refuses_is_not_well(deal: Deal) -> None:
    handler = Handler()
    handler.answers["RCPT"] = "550 no"
    with mailing(deal.settings, handler) as settings:
        assert launch._check_mail(settings, lambda _: "1").verdict == "bad"


def test_a_backup_is_made_and_comes_back(deal: Deal) -> None:
    deal.send()
    check = launch._check_backup(deal.settings)
    assert check.verdict == "ok", check.text


def test_a_database_that_cannot_be_backed_up_is_not_well(deal: Deal, tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database at all" * 100)
    settings = replace(deal.settings, database_url=f"sqlite:///{broken}")
    assert launch._check_backup(settings).verdict == "bad"


def test_the_rehearsal_leaves_the_journal_alone(
    deal: Deal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal.send()
    monkeypatch.setenv("QUOTES_JOURNAL", str(tmp_path / "journal.jsonl"))
    launch._check_backup(deal.settings)
    assert not (tmp_path / "journal.jsonl").exists()


def machine(settings: Settings, root: Path, env_file: Path | None = None) -> dict[str, str]:
    deployment = Deployment(load_data(), settings, None)
    return verdicts(launch.check_machine(deployment, launch.Place(root, env_file)))


def test_settings_that_everybody_may_read_are_named(deal: Deal, tmp_path: Path) -> None:
    deal.send()
    file = tmp_path / "quotes.env"
    file.touch(mode=0o640)
    assert machine(deal.settings, tmp_path, file)["permissions"] == "ok"
    file.chmod(0o644)
    assert machine(deal.settings, tmp_path, file)["permissions"] == "bad"


@pytest.mark.parametrize(
    ("origin", "verdict"),
    [("https://soc.site", "ok"), ("http://soc.site", "bad"), ("https://localhost:8000", "bad")],
)
def test_only_real_pages_may_send_the_form(
    deal: Deal, tmp_path: Path, origin: str, verdict: str
) -> None:
    settings = replace(deal.settings, allowed_origins=frozenset({origin}))
    assert machine(settings, tmp_path)["origins"] == verdict


def test_a_proxy_that_is_not_believed_is_named(deal: Deal, tmp_path: Path) -> None:
    assert machine(replace(deal.settings, trusted_proxies=()), tmp_path)["proxy"] == "bad"
    believed = replace(deal.settings, trusted_proxies=parse_networks("127.0.0.1"))
    assert machine(believed, tmp_path)["proxy"] == "ok"


def test_a_secret_of_few_letters_is_named(deal: Deal, tmp_path: Path) -> None:
    assert machine(replace(deal.settings, secret="ab" * 20), tmp_path)["secret"] == "bad"


def test_a_page_with_another_consent_text_is_named(deal: Deal, tmp_path: Path) -> None:
    page = tmp_path / "quotes" / "index.html"
    page.parent.mkdir()
    settings = replace(deal.settings, site_dir=tmp_path)
    page.write_text(f"<p>{settings.form.consent.text}</p>", encoding="utf-8")
    assert machine(settings, tmp_path)["consent.page"] == "ok"
    page.write_text("<p>You agree to all.</p>", encoding="utf-8")
    assert machine(settings, tmp_path)["consent.page"] == "bad"


def test_images_without_a_digest_are_told(tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    file = tmp_path / "deploy" / "Containerfile"
    file.write_text(f"FROM a/b:1@sha256:{'0' * 64}\nFROM c/d:2\n", encoding="utf-8")
    ours = "services: {backend: {\n  image: soc-quotes\n}}\n"
    file.with_name("compose.yml").write_text(ours, encoding="utf-8")
    assert launch._check_pins(tmp_path).text == "not pinned by digest: c/d:2"


def test_this_project_is_not_ready_and_the_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUOTES_DATABASE_URL", f"sqlite:///{tmp_path / 'q.db'}")
    assert main(["launch", "--no-mail"]) == 1
    out = capsys.readouterr().out
    assert "operator.named" in out
    assert "not ready to launch" in out
    assert not (tmp_path / "q.db").exists()


def fill_in(data: Dataset, **changes: object) -> Dataset:
    """The data as an operator would leave it for a launch."""
    filled = {
        "address": "https://soc.site/",
        "operator": "Ada Ltd.",
        "operator_email": "operator@soc.site",
        "funding": "Ada Ltd. pays for it.",
        "funding_placeholder": False,
        # This machine may have no clock that others set, and nothing is finished here.
        "silenced_checks": [
            SilencedCheck(id=name, reason="a test") for name in ("clock.follows", "texts.final")
        ],
    }
    return replace(data, settings=data.settings.model_copy(update=filled | changes))


def all_in_place(deal: Deal, site: Path, used: Settings) -> tuple[Settings, Fetch]:
    """A deployment that has all it needs, and its site as others see it."""
    for page in ("quotes", "quotes/thanks"):
        (site / page).mkdir(parents=True, exist_ok=True)
        words = f"<p>{used.form.consent.text}</p>"
        (site / page / "index.html").write_text(words, encoding="utf-8")
    (site / "index.html").write_text("<h1>home</h1>", encoding="utf-8")
    settings = replace(
        used,
        site_dir=site,
        public_address="https://soc.site/",
        contact="operator@soc.site",
        allowed_origins=frozenset({"https://soc.site"}),
        trusted_proxies=parse_networks("127.0.0.1"),
        retention=Retention(*_kept_days()),
        demonstration=False,
    )
    headers = {name.lower(): value for name, value in HEADERS.items()}
    ends = datetime.now(UTC) + timedelta(days=60)

    def seen(address: str) -> SiteResponse:
        if address.startswith("http://"):
            return SiteResponse(308, {"location": "https://soc.site/"})
        date = {"date": format_datetime(datetime.now(UTC))}
        return SiteResponse(200, headers | date, (site / "index.html").read_bytes(), ends)

    return settings, seen


def _kept_days() -> tuple[int, int, int]:
    told = load_data().settings.retention
    return told.open_days, told.aside_days, told.consent_months


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({}, set()),
        ({"operator": "the operator named at launch"}, {"operator.named"}),
        ({"funding_placeholder": True}, {"funding.named"}),
    ],
)
def test_a_deployment_is_ready_once_no_placeholder_is_left(
    deal: Deal, tmp_path: Path, changes: dict[str, object], named: set[str]
) -> None:
    deal.clock.now = datetime.now(UTC)
    deal.send()
    with record_backup(deal.settings.database_url, datetime.now(UTC)):
        pass
    handler = Handler()
    with mailing(deal.settings, handler) as mailed:
        settings, seen = all_in_place(deal, tmp_path / "whole", mailed)
        checks = launch.run_checks(
            Deployment(fill_in(load_data(), **changes), settings, None),
            {},
            launch.Place(ROOT),
            ask=lambda _: read_code(handler),
            fetch=seen,
        )
    assert {check.id for check in checks if check.verdict in {"bad", "could not tell"}} == named
