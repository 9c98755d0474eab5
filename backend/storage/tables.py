"""The tables as they are now: requests, consents, notifications to deliver, and erasures.

How older databases come here is in `backend/storage/migrations/`; whoever changes a table adds a
version.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()
# Times are ISO 8601 text in UTC. `answers` holds every field by name; `email` stands apart as well,
# because requests are found and erased by it. `content_hash` is of what the form sent: a request
# that was edited since is still found by the form that made it.
submissions = Table(
    "submissions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reference", String(20), nullable=False, unique=True),
    Column("idempotency_key", String(128), unique=True),
    Column("content_hash", String(64), nullable=False, index=True),
    Column("status", String(20), nullable=False),
    Column("created_at", String(24), nullable=False),
    Column("email", String(254), nullable=False, index=True),
    Column("answers", JSON, nullable=False),
    # Why it was quarantined, comma separated. The address is stored only if a deployment wants it.
    Column("signals", Text),
    Column("client_address", String(45)),
    CheckConstraint("status IN ('received', 'quarantined')", name="known_status"),
    Index("submissions_status_created_at", "status", "created_at"),
)

# The proof that somebody agreed, and to what exactly. It holds no answers and outlives the request,
# so it refers to it by the reference and to the person by a keyed hash of the e-mail address.
consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reference", String(20), nullable=False, unique=True),
    Column("email_hash", String(64), nullable=False, index=True),
    Column("purpose", String(20), nullable=False),
    Column("version", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("method", String(10), nullable=False),
    Column("given_at", String(24), nullable=False),
    Column("withdrawn_at", String(24)),
    CheckConstraint("method IN ('js', 'no-js', 'unknown')", name="known_method"),
)

# The outbox. `held`: not to be sent before somebody has looked at the request. `cancelled`: it was
# not to be sent any more when its turn came. `lease` names the worker's present try, which nobody
# else may finish. `problem`: why the last try failed, in the words of the program and never in
# those of a request. A deletion notice outlives its request, and knows its `recipient` by itself.
notifications = Table(
    "notifications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission_id", ForeignKey("submissions.id"), index=True),
    Column("offer_id", Integer, index=True),
    Column("reference", String(20), nullable=False, index=True),
    Column("firm", String(80), nullable=False),
    Column("recipient", String(254)),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("created_at", String(24), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", String(24), nullable=False),
    Column("lease", String(32)),
    Column("leased_until", String(24)),
    Column("sent_at", String(24)),
    Column("dead_at", String(24)),
    Column("problem", String(100)),
    CheckConstraint(
        "kind IN ('operator', 'receipt', 'webhook', 'introduction', 'copy', 'deletion',"
        " 'accepted', 'next', 'silent', 'failed', 'link', 'unmatched', 'undelivered',"
        " 'erased', 'webhook-erased', 'digest', 'webhook-digest', 'sign-in')",
        name="known_kind",
    ),
    CheckConstraint(
        "state IN ('pending', 'held', 'sent', 'dead', 'cancelled')", name="known_state"
    ),
    Index("notifications_state_next_at", "state", "next_at"),
)

# Whose requests were erased, so that a restored backup forgets them again. `reference`: only this
# one, because its buyer erased it.
erasures = Table(
    "erasures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email_hash", String(64), nullable=False, index=True),
    Column("erased_at", String(24), nullable=False),
    Column("reference", String(20)),
)

# One row for each request and each bucket that it counts in. `bucket` is a keyed hash; the key is
# today's or yesterday's salt. `at`: seconds since 1970, UTC.
rate_events = Table(
    "rate_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("bucket", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Index("rate_events_bucket_at", "bucket", "at"),
)

# Form tokens are good for one request.
used_tokens = Table(
    "used_tokens",
    metadata,
    Column("nonce", String(32), primary_key=True),
    Column("used_at", Float, nullable=False),
)

# Keys that the service makes for itself, sealed: `token`, and one `salt-YYYY-MM-DD` a day.
guard_secrets = Table(
    "guard_secrets",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", String(160), nullable=False),
    Column("made_at", Float, nullable=False),
)

# The answers of a request before its buyer changed them, from `number` 0 up. They go with it.
request_versions = Table(
    "request_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission_id", ForeignKey("submissions.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("replaced_at", String(24), nullable=False),
    UniqueConstraint("submission_id", "number", name="one_of_each_number"),
)

# One row for each request that is matched. `private_key` opens the buyer's page: who has it acts
# for the buyer. `read_key` opens what a second reader sees, until it is taken back. Both are sealed
# by the service's key. `rotation` decides between firms that fit equally well. `edits`: how often
# the buyer changed the answers.
matches = Table(
    "matches",
    metadata,
    Column("submission_id", ForeignKey("submissions.id"), primary_key=True),
    Column("private_key", String(160), nullable=False, unique=True),
    Column("read_key", String(160)),
    Column("rotation", String(64), nullable=False),
    Column("state", String(20), nullable=False),
    Column("why_fewer", Text, nullable=False),
    Column("matched_at", String(24), nullable=False),
    Column("withdrawn_at", String(24)),
    # When the address was confirmed: firms get nothing before.
    Column("confirmed_at", String(24)),
    Column("edits", Integer, nullable=False, server_default="0"),
    CheckConstraint(
        "state IN ('received', 'offered', 'chosen', 'introduced', 'accepted', 'declined',"
        " 'withdrawn')",
        name="known_request_state",
    ),
)

# One firm on one buyer's page, with its name and its reasons as they were shown. `letter` is what
# it was sent, `sent_to` where; `answer_code` is in its links. `reasons`: [{kind, text}, ...].
offers = Table(
    "offers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission_id", ForeignKey("submissions.id"), nullable=False, index=True),
    Column("firm", String(80), nullable=False),
    Column("firm_name", Text, nullable=False),
    Column("firm_site", Text, nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("answer_code", String(64), nullable=False, unique=True),
    Column("letter", Text),
    Column("sent_to", String(254)),
    Column("offered_at", String(24), nullable=False),
    Column("chosen_at", String(24)),
    Column("introduced_at", String(24)),
    Column("answered_at", String(24)),
    Column("withdrawn_at", String(24)),
    Column("silence_noted_at", String(24)),
    UniqueConstraint("submission_id", "firm", name="offered_once"),
    CheckConstraint(
        "state IN ('offered', 'chosen', 'introducing', 'unclear', 'introduced', 'accepted',"
        " 'declined', 'failed', 'withdrawn', 'removed', 'superseded')",
        name="known_offer_state",
    ),
)

# The proof that a buyer agreed to one named firm. Like `consents` it outlives the request. `text`
# is the sentence as it was shown, `shown` which firms were; `method`: by which kind of page.
agreements = Table(
    "agreements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reference", String(20), nullable=False, index=True),
    Column("email_hash", String(64), nullable=False, index=True),
    Column("firm", String(80), nullable=False),
    Column("firm_name", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("version", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("method", String(10), nullable=False),
    Column("given_at", String(24), nullable=False),
    Column("withdrawn_at", String(24)),
)

# Who got what, when and why: rows are added, and deleted with the proof, never changed otherwise.
# `fields` names what was sent, not what was in it. `why` is an operator's, and goes at an erasure.
# `person`: who of the operator's people did it, by e-mail address; empty for commands and machines.
# Signing in to the desk is about no request: `reference` is empty then.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(24), nullable=False),
    Column("reference", String(20), nullable=False),
    Column("firm", String(80), nullable=False),
    Column("actor", String(20), nullable=False),
    Column("event", String(20), nullable=False),
    Column("fields", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("person", String(254), nullable=False, server_default=""),
    CheckConstraint("actor IN ('buyer', 'firm', 'operator', 'service')", name="known_actor"),
    Index("audit_reference_id", "reference", "id"),
)

# Rows of a hosted provider's export that were taken, by a keyed hash of their keys. They outlive
# the request, so that the next import of the same export does not bring back what was erased.
imports = Table(
    "imports",
    metadata,
    Column("key_hash", String(64), primary_key=True),
    Column("reference", String(20), nullable=False, index=True),
    Column("seen_at", String(24), nullable=False),
)

# What the service remembers of itself, by name; `at`: when it was noted.
service_state = Table(
    "service_state",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", String(24), nullable=False),
)

# Links by which the operator's people sign in to the desk: good once, and for minutes. Link and
# code are made of the nonce and the service's key. `browser_hash`: of a cookie of the browser that
# asked, the only one that takes the code; `tries`: codes that were tried.
desk_links = Table(
    "desk_links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", String(254), nullable=False),
    Column("nonce", String(32), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("browser_hash", String(64), index=True),
    Column("made_at", String(24), nullable=False),
    Column("expires_at", String(24), nullable=False),
    Column("used_at", String(24)),
    Column("tries", Integer, nullable=False),
)

# Who is signed in to the desk. The cookie holds what `session_hash` is the hash of; whoever deletes
# a row signs its browser out. `way`: mail, code or command.
desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_hash", String(64), nullable=False, unique=True),
    Column("person", String(254), nullable=False),
    Column("way", String(10), nullable=False),
    Column("made_at", String(24), nullable=False),
    Column("seen_at", String(24), nullable=False),
)

# Where a request stands with the operator; without a row it is new. `version` counts changes, so
# that nobody overwrites what another person has just changed.
desk_states = Table(
    "desk_states",
    metadata,
    Column("submission_id", ForeignKey("submissions.id"), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", String(24), nullable=False),
    CheckConstraint(
        "state IN ('new', 'contacted', 'quoted', 'won', 'lost')", name="known_desk_state"
    ),
)

# What the operator's people wrote about a request. It goes with it.
desk_notes = Table(
    "desk_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission_id", ForeignKey("submissions.id"), nullable=False, index=True),
    Column("at", String(24), nullable=False),
    Column("person", String(254), nullable=False),
    Column("text", Text, nullable=False),
)

# Firms that ask to be listed. `answers` holds every field by name; nobody is told of one but the
# operator. `signals`: what speaks against it, comma separated.
applications = Table(
    "applications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reference", String(20), nullable=False, unique=True),
    Column("content_hash", String(64), nullable=False, index=True),
    Column("created_at", String(24), nullable=False),
    Column("email_hash", String(64), nullable=False, index=True),
    Column("answers", JSON, nullable=False),
    Column("signals", Text, nullable=False),
    Column("consent_version", String(10), nullable=False),
)

# How often something was asked for on a day (UTC): `kind` such as page or form, `name` such as the
# address of a page. Nothing of who asked.
daily_counts = Table(
    "daily_counts",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("number", Integer, nullable=False),
)
