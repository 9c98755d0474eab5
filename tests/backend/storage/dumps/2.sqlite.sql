BEGIN TRANSACTION;
CREATE TABLE guard_secrets (
	name VARCHAR(32) NOT NULL, 
	value VARCHAR(64) NOT NULL, 
	made_at FLOAT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "guard_secrets" VALUES('token','3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0',1795428000.75);
CREATE TABLE notifications (
	id INTEGER NOT NULL, 
	submission_id INTEGER NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	created_at VARCHAR(24) NOT NULL, 
	attempts INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT known_state CHECK (state IN ('pending', 'held')), 
	FOREIGN KEY(submission_id) REFERENCES submissions (id)
);
INSERT INTO "notifications" VALUES(1,7,'pending','2026-11-20T10:00:00.000Z',0);
INSERT INTO "notifications" VALUES(2,14,'held','2026-11-20T10:00:00.000Z',0);
CREATE TABLE rate_events (
	id INTEGER NOT NULL, 
	bucket VARCHAR(64) NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "rate_events" VALUES(1,'c5879b8d250ca6e74ca6bba56d9d89d3902cdc521520c040f051f7893d9555ac',1795428000.25);
CREATE TABLE schema_version (
	version INTEGER NOT NULL
);
INSERT INTO "schema_version" VALUES(2);
CREATE TABLE submissions (
	id INTEGER NOT NULL, 
	reference VARCHAR(20) NOT NULL, 
	idempotency_key VARCHAR(128), 
	content_hash VARCHAR(64) NOT NULL, 
	status VARCHAR(20) NOT NULL, 
	created_at VARCHAR(24) NOT NULL, 
	email VARCHAR(254) NOT NULL, 
	answers JSON NOT NULL, 
	consent_version VARCHAR(10) NOT NULL, 
	consent_text TEXT NOT NULL, signals TEXT, client_address VARCHAR(45), 
	PRIMARY KEY (id), 
	CONSTRAINT known_status CHECK (status IN ('received', 'quarantined')), 
	UNIQUE (reference), 
	UNIQUE (idempotency_key)
);
INSERT INTO "submissions" VALUES(7,'Q-0000-0000-0001','key-1','69cf8a211167677925ff27a8a8d8cf523213b95c216aecfb4e3bc7e939d9f9e4','received','2026-11-20T10:00:00.000Z','Ada@example.com','{"email": "Ada@example.com", "notes": "Za\u017c\u00f3\u0142\u0107 \ud835\udcb3 ''quoted''"}','2026-11-22','I agree.',NULL,NULL);
INSERT INTO "submissions" VALUES(14,'Q-0000-0000-0002',NULL,'7f013ebe329a716dd1c41d2e4d149bea498c6f4746025979d31b210509502928','quarantined','2026-11-20T10:00:00.000Z','ben@example.com','{"email": "ben@example.com", "notes": "two\nlines"}','2026-11-22','I agree.','trap,fast','192.0.2.7');
CREATE TABLE used_tokens (
	nonce VARCHAR(32) NOT NULL, 
	used_at FLOAT NOT NULL, 
	PRIMARY KEY (nonce)
);
INSERT INTO "used_tokens" VALUES('0123456789abcdef',1795428000.5);
CREATE INDEX ix_submissions_content_hash ON submissions (content_hash);
CREATE INDEX ix_submissions_email ON submissions (email);
CREATE INDEX ix_notifications_submission_id ON notifications (submission_id);
CREATE INDEX rate_events_bucket_at ON rate_events (bucket, at);
COMMIT;
