"""A webhook that is signed, goes nowhere private, and follows nobody."""

import hmac
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from backend.config.settings import Webhook
from backend.config.settings import parse_webhook as from_environment
from backend.delivery import deadline, format_chat, webhook
from backend.delivery.errors import DeliveryError
from backend.delivery.webhook import is_public, post, signature

SECRET = "s" * 32
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CONTENT: dict[str, object] = {"reference": "Q-1", "answers": {"company": "Zażółć"}}


class Receiver(ThreadingHTTPServer):
    """Answers `status` and keeps what came."""

    daemon_threads = True

    def __init__(self) -> None:
        self.status = 204
        self.came: list[tuple[str, dict[str, str], bytes]] = []
        super().__init__(("127.0.0.1", 0), Answer)


class Answer(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Be quiet."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def hook(receiver: Receiver) -> Webhook:
    return Webhook(f"http://localhost:{receiver.server_port}/hook?a=1", SECRET, allow_private=True)


def failure(hook: Webhook) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        post(hook, CONTENT, "Q-1.7", NOW)
    return caught.value


def test_the_receiver_can_check_time_and_body(hook: Webhook, receiver: Receiver) -> None:
    post(hook, CONTENT, "Q-1.7", NOW)
    [(path, headers, body)] = receiver.came
    assert path == "/hook?a=1"
    assert json.loads(body) == CONTENT
    assert headers["X-Quotes-Timestamp"] == str(int(NOW.timestamp()))
    signed = f"{headers['X-Quotes-Timestamp']}.".encode() + body
    expected = hmac.new(SECRET.encode(), signed, "sha256").hexdigest()
    assert headers["X-Quotes-Signature"] == f"sha256={expected}"
    assert headers["X-Quotes-Delivery"] == "Q-1.7"


def test_another_time_is_another_signature() -> None:
    assert signature(SECRET, "1", b"x") != signature(SECRET, "2", b"x")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(hook: Webhook, receiver: Receiver, status: int) -> None:
    receiver.status = status
    assert not failure(hook).permanent
    assert len(receiver.came) == 1


@pytest.mark.parametrize(
    ("status", "permanent"),
    [
        (404, True),
        (410, True),
        (400, False),
        (403, False),
        (408, False),
        (429, False),
        (503, False),
    ],
)
def test_only_a_clear_no_is_for_good(
    hook: Webhook, receiver: Receiver, status: int, permanent: bool
) -> None:
    receiver.status = status
    assert failure(hook).permanent is permanent


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1", "0"],
)
def test_a_private_address_is_refused_after_it_was_looked_up(receiver: Receiver, host: str) -> None:
    found = failure(Webhook(f"http://{host}:{receiver.server_port}/", SECRET))
    assert "private" in str(found) or "gaierror" in str(found)
    assert receiver.came == []


