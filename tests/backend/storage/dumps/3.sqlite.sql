BEGIN TRANSACTION;
CREATE TABLE consents (
	id INTEGER NOT NULL, 
	reference VARCHAR(20) NOT NULL, 
	email_hash VARCHAR(64) NOT NULL, 
	purpose VARCHAR(20) NOT NULL, 
	version VARCHAR(10) NOT NULL, 
	text TEXT NOT NULL, 
	text_sha256 VARCHAR(64) NOT NULL, 
	method VARCHAR(10) NOT NULL, 
	given_at VARCHAR(24) NOT NULL, 
	withdrawn_at VARCHAR(24), 
	PRIMARY KEY (id), 
	CONSTRAINT known_method CHECK (method IN ('js', 'no-js', 'unknown')), 
	UNIQUE (reference)
);
INSERT INTO "consents" VALUES(1,'Q-0000-0000-0001','b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72','quotes','2026-11-22','I agree.','826ff0dab649a97ffdd7779a332accafb35cc161012253a19383db19289d6e02','unknown','2026-11-20T10:00:00.000Z',NULL);
INSERT INTO "consents" VALUES(2,'Q-0000-0000-0002','f871a76fb7b15231306b634dd91b385c48e9298974308e28e161d845e3e6f060','quotes','2026-11-22','I agree.','826ff0dab649a97ffdd7779a332accafb35cc161012253a19383db19289d6e02','unknown','2026-11-20T10:00:00.000Z',NULL);
INSERT INTO "consents" VALUES(3,'Q-0000-0000-0003','d0574c4966d2c326193622feebc64991c5b59807ae68fa8255b26c79f4bf917a','quotes','2026-11-22','I agree.','826ff0dab649a97ffdd7779a332accafb35cc161012253a19383db19289d6e02','unknown','2026-11-20T10:00:00.000Z','2026-11-21T10:00:00.000Z');
CREATE TABLE erasures (
	id INTEGER NOT NULL, 
	email_hash VARCHAR(64) NOT NULL, 
	erased_at VARCHAR(24) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "erasures" VALUES(1,'d0574c4966d2c326193622feebc64991c5b59807ae68fa8255b26c79f4bf917a','2026-11-21T10:00:00.000Z');
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
	kind VARCHAR(20) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	created_at VARCHAR(24) NOT NULL, 
	attempts INTEGER NOT NULL, 
	next_at VARCHAR(24) NOT NULL, 
	lease VARCHAR(32), 
	leased_until VARCHAR(24), 
	sent_at VARCHAR(24), 
	dead_at VARCHAR(24), 
	problem VARCHAR(100), 
	PRIMARY KEY (id), 
	CONSTRAINT known_kind CHECK (kind IN ('operator', 'receipt', 'webhook')), 
	CONSTRAINT known_state CHECK (state IN ('pending', 'held', 'sent', 'dead')), 
	FOREIGN KEY(submission_id) REFERENCES submissions (id)
);
INSERT INTO "notifications" VALUES(1,7,'operator','sent','2026-11-20T10:00:00.000Z',2,'2026-11-20T10:00:00.000Z',NULL,NULL,'2026-11-20T11:00:00.000Z',NULL,'TimeoutError');
INSERT INTO "notifications" VALUES(2,14,'operator','held','2026-11-20T10:00:00.000Z',0,'2026-11-20T10:00:00.000Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "notifications" VALUES(4,7,'receipt','pending','2026-11-20T10:00:00.000Z',0,'2026-11-20T10:00:00.000Z',NULL,NULL,NULL,NULL,NULL);
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
INSERT INTO "schema_version" VALUES(3);
CREATE TABLE submissions (
	id INTEGER NOT NULL, 
	reference VARCHAR(20) NOT NULL, 
	idempotency_key VARCHAR(128), 
	content_hash VARCHAR(64) NOT NULL, 
	status VARCHAR(20) NOT NULL, 
	created_at VARCHAR(24) NOT NULL, 
	email VARCHAR(254) NOT NULL, 
	answers JSON NOT NULL, 
	signals TEXT, client_address VARCHAR(45), 
	PRIMARY KEY (id), 
	CONSTRAINT known_status CHECK (status IN ('received', 'quarantined')), 
	UNIQUE (reference), 
	UNIQUE (idempotency_key)
);
INSERT INTO "submissions" VALUES(7,'Q-0000-0000-0001','key-1','69cf8a211167677925ff27a8a8d8cf523213b95c216aecfb4e3bc7e939d9f9e4','received','2026-11-20T10:00:00.000Z','Ada@example.com','{"email": "Ada@example.com", "notes": "Za\u017c\u00f3\u0142\u0107 \ud835\udcb3 ''quoted''"}',NULL,NULL);
INSERT INTO "submissions" VALUES(14,'Q-0000-0000-0002',NULL,'7f013ebe329a716dd1c41d2e4d149bea498c6f4746025979d31b210509502928','quarantined','2026-11-20T10:00:00.000Z','ben@example.com','{"email": "ben@example.com", "notes": "two\nlines"}','trap,fast','192.0.2.7');
CREATE TABLE used_tokens (
	nonce VARCHAR(32) NOT NULL, 
	used_at FLOAT NOT NULL, 
	PRIMARY KEY (nonce)
);
INSERT INTO "used_tokens" VALUES('0123456789abcdef',1795428000.5);
CREATE INDEX ix_submissions_email ON submissions (email);
CREATE INDEX ix_submissions_content_hash ON submissions (content_hash);
CREATE INDEX rate_events_bucket_at ON rate_events (bucket, at);
CREATE INDEX ix_consents_email_hash ON consents (email_hash);
CREATE INDEX notifications_state_next_at ON notifications (state, next_at);
CREATE INDEX ix_notifications_submission_id ON notifications (submission_id);
CREATE INDEX ix_erasures_email_hash ON erasures (email_hash);
COMMIT;
