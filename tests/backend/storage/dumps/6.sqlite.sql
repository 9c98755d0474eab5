BEGIN TRANSACTION;
CREATE TABLE agreements (
	id INTEGER NOT NULL, 
	reference VARCHAR(20) NOT NULL, 
	email_hash VARCHAR(64) NOT NULL, 
	firm VARCHAR(80) NOT NULL, 
	firm_name TEXT NOT NULL, 
	shown TEXT NOT NULL, 
	version VARCHAR(10) NOT NULL, 
	text TEXT NOT NULL, 
	text_sha256 VARCHAR(64) NOT NULL, 
	method VARCHAR(10) NOT NULL, 
	given_at VARCHAR(24) NOT NULL, 
	withdrawn_at VARCHAR(24), 
	PRIMARY KEY (id)
);
INSERT INTO "agreements" VALUES(1,'Q-0000-0000-0001','b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72','firm-a','Firm A (A.B. Inc.)','firm-a,firm-b','1','I have seen the name of each firm that I ticked. I agree that SOC reports sends it the answers listed above, with my name, company and email address, so that it can send me a quote. I can take this back at any time on this page.','9a292226c1a7bcf7e3d166c4c5a0380b225c0211401f8a9b9a0066361e836569','page','2026-11-22T10:00:00.000Z',NULL);
INSERT INTO "agreements" VALUES(2,'Q-0000-0000-0001','b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72','firm-b','Firm B (A.B. Inc.)','firm-a,firm-b','1','I have seen the name of each firm that I ticked. I agree that SOC reports sends it the answers listed above, with my name, company and email address, so that it can send me a quote. I can take this back at any time on this page.','9a292226c1a7bcf7e3d166c4c5a0380b225c0211401f8a9b9a0066361e836569','page','2026-11-22T10:00:00.000Z','2026-11-22T12:00:00.000Z');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('6');
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at VARCHAR(24) NOT NULL, 
	reference VARCHAR(20) NOT NULL, 
	firm VARCHAR(80) NOT NULL, 
	actor VARCHAR(20) NOT NULL, 
	event VARCHAR(20) NOT NULL, 
	fields TEXT NOT NULL, 
	why TEXT NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT known_actor CHECK (actor IN ('buyer', 'firm', 'operator', 'service'))
);
INSERT INTO "audit" VALUES(1,'2026-11-22T10:00:00.000Z','Q-0000-0000-0001','firm-a','buyer','offered','name,email','');
INSERT INTO "audit" VALUES(2,'2026-11-22T10:00:00.000Z','Q-0000-0000-0001','firm-a','buyer','chosen','name,email','');
INSERT INTO "audit" VALUES(3,'2026-11-22T10:00:00.000Z','Q-0000-0000-0001','firm-b','buyer','withdrawn','name,email','');
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
	erased_at VARCHAR(24) NOT NULL, reference VARCHAR(20), 
	PRIMARY KEY (id)
);
INSERT INTO "erasures" VALUES(1,'d0574c4966d2c326193622feebc64991c5b59807ae68fa8255b26c79f4bf917a','2026-11-21T10:00:00.000Z','Q-0000-0000-0003');
CREATE TABLE guard_secrets (
	name VARCHAR(32) NOT NULL, 
	value VARCHAR(64) NOT NULL, 
	made_at FLOAT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "guard_secrets" VALUES('token','3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0',1795428000.75);
CREATE TABLE imports (
	key_hash VARCHAR(64) NOT NULL, 
	reference VARCHAR(20) NOT NULL, 
	seen_at VARCHAR(24) NOT NULL, 
	PRIMARY KEY (key_hash)
);
INSERT INTO "imports" VALUES('d942f64886578d8747312e368ed92d9f6b2a8d45556f0f924e2444fe911d15af','Q-0000-0000-0002','2026-11-21T10:00:00.000Z');
CREATE TABLE matches (
	submission_id INTEGER NOT NULL, 
	private_key VARCHAR(64) NOT NULL, 
	rotation VARCHAR(64) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	why_fewer TEXT NOT NULL, 
	matched_at VARCHAR(24) NOT NULL, 
	withdrawn_at VARCHAR(24), confirmed_at VARCHAR(24), 
	PRIMARY KEY (submission_id), 
	CONSTRAINT known_request_state CHECK (state IN ('received', 'offered', 'chosen', 'introduced', 'accepted', 'declined', 'withdrawn')), 
	FOREIGN KEY(submission_id) REFERENCES submissions (id), 
	UNIQUE (private_key)
);
INSERT INTO "matches" VALUES(7,'0c8f02e6f224ebfdf85ccccd9fe54c52117f9b507a22a3212fdedbd3939b1f66','e771ca15e2b2932824c7abcc1fe70a2f34213e2ec692061d4edc48e81545bf5c','introduced','','2026-11-21T10:00:00.000Z',NULL,'2026-11-21T10:00:00.000Z');
INSERT INTO "matches" VALUES(14,'8f5cb813dad7a56753aae5905c9f19be253c88d7f3167b34c0c22aeacb477897','ca19d7213cdfd423bbcca280f6a47b2fcdf0fcfb6e06b477d0736ef9e0b18612','offered','','2026-11-21T10:00:00.000Z',NULL,'2026-11-21T10:00:00.000Z');
CREATE TABLE "notifications" (
	id INTEGER NOT NULL, 
	submission_id INTEGER, 
	offer_id INTEGER, 
	reference VARCHAR(20) NOT NULL, 
	firm VARCHAR(80) NOT NULL, 
	recipient VARCHAR(254), 
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
	FOREIGN KEY(submission_id) REFERENCES submissions (id), 
	CONSTRAINT known_kind CHECK (kind IN ('operator', 'receipt', 'webhook', 'introduction', 'copy', 'deletion', 'accepted', 'next', 'silent', 'failed', 'link', 'unmatched', 'undelivered', 'erased', 'webhook-erased', 'digest', 'webhook-digest')), 
	CONSTRAINT known_state CHECK (state IN ('pending', 'held', 'sent', 'dead', 'cancelled'))
);
INSERT INTO "notifications" VALUES(1,7,NULL,'Q-0000-0000-0001','',NULL,'operator','sent','2026-11-20T10:00:00.000Z',2,'2026-11-20T10:00:00.000Z',NULL,NULL,'2026-11-20T11:00:00.000Z',NULL,'TimeoutError');
INSERT INTO "notifications" VALUES(2,14,NULL,'Q-0000-0000-0002','',NULL,'operator','held','2026-11-20T10:00:00.000Z',0,'2026-11-20T10:00:00.000Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "notifications" VALUES(4,7,NULL,'Q-0000-0000-0001','',NULL,'receipt','pending','2026-11-20T10:00:00.000Z',0,'2026-11-20T10:00:00.000Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "notifications" VALUES(5,7,1,'Q-0000-0000-0001','firm-a',NULL,'introduction','sent','2026-11-22T10:00:00.000Z',1,'2026-11-22T10:00:00.000Z',NULL,NULL,'2026-11-22T11:00:00.000Z',NULL,NULL);
INSERT INTO "notifications" VALUES(6,NULL,NULL,'Q-0000-0000-0003','firm-a','a@firm-a.example','deletion','pending','2026-11-21T10:00:00.000Z',0,'2026-11-21T10:00:00.000Z',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE offers (
	id INTEGER NOT NULL, 
	submission_id INTEGER NOT NULL, 
	firm VARCHAR(80) NOT NULL, 
	firm_name TEXT NOT NULL, 
	firm_site TEXT NOT NULL, 
	sample BOOLEAN NOT NULL, 
	position INTEGER NOT NULL, 
	reasons JSON NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	answer_code VARCHAR(64) NOT NULL, 
	letter TEXT, 
	sent_to VARCHAR(254), 
	offered_at VARCHAR(24) NOT NULL, 
	chosen_at VARCHAR(24), 
	introduced_at VARCHAR(24), 
	answered_at VARCHAR(24), 
	withdrawn_at VARCHAR(24), 
	silence_noted_at VARCHAR(24), 
	PRIMARY KEY (id), 
	CONSTRAINT offered_once UNIQUE (submission_id, firm), 
	CONSTRAINT known_offer_state CHECK (state IN ('offered', 'chosen', 'introducing', 'unclear', 'introduced', 'accepted', 'declined', 'failed', 'withdrawn', 'removed')), 
	FOREIGN KEY(submission_id) REFERENCES submissions (id), 
	UNIQUE (answer_code)
);
INSERT INTO "offers" VALUES(1,7,'firm-a','Firm A','https://firm-a.example/',0,1,'[{"kind": "fits", "text": "Za\u017c\u00f3\u0142\u0107 & more"}]','introduced','74e3005ec6cb000327c19189e71ed40260b40db6f40a4f6eae38892a1aa4a8c7','Dear firm','a@firm-a.example','2026-11-21T10:00:00.000Z','2026-11-22T10:00:00.000Z','2026-11-22T11:00:00.000Z',NULL,NULL,NULL);
INSERT INTO "offers" VALUES(2,7,'firm-b','Firm B','https://firm-b.example/',0,2,'[{"kind": "fits", "text": "Za\u017c\u00f3\u0142\u0107 & more"}]','withdrawn','b335e90a9092c6373cb8920761933aa457c5ffd4e4dddb352edc8b8136bfddaf',NULL,NULL,'2026-11-21T10:00:00.000Z','2026-11-22T10:00:00.000Z',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL);
INSERT INTO "offers" VALUES(3,14,'firm-a','Firm A','https://firm-a.example/',0,3,'[{"kind": "fits", "text": "Za\u017c\u00f3\u0142\u0107 & more"}]','offered','1761561c9c39cd89e90e1f1af20159fa71d3950d7a7b7d580f6c17071a6c9fae',NULL,NULL,'2026-11-21T10:00:00.000Z',NULL,NULL,NULL,NULL,NULL);
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
INSERT INTO "schema_version" VALUES(6);
CREATE TABLE service_state (
	name VARCHAR(40) NOT NULL, 
	value TEXT NOT NULL, 
	at VARCHAR(24) NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "service_state" VALUES('clock','2026-11-26T10:00:00.000Z','2026-11-26T10:00:00.000Z');
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
CREATE INDEX ix_erasures_email_hash ON erasures (email_hash);
CREATE INDEX ix_offers_submission_id ON offers (submission_id);
CREATE INDEX ix_agreements_reference ON agreements (reference);
CREATE INDEX ix_agreements_email_hash ON agreements (email_hash);
CREATE INDEX audit_reference_id ON audit (reference, id);
CREATE INDEX ix_imports_reference ON imports (reference);
CREATE INDEX ix_notifications_offer_id ON notifications (offer_id);
CREATE INDEX ix_notifications_submission_id ON notifications (submission_id);
CREATE INDEX notifications_state_next_at ON notifications (state, next_at);
COMMIT;