@pytest.mark.parametrize(
    "address",
    [
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "fd00::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_addresses_that_are_public() -> None:
    assert all(map(is_public, ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"]))


def test_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(0, 0, 0, "", ("93.184.216.34", 443)), (0, 0, 0, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(webhook.socket, "getaddrinfo", lambda *_, **__: found)
    assert "private" in str(failure(Webhook("https://hook.example.com/", SECRET)))


def test_the_address_that_was_checked_is_the_one_that_is_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that changes its mind between the look and the connection gains nothing."""
    answers = iter([[(0, 0, 0, "", ("127.0.0.1", receiver.server_port))]])
    monkeypatch.setattr(webhook.socket, "getaddrinfo", lambda *_, **__: next(answers))
    url = f"http://rebinding.example.com:{receiver.server_port}/"
    real = socket.create_connection
    asked: list[object] = []

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        asked.append(address[0])
        sock = socket.socket()
        sock.settimeout(timeout)
        sock.connect(address)
        return sock

    assert real is not connect
    monkeypatch.setattr(webhook.socket, "create_connection", connect)
    post(Webhook(url, SECRET, allow_private=True), CONTENT, "x", NOW)
    assert asked == ["127.0.0.1"]


def test_a_silent_receiver_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "STEP_TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert not failure(Webhook(url, SECRET, allow_private=True)).permanent


@pytest.mark.parametrize(
    ("url", "secret", "private"),
    [
        ("http://hook.example.com/", SECRET, False),
        ("ftp://hook.example.com/", SECRET, True),
        ("https://user:password@hook.example.com/", SECRET, False),
        ("https:///path", SECRET, False),
        ("https://hook.example.com/", "short", False),
        ("https://hook..example.com/", SECRET, False),
        ("https://hook.example.com:port/", SECRET, False),
        ("https://hook.example.com/höök", SECRET, False),
    ],
)
def test_an_unusable_webhook_is_said(url: str, secret: str, private: bool) -> None:
    environ = {"QUOTES_WEBHOOK_URL": url, "QUOTES_WEBHOOK_SECRET": secret}
    with pytest.raises(ValueError, match="QUOTES_WEBHOOK_"):
        from_environment(environ, private)


def test_slack_gets_text_that_mentions_nobody() -> None:
    made = format_chat("slack", "<!channel> & more")
    assert made == {
        "text": "&lt;!channel&gt; &amp; more",
        "unfurl_links": False,
        "unfurl_media": False,
    }


def test_discord_gets_content_that_mentions_nobody() -> None:
    made = format_chat("discord", "@everyone *look*")
    assert made == {
        "content": r"\@everyone \*look\*",
        "allowed_mentions": {"parse": []},
        "flags": 4,
    }


def test_teams_gets_an_adaptive_card_in_a_message_or_bare() -> None:
    message = format_chat("teams", "New [request]")
    card = format_chat("teams-card", "New [request]")
    assert message["type"] == "message"
    (attachment,) = message["attachments"]  # type: ignore[misc]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attachment["content"] == card
    assert card["body"] == [{"type": "TextBlock", "text": r"New \[request\]", "wrap": True}]


def test_discord_is_asked_to_say_whether_it_kept_the_message(receiver: Receiver) -> None:
    post(
        Webhook(f"http://localhost:{receiver.server_port}/h?a=1", "", True, "discord"), {}, "x", NOW
    )
    assert receiver.came[0][0] == "/h?a=1&wait=true"


def test_ntfy_gets_json_above_its_topic_with_its_token(receiver: Receiver) -> None:
    url = f"http://localhost:{receiver.server_port}/below/quotes"
    hook = Webhook(url, "", True, "ntfy", token="tk_secret")
    post(hook, format_chat("ntfy", "1 new request"), "x", NOW)
    ((path, headers, body),) = receiver.came
    assert path == "/below/"
    assert json.loads(body) == {"topic": "quotes", "message": "1 new request"}
    assert headers["Authorization"] == "Bearer tk_secret"


def test_a_message_for_ntfy_is_cut_between_two_characters() -> None:
    message = str(format_chat("ntfy", "x" + "\N{EURO SIGN}" * 2000)["message"])
    assert len(message.encode()) <= 4096
    assert set(message) == {"x", "\N{EURO SIGN}"}


@pytest.mark.parametrize("topic", ["", "short", "no topic"])
def test_a_topic_that_anybody_guesses_is_refused_at_the_public_ntfy(topic: str) -> None:
    environ = {"QUOTES_WEBHOOK_URL": f"https://ntfy.sh/{topic}", "QUOTES_WEBHOOK_FORMAT": "ntfy"}
    with pytest.raises(ValueError, match="QUOTES_WEBHOOK_URL"):
        from_environment(environ, False)


@pytest.mark.parametrize(("topic", "token"), [("short", "tk_x"), ("9fK2mQ7rT4vX8zB3cD6h", "")])
def test_a_token_or_a_random_topic_is_taken(topic: str, token: str) -> None:
    environ = {"QUOTES_WEBHOOK_URL": f"https://ntfy.sh/{topic}", "QUOTES_WEBHOOK_FORMAT": "ntfy"}
    assert from_environment({**environ, "QUOTES_WEBHOOK_TOKEN": token}, False)


def test_a_chat_needs_no_secret_and_json_does() -> None:
    chat = {"QUOTES_WEBHOOK_URL": "https://hooks.example.com/x", "QUOTES_WEBHOOK_FORMAT": "slack"}
    found = from_environment(chat, False)
    assert found
    assert found.format == "slack"
    with pytest.raises(ValueError, match="QUOTES_WEBHOOK_SECRET"):
        from_environment({**chat, "QUOTES_WEBHOOK_FORMAT": "json"}, False)


@pytest.mark.parametrize(
    ("url", "name", "said"),
    [
        ("https://hooks.example.com/x", "irc", "can be one of"),
        ("https://acme.webhook.office.com/x", "teams", "workflow"),
    ],
)
def test_a_format_that_cannot_work_is_said(url: str, name: str, said: str) -> None:
    environ = {"QUOTES_WEBHOOK_URL": url, "QUOTES_WEBHOOK_FORMAT": name}
    with pytest.raises(ValueError, match=said):
        from_environment(environ, False)
