"""Links, codes and sessions: who may see the desk, for how long.

A link is good once, and its code in the browser that asked alone. Both are made of a random nonce
and the service's key, so that the database holds hashes of what is mailed.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select, update

from backend.delivery import NewNotification, enqueue
from backend.matching import record_event
from backend.storage.clock import timestamp
from backend.storage.email_addresses import canonical_email
from backend.storage.hashing import sha256
from backend.storage.tables import desk_links, desk_sessions, notifications

Way = Literal["mail", "code", "command"]

LINK_LIFE = timedelta(minutes=15)
# Links of one person that are good at the same time.
LIVE_LINKS = 3
CODE_TRIES = 5
CODE_DIGITS = 8
# Without a click, and at most.
IDLE = timedelta(hours=12)
SESSION_LIFE = timedelta(days=7)
# How often it is written down that a session is in use.
SEEN_EVERY = timedelta(minutes=5)
# A notification names its link by this and the number.
REFERENCE = "sign-in-"

# Another use of the same key must not give the same values.
LINK_PURPOSE, CODE_PURPOSE = b"desk link\0", b"desk code\0"


@dataclass(frozen=True)
class Link:
    """A link that is good now. `browser_hash`: of the browser that asked, "" for a command."""

    id: int
    person: str
    made_at: str
    browser_hash: str


@dataclass(frozen=True)
class Session:
    """Who is signed in."""

    person: str
    hash: str


def link_token(key: bytes, nonce: str) -> str:
    """Return what the link ends with: lower case, as some mail programs make it so anyway."""
    made = hmac.new(key, LINK_PURPOSE + nonce.encode(), hashlib.sha256).digest()[:20]
    return base64.b32encode(made).decode().lower()


def link_code(key: bytes, nonce: str) -> str:
    """Return the digits that stand in the same mail."""
    made = hmac.new(key, CODE_PURPOSE + nonce.encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(made) % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def known_person(people: Collection[str], email: str) -> str:
    """Return the person of this address as the settings name it, "" where they do not."""
    wanted = canonical_email(email)
    return next((each for each in people if canonical_email(each) == wanted), "")


def create_link(
    connection: Connection, key: bytes, person: str, now: datetime, browser_hash: str | None = None
) -> tuple[int, str]:
    """Insert a link; return its number and its token."""
    nonce = secrets.token_hex(16)
    token = link_token(key, nonce)
    row = {
        "person": person,
        "nonce": nonce,
        "token_hash": sha256(token),
        "browser_hash": browser_hash,
        "made_at": timestamp(now),
        "expires_at": timestamp(now + LINK_LIFE),
        "tries": 0,
    }
    number = connection.scalar(desk_links.insert().values(row).returning(desk_links.c.id))
    return number or 0, token


def mail_link_to(
    connection: Connection, key: bytes, person: str, browser_hash: str, now: datetime
) -> bool:
    """Have a link mailed; False where so many are good already that one is in the mailbox."""
    live = select(func.count()).select_from(desk_links)
    mine = live.where(_is_good(now), desk_links.c.person == person)
    if (connection.scalar(mine) or 0) >= LIVE_LINKS:
        return False
    number, _ = create_link(connection, key, person, now, browser_hash)
    task = NewNotification(None, f"{REFERENCE}{number}", "sign-in", recipient=person)
    enqueue(connection, task, "pending", timestamp(now))
    return True


def find_mailed(
    connection: Connection, key: bytes, reference: str, now: datetime
) -> tuple[str, str] | None:
    """Return token and code of the link that a notification is about, None once it is no good."""
    number = int(reference.removeprefix(REFERENCE))
    query = select(desk_links.c.nonce).where(_is_good(now), desk_links.c.id == number)
    nonce = connection.scalar(query)
    return (link_token(key, nonce), link_code(key, nonce)) if nonce else None


def find_link(connection: Connection, token: str, now: datetime) -> Link | None:
    """Return a link that is good; looking changes nothing."""
    this = desk_links.c.token_hash == sha256(token)
    row = connection.execute(select(desk_links).where(_is_good(now), this)).first()
    return Link(row.id, row.person, row.made_at, row.browser_hash or "") if row else None


def find_code(
    connection: Connection, key: bytes, browser_hash: str, code: str, now: datetime
) -> Link | None:
    """Return the link of a typed code, of the browser that asked; every try is counted."""
    mine = and_(
        _is_good(now),
        desk_links.c.browser_hash == browser_hash,
        desk_links.c.tries < CODE_TRIES,
    )
    rows = connection.execute(select(desk_links).where(mine)).all()
    tried = update(desk_links).where(desk_links.c.id.in_([row.id for row in rows]))
    connection.execute(tried.values(tries=desk_links.c.tries + 1))
    for row in rows:
        if hmac.compare_digest(link_code(key, row.nonce).encode(), code.encode()):
            return Link(row.id, row.person, row.made_at, row.browser_hash)
    return None


def open_session(connection: Connection, link: Link, way: Way, now: datetime) -> str | None:
    """Use a link up; return the new session's secret, None where another was faster."""
    moment = timestamp(now)
    this = update(desk_links).where(_is_good(now), desk_links.c.id == link.id)
    if connection.execute(this.values(used_at=moment)).rowcount != 1:
        return None
    secret = secrets.token_hex(32)
    row = {"session_hash": sha256(secret), "person": link.person, "way": way}
    connection.execute(desk_sessions.insert().values(**row, made_at=moment, seen_at=moment))
    record_event(connection, now, "", "operator", "signed-in", fields=[way], person=link.person)
    return secret


def find_session(
    connection: Connection, secret: str, people: Collection[str], now: datetime
) -> Session | None:
    """Return who is signed in by a cookie; nobody who is no longer named in the settings."""
    row = connection.execute(
        select(desk_sessions).where(desk_sessions.c.session_hash == sha256(secret), _lives(now))
    ).first()
    if row is None or not known_person(people, row.person):
        return None
    return Session(row.person, row.session_hash)


def is_last_seen_outdated(connection: Connection, session_hash: str, now: datetime) -> bool:
    """Tell whether it is time to write down again that a session is in use."""
    mine = desk_sessions.c.session_hash == session_hash
    late = desk_sessions.c.seen_at < timestamp(now - SEEN_EVERY)
    return connection.execute(select(desk_sessions.c.id).where(mine, late)).first() is not None


def note_seen(connection: Connection, session_hash: str, now: datetime) -> None:
    """Write down that a session is in use."""
    mine = update(desk_sessions).where(desk_sessions.c.session_hash == session_hash)
    connection.execute(mine.values(seen_at=timestamp(now)))


def close_sessions(
    connection: Connection, person: str, now: datetime, only: str = "", by: str = ""
) -> int:
    """Sign a person out: the session with the hash `only`, or everywhere; return how many."""
    mine = [desk_sessions.c.person == person]
    if only:
        mine.append(desk_sessions.c.session_hash == only)
    else:  # a link in a mailbox is good for a session, too
        connection.execute(delete(desk_links).where(desk_links.c.person == person))
    count = connection.execute(delete(desk_sessions).where(*mine)).rowcount
    record_event(connection, now, "", "operator", "signed-out", person=by or person)
    return count


def prune_desk(connection: Connection, now: datetime) -> None:
    """Delete links and sessions that have ended, and what was mailed about links."""
    moment = timestamp(now)
    connection.execute(delete(desk_links).where(desk_links.c.expires_at < moment))
    connection.execute(delete(desk_sessions).where(~_lives(now)))
    done = (notifications.c.kind == "sign-in", notifications.c.lease.is_(None))
    old = notifications.c.created_at < timestamp(now - LINK_LIFE)
    connection.execute(delete(notifications).where(*done, old))


def _is_good(now: datetime) -> ColumnElement[bool]:
    moment = timestamp(now)
    return and_(
        desk_links.c.used_at.is_(None),
        desk_links.c.expires_at > moment,
        # Of a clock that was ahead.
        desk_links.c.made_at <= moment,
    )


def _lives(now: datetime) -> ColumnElement[bool]:
    return and_(
        desk_sessions.c.seen_at > timestamp(now - IDLE),
        desk_sessions.c.made_at > timestamp(now - SESSION_LIFE),
    )
