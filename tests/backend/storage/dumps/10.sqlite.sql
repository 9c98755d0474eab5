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
INSERT INTO "agreements" VALUES(1,'Q-DTB4-M20H-FZDM','b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72','sample-e','Sample E','sample-e,sample-b,sample-d','1','I have seen the name of each firm that I ticked. I agree that The site sends it the answers listed above, with my name, company and email address, so that it can send me a quote. I can take this back at any time on this page.','524925c5749cb5e1b166bf34853b1c61bcb958a9c8057b016b13726932d94fea','page','2026-11-22T12:00:00.000Z',NULL);
INSERT INTO "agreements" VALUES(2,'Q-885X-XBD3-3MQ7','f871a76fb7b15231306b634dd91b385c48e9298974308e28e161d845e3e6f060','sample-c','Sample C','sample-c,sample-b,sample-d','1','I have seen the name of each firm that I ticked. I agree that The site sends it the answers listed above, with my name, company and email address, so that it can send me a quote. I can take this back at any time on this page.','524925c5749cb5e1b166bf34853b1c61bcb958a9c8057b016b13726932d94fea','page','2026-11-22T12:00:00.000Z',NULL);
INSERT INTO "agreements" VALUES(3,'Q-885X-XBD3-3MQ7','f871a76fb7b15231306b634dd91b385c48e9298974308e28e161d845e3e6f060','sample-b','Sample B','sample-c,sample-b,sample-d','1','I have seen the name of each firm that I ticked. I agree that The site sends it the answers listed above, with my name, company and email address, so that it can send me a quote. I can take this back at any time on this page.','524925c5749cb5e1b166bf34853b1c61bcb958a9c8057b016b13726932d94fea','page','2026-11-22T12:00:00.000Z','2026-11-22T12:00:00.000Z');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('10');
CREATE TABLE applications (
	id INTEGER NOT NULL, 
	reference VARCHAR(20) NOT NULL, 
	content_hash VARCHAR(64) NOT NULL, 
	created_at VARCHAR(24) NOT NULL, 
	email_hash VARCHAR(64) NOT NULL, 
	answers JSON NOT NULL, 
	signals TEXT NOT NULL, 
	consent_version VARCHAR(10) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (reference)
);
INSERT INTO "applications" VALUES(1,'F-7F3K-2M9X-4TQP','5555555555555555555555555555555555555555555555555555555555555555','2026-11-23T08:00:00.000Z','6666666666666666666666666666666666666666666666666666666666666666','{"name": "\u017b\u00f3\u0142\u0107 & Partners, LLP", "email": "ada@partners.example"}','honeypot','2026-11-20');
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at VARCHAR(24) NOT NULL, 
	reference VARCHAR(20) NOT NULL, 
	firm VARCHAR(80) NOT NULL, 
	actor VARCHAR(20) NOT NULL, 
	event VARCHAR(20) NOT NULL, 
	fields TEXT NOT NULL, 
	why TEXT NOT NULL, person VARCHAR(254) DEFAULT '' NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT known_actor CHECK (actor IN ('buyer', 'firm', 'operator', 'service'))
);
INSERT INTO "audit" VALUES(1,'2026-11-22T12:00:00.000Z','Q-DTB4-M20H-FZDM','sample-e','service','offered','','','');
INSERT INTO "audit" VALUES(2,'2026-11-22T12:00:00.000Z','Q-DTB4-M20H-FZDM','sample-b','service','offered','','','');
INSERT INTO "audit" VALUES(3,'2026-11-22T12:00:00.000Z','Q-DTB4-M20H-FZDM','sample-d','service','offered','','','');
INSERT INTO "audit" VALUES(4,'2026-11-22T12:00:00.000Z','Q-DTB4-M20H-FZDM','sample-e','buyer','chosen','','','');
INSERT INTO "audit" VALUES(5,'2026-11-22T12:00:00.000Z','Q-DTB4-M20H-FZDM','sample-e','service','sending','framework,report_type,stage,timeline,company,company_size,name,email,notes','','');
INSERT INTO "audit" VALUES(6,'2026-11-22T12:00:00.000Z','Q-DTB4-M20H-FZDM','sample-e','service','introduced','framework,report_type,stage,timeline,company,company_size,name,email,notes','','');
INSERT INTO "audit" VALUES(7,'2026-11-22T12:00:00.000Z','Q-DTB4-M20H-FZDM','sample-e','service','copied','','','');
INSERT INTO "audit" VALUES(8,'2026-11-22T12:00:00.000Z','Q-885X-XBD3-3MQ7','sample-c','service','offered','','','');
INSERT INTO "audit" VALUES(9,'2026-11-22T12:00:00.000Z','Q-885X-XBD3-3MQ7','sample-b','service','offered','','','');
INSERT INTO "audit" VALUES(10,'2026-11-22T12:00:00.000Z','Q-885X-XBD3-3MQ7','sample-d','service','offered','','','');
INSERT INTO "audit" VALUES(11,'2026-11-22T12:00:00.000Z','Q-885X-XBD3-3MQ7','sample-c','buyer','chosen','','','');
INSERT INTO "audit" VALUES(12,'2026-11-22T12:00:00.000Z','Q-885X-XBD3-3MQ7','sample-b','buyer','chosen','','','');
INSERT INTO "audit" VALUES(13,'2026-11-22T12:00:00.000Z','Q-885X-XBD3-3MQ7','sample-c','service','sending','framework,report_type,stage,timeline,company,company_size,name,email,notes','','');
INSERT INTO "audit" VALUES(14,'2026-11-22T12:00:00.000Z','Q-885X-XBD3-3MQ7','sample-c','service','introduced','framework,report_type,stage,timeline,company,company_size,name,email,notes','','');
INSERT INTO "audit" VALUES(15,'2026-11-22T12:00:00.000Z','Q-885X-XBD3-3MQ7','sample-b','service','sending','framework,report_type,stage,timeline,company,company_size,name,email,notes','','');
INSERT INTO "audit" VALUES(16,'2026-11-22T12:00:00.000Z','Q-885X-XBD3-3MQ7','sample-b','service','introduced','framework,report_type,stage,timeline,company,company_size,name,email,notes','','');
INSERT INTO "audit" VALUES(17,'2026-11-22T12:00:00.000Z','Q-885X-XBD3-3MQ7','sample-c','service','copied','','','');
INSERT INTO "audit" VALUES(18,'2026-11-22T12:00:00.000Z','Q-885X-XBD3-3MQ7','sample-b','service','copied','','','');
INSERT INTO "audit" VALUES(19,'2026-11-22T12:00:00.000Z','Q-885X-XBD3-3MQ7','sample-c','firm','declined','','','');
INSERT INTO "audit" VALUES(20,'2026-11-22T12:00:00.000Z','Q-885X-XBD3-3MQ7','sample-a','service','offered','','','');
INSERT INTO "audit" VALUES(21,'2026-11-22T12:00:00.000Z','Q-885X-XBD3-3MQ7','sample-b','buyer','withdrawn','','','');
INSERT INTO "audit" VALUES(22,'2026-11-22T12:00:00.000Z','Q-885X-XBD3-3MQ7','sample-e','service','offered','','','');
INSERT INTO "audit" VALUES(23,'2026-11-22T12:00:00.000Z','Q-G1Q6-KRVM-7F3G','sample-d','service','offered','','','');
INSERT INTO "audit" VALUES(24,'2026-11-22T12:00:00.000Z','Q-G1Q6-KRVM-7F3G','sample-c','service','offered','','','');
INSERT INTO "audit" VALUES(25,'2026-11-22T12:00:00.000Z','Q-G1Q6-KRVM-7F3G','sample-a','service','offered','','','');
INSERT INTO "audit" VALUES(26,'2026-11-22T12:00:00.000Z','Q-G1Q6-KRVM-7F3G','','buyer','withdrawn','','','');
INSERT INTO "audit" VALUES(27,'2026-11-22T12:00:00.000Z','Q-G1Q6-KRVM-7F3G','','buyer','erased','','','');
INSERT INTO "audit" VALUES(28,'2026-11-22T12:00:00.000Z','Q-YYND-P662-XRNV','sample-a','service','offered','','','');
INSERT INTO "audit" VALUES(29,'2026-11-22T12:00:00.000Z','Q-YYND-P662-XRNV','sample-b','service','offered','','','');
INSERT INTO "audit" VALUES(30,'2026-11-22T12:00:00.000Z','Q-YYND-P662-XRNV','sample-e','service','offered','','','');
INSERT INTO "audit" VALUES(31,'2026-11-22T12:00:00.000Z','Q-885X-XBD3-3MQ7','sample-b','service','asked-to-delete','','','');
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
INSERT INTO "consents" VALUES(1,'Q-DTB4-M20H-FZDM','b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72','quotes','2026-11-22','By sending this form you ask us to store your answers and to reply to you by email. No audit firm gets them before you have seen its name and agreed. You can ask us to delete your request at any time.','4aa05ffd712dd345ef60ee7408731e6b889c7399d1bec08105bf3f35efcda2f9','no-js','2026-11-22T12:00:00.000Z',NULL);
INSERT INTO "consents" VALUES(2,'Q-885X-XBD3-3MQ7','f871a76fb7b15231306b634dd91b385c48e9298974308e28e161d845e3e6f060','quotes','2026-11-22','By sending this form you ask us to store your answers and to reply to you by email. No audit firm gets them before you have seen its name and agreed. You can ask us to delete your request at any time.','4aa05ffd712dd345ef60ee7408731e6b889c7399d1bec08105bf3f35efcda2f9','no-js','2026-11-22T12:00:00.000Z',NULL);
INSERT INTO "consents" VALUES(3,'Q-G1Q6-KRVM-7F3G','d0574c4966d2c326193622feebc64991c5b59807ae68fa8255b26c79f4bf917a','quotes','2026-11-22','By sending this form you ask us to store your answers and to reply to you by email. No audit firm gets them before you have seen its name and agreed. You can ask us to delete your request at any time.','4aa05ffd712dd345ef60ee7408731e6b889c7399d1bec08105bf3f35efcda2f9','no-js','2026-11-22T12:00:00.000Z','2026-11-22T12:00:00.000Z');
INSERT INTO "consents" VALUES(4,'Q-YYND-P662-XRNV','2183cce8ca8f05aa3322c18bd1b547d42c11757e838b84a0d4d3e4b31bf4e1e1','quotes','2026-11-22','By sending this form you ask us to store your answers and to reply to you by email. No audit firm gets them before you have seen its name and agreed. You can ask us to delete your request at any time.','4aa05ffd712dd345ef60ee7408731e6b889c7399d1bec08105bf3f35efcda2f9','unknown','2026-11-22T12:00:00.000Z',NULL);
CREATE TABLE daily_counts (
	day VARCHAR(10) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	number INTEGER NOT NULL, 
	PRIMARY KEY (day, kind, name)
);
INSERT INTO "daily_counts" VALUES('2026-11-22','page','',12);
INSERT INTO "daily_counts" VALUES('2026-11-22','form','quotes/',1);
CREATE TABLE desk_links (
	id INTEGER NOT NULL, 
	person VARCHAR(254) NOT NULL, 
	nonce VARCHAR(32) NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	browser_hash VARCHAR(64), 
	made_at VARCHAR(24) NOT NULL, 
	expires_at VARCHAR(24) NOT NULL, 
	used_at VARCHAR(24), 
	tries INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (token_hash)
);
INSERT INTO "desk_links" VALUES(1,'olga@example.com','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','1111111111111111111111111111111111111111111111111111111111111111','2222222222222222222222222222222222222222222222222222222222222222','2026-11-23T08:00:00.000Z','2026-11-23T08:15:00.000Z','2026-11-23T08:01:00.000Z',1);
INSERT INTO "desk_links" VALUES(2,'otto@example.com','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','3333333333333333333333333333333333333333333333333333333333333333',NULL,'2026-11-23T08:00:00.000Z','2026-11-23T08:15:00.000Z',NULL,0);
CREATE TABLE desk_notes (
	id INTEGER NOT NULL, 
	submission_id INTEGER NOT NULL, 
	at VARCHAR(24) NOT NULL, 
	person VARCHAR(254) NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(submission_id) REFERENCES submissions (id)
);
INSERT INTO "desk_notes" VALUES(1,1,'2026-11-23T08:06:00.000Z','olga@example.com','Called; calls back on Monday, ‘after 10’.');
CREATE TABLE desk_sessions (
	id INTEGER NOT NULL, 
	session_hash VARCHAR(64) NOT NULL, 
	person VARCHAR(254) NOT NULL, 
	way VARCHAR(10) NOT NULL, 
	made_at VARCHAR(24) NOT NULL, 
	seen_at VARCHAR(24) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (session_hash)
);
INSERT INTO "desk_sessions" VALUES(1,'4444444444444444444444444444444444444444444444444444444444444444','olga@example.com','mail','2026-11-23T08:01:00.000Z','2026-11-23T09:00:00.000Z');
CREATE TABLE desk_states (
	submission_id INTEGER NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	version INTEGER NOT NULL, 
	changed_at VARCHAR(24) NOT NULL, 
	PRIMARY KEY (submission_id), 
	CONSTRAINT known_desk_state CHECK (state IN ('new', 'contacted', 'quoted', 'won', 'lost')), 
	FOREIGN KEY(submission_id) REFERENCES submissions (id)
);
INSERT INTO "desk_states" VALUES(1,'contacted',2,'2026-11-23T08:05:00.000Z');
CREATE TABLE erasures (
	id INTEGER NOT NULL, 
	email_hash VARCHAR(64) NOT NULL, 
	erased_at VARCHAR(24) NOT NULL, reference VARCHAR(20), 
	PRIMARY KEY (id)
);
INSERT INTO "erasures" VALUES(1,'d0574c4966d2c326193622feebc64991c5b59807ae68fa8255b26c79f4bf917a','2026-11-22T12:00:00.000Z','Q-G1Q6-KRVM-7F3G');
CREATE TABLE guard_secrets (
	name VARCHAR(32) NOT NULL, 
	value VARCHAR(64) NOT NULL, 
	made_at FLOAT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "guard_secrets" VALUES('token','6a42ff8612aa9233537898ff8e779b0c06b5a0988315683be5654cfe7e7fc819',1795348800.0);
CREATE TABLE imports (
	key_hash VARCHAR(64) NOT NULL, 
	reference VARCHAR(20) NOT NULL, 
	seen_at VARCHAR(24) NOT NULL, 
	PRIMARY KEY (key_hash)
);
INSERT INTO "imports" VALUES('578ecf80998067c51cd5844352204455d2c3cb916732e3ab177f6990ee2679e9','Q-YYND-P662-XRNV','2026-11-22T12:00:00.000Z');
CREATE TABLE matches (
	submission_id INTEGER NOT NULL, 
	private_key VARCHAR(64) NOT NULL, 
	rotation VARCHAR(64) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	why_fewer TEXT NOT NULL, 
	matched_at VARCHAR(24) NOT NULL, 
	withdrawn_at VARCHAR(24), confirmed_at VARCHAR(24), read_key VARCHAR(64), edits INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (submission_id), 
	CONSTRAINT known_request_state CHECK (state IN ('received', 'offered', 'chosen', 'introduced', 'accepted', 'declined', 'withdrawn')), 
	FOREIGN KEY(submission_id) REFERENCES submissions (id), 
	UNIQUE (private_key)
);
INSERT INTO "matches" VALUES(1,'L_v-qTCYWnMKzlKdUbEvrj7K_-yIMhcB','BKTNPsBm7VnWmFkDxpwef4pT3bdtgirM','introduced','','2026-11-22T12:00:00.000Z',NULL,'2026-11-22T12:00:00.000Z','read-key-of-a-second-reader',1);
INSERT INTO "matches" VALUES(2,'No7PCal1itqOIIoV2ABevVaPTtI5zUER','PYH3BL9Zt9ZNrWOTFDX4MMRY3m-V_dpL','declined','','2026-11-22T12:00:00.000Z',NULL,'2026-11-22T12:00:00.000Z',NULL,0);
INSERT INTO "matches" VALUES(3,'k5_OiBoYGNR-bi-4KZPM6BrJDd2BcIlj','EmTSlf7gaU2-V9kJUxW4M-4ue9noyLNy','offered','','2026-11-22T12:00:00.000Z',NULL,NULL,NULL,0);
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
	CONSTRAINT known_kind CHECK (kind IN ('operator', 'receipt', 'webhook', 'introduction', 'copy', 'deletion', 'accepted', 'next', 'silent', 'failed', 'link', 'unmatched', 'undelivered', 'erased', 'webhook-erased', 'digest', 'webhook-digest', 'sign-in')), 
	CONSTRAINT known_state CHECK (state IN ('pending', 'held', 'sent', 'dead', 'cancelled'))
);
INSERT INTO "notifications" VALUES(1,1,NULL,'Q-DTB4-M20H-FZDM','',NULL,'operator','sent','2026-11-22T12:00:00.000Z',1,'2026-11-22T12:00:00.000Z',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL);
INSERT INTO "notifications" VALUES(2,1,NULL,'Q-DTB4-M20H-FZDM','',NULL,'receipt','sent','2026-11-22T12:00:00.000Z',1,'2026-11-22T12:00:00.000Z',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL);
INSERT INTO "notifications" VALUES(3,1,1,'Q-DTB4-M20H-FZDM','sample-e',NULL,'introduction','sent','2026-11-22T12:00:00.000Z',1,'2026-11-22T12:00:00.000Z',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL);
INSERT INTO "notifications" VALUES(4,1,1,'Q-DTB4-M20H-FZDM','sample-e',NULL,'copy','sent','2026-11-22T12:00:00.000Z',1,'2026-11-22T12:00:00.000Z',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL);
INSERT INTO "notifications" VALUES(5,2,NULL,'Q-885X-XBD3-3MQ7','',NULL,'operator','sent','2026-11-22T12:00:00.000Z',1,'2026-11-22T12:00:00.000Z',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL);
INSERT INTO "notifications" VALUES(6,2,NULL,'Q-885X-XBD3-3MQ7','',NULL,'receipt','sent','2026-11-22T12:00:00.000Z',1,'2026-11-22T12:00:00.000Z',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL);
INSERT INTO "notifications" VALUES(7,2,4,'Q-885X-XBD3-3MQ7','sample-c',NULL,'introduction','sent','2026-11-22T12:00:00.000Z',1,'2026-11-22T12:00:00.000Z',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL);
INSERT INTO "notifications" VALUES(8,2,5,'Q-885X-XBD3-3MQ7','sample-b',NULL,'introduction','sent','2026-11-22T12:00:00.000Z',1,'2026-11-22T12:00:00.000Z',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL);
INSERT INTO "notifications" VALUES(9,2,4,'Q-885X-XBD3-3MQ7','sample-c',NULL,'copy','sent','2026-11-22T12:00:00.000Z',1,'2026-11-22T12:00:00.000Z',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL);
INSERT INTO "notifications" VALUES(10,2,5,'Q-885X-XBD3-3MQ7','sample-b',NULL,'copy','sent','2026-11-22T12:00:00.000Z',1,'2026-11-22T12:00:00.000Z',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL);
INSERT INTO "notifications" VALUES(11,2,4,'Q-885X-XBD3-3MQ7','sample-c',NULL,'next','sent','2026-11-22T12:00:00.000Z',1,'2026-11-22T12:00:00.000Z',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL);
INSERT INTO "notifications" VALUES(12,NULL,NULL,'Q-885X-XBD3-3MQ7','sample-b','b@firm.example','deletion','sent','2026-11-22T12:00:00.000Z',1,'2026-11-22T12:00:00.000Z',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL);
INSERT INTO "notifications" VALUES(13,3,NULL,'Q-YYND-P662-XRNV','',NULL,'link','sent','2026-11-22T12:00:00.000Z',1,'2026-11-22T12:00:00.000Z',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL);
CREATE TABLE "offers" (
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
	UNIQUE (answer_code), 
	CONSTRAINT offered_once UNIQUE (submission_id, firm), 
	CONSTRAINT known_offer_state CHECK (state IN ('offered', 'chosen', 'introducing', 'unclear', 'introduced', 'accepted', 'declined', 'failed', 'withdrawn', 'removed', 'superseded')), 
	FOREIGN KEY(submission_id) REFERENCES submissions (id)
);
INSERT INTO "offers" VALUES(1,1,'sample-e','Sample E','https://alder.example/',1,1,'[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]','introduced','27b027ec1c5daa01b744324deddaafd2','THIS IS A DEMONSTRATION. The firm and the request are samples.

To Sample E

A company has chosen you on The site and asks you for a quote.
It has seen your name and agreed that you get this.

What it needs

Which report do you need?
    SOC 2

Which type of report?
    Type 1 first and Type 2 later

How far along are you?
    We are writing our controls or putting them in place

When do you need the report?
    In 3 to 6 months

Number of people in the company
    11 to 50

Anything a firm should know before it quotes
    Two lines:
    the second

Whom to write to

Company
    Zażółć & Sons

Your name
    Ada Lovelace

Work email address
    ada@example.com

Your answer, within 5 days

You will quote:
[a link for this firm only]

You will not:
[a link for this firm only]

Each link shows a page with one button. You can answer once.
If you decline, delete this mail.

Use this for your quote only, and pass it on to nobody. Write by email.
If the company takes its request back, we ask you to delete all of this.

Reference: Q-DTB4-M20H-FZDM
The site, http://site/
operator@example.com
','e@firm.example','2026-11-22T12:00:00.000Z','2026-11-22T12:00:00.000Z','2026-11-22T12:00:00.000Z',NULL,NULL,NULL);
INSERT INTO "offers" VALUES(2,1,'sample-b','Sample B','https://alder.example/',1,2,'[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]','offered','7dca34c3e3f3ae303099870a9b627c0c',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "offers" VALUES(3,1,'sample-d','Sample D','https://alder.example/',1,3,'[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]','offered','32a8dfa1f39e99e4ddf985e92bf8cfd9',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "offers" VALUES(4,2,'sample-c','Sample C','https://alder.example/',1,1,'[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]','declined','7dfedb9fe94acc531406f3691c2dc9f0','THIS IS A DEMONSTRATION. The firm and the request are samples.

To Sample C

A company has chosen you on The site and asks you for a quote.
It has seen your name and agreed that you get this.

What it needs

Which report do you need?
    SOC 2

Which type of report?
    Type 1 first and Type 2 later

How far along are you?
    We are writing our controls or putting them in place

When do you need the report?
    In 3 to 6 months

Number of people in the company
    11 to 50

Anything a firm should know before it quotes
    Two lines:
    the second

Whom to write to

Company
    Zażółć & Sons

Your name
    Ada Lovelace

Work email address
    ben@example.com

Your answer, within 5 days

You will quote:
[a link for this firm only]

You will not:
[a link for this firm only]

Each link shows a page with one button. You can answer once.
If you decline, delete this mail.

Use this for your quote only, and pass it on to nobody. Write by email.
If the company takes its request back, we ask you to delete all of this.

Reference: Q-885X-XBD3-3MQ7
The site, http://site/
operator@example.com
','c@firm.example','2026-11-22T12:00:00.000Z','2026-11-22T12:00:00.000Z','2026-11-22T12:00:00.000Z','2026-11-22T12:00:00.000Z',NULL,NULL);
INSERT INTO "offers" VALUES(5,2,'sample-b','Sample B','https://alder.example/',1,2,'[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]','withdrawn','7c0d72ed823c00094dc8b19fe3ad9d8d','THIS IS A DEMONSTRATION. The firm and the request are samples.

To Sample B

A company has chosen you on The site and asks you for a quote.
It has seen your name and agreed that you get this.

What it needs

Which report do you need?
    SOC 2

Which type of report?
    Type 1 first and Type 2 later

How far along are you?
    We are writing our controls or putting them in place

When do you need the report?
    In 3 to 6 months

Number of people in the company
    11 to 50

Anything a firm should know before it quotes
    Two lines:
    the second

Whom to write to

Company
    Zażółć & Sons

Your name
    Ada Lovelace

Work email address
    ben@example.com

Your answer, within 5 days

You will quote:
[a link for this firm only]

You will not:
[a link for this firm only]

Each link shows a page with one button. You can answer once.
If you decline, delete this mail.

Use this for your quote only, and pass it on to nobody. Write by email.
If the company takes its request back, we ask you to delete all of this.

Reference: Q-885X-XBD3-3MQ7
The site, http://site/
operator@example.com
','b@firm.example','2026-11-22T12:00:00.000Z','2026-11-22T12:00:00.000Z','2026-11-22T12:00:00.000Z',NULL,'2026-11-22T12:00:00.000Z',NULL);
INSERT INTO "offers" VALUES(6,2,'sample-d','Sample D','https://alder.example/',1,3,'[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]','offered','854cc3dd681acf00153f702e6264bfc9',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "offers" VALUES(7,2,'sample-a','Sample A','https://alder.example/',1,4,'[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]','offered','e6e0f22d074c1f3b2f7e0e42f5c0733f',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "offers" VALUES(8,2,'sample-e','Sample E','https://alder.example/',1,5,'[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]','offered','5e15732bb8a4188e605a6654b94181df',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "offers" VALUES(9,3,'sample-a','Sample A','https://alder.example/',1,1,'[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]','offered','01f001f46b917010aaa3224c30c52882',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "offers" VALUES(10,3,'sample-b','Sample B','https://alder.example/',1,2,'[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]','offered','37b0c2b763544064e7ce4952dca4801e',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "offers" VALUES(11,3,'sample-e','Sample E','https://alder.example/',1,3,'[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]','offered','eb84cc22eae24460fc4e1aba79aaf69b',NULL,NULL,'2026-11-22T12:00:00.000Z',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE rate_events (
	id INTEGER NOT NULL, 
	bucket VARCHAR(64) NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "rate_events" VALUES(1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',1.0);
CREATE TABLE request_versions (
	id INTEGER NOT NULL, 
	submission_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	answers JSON NOT NULL, 
	replaced_at VARCHAR(24) NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT one_of_each_number UNIQUE (submission_id, number), 
	FOREIGN KEY(submission_id) REFERENCES submissions (id)
);
INSERT INTO "request_versions" VALUES(1,1,0,'{"company": "Before"}','2026-11-26T10:00:00.000Z');
CREATE TABLE schema_version (
	version INTEGER NOT NULL
);
INSERT INTO "schema_version" VALUES(10);
CREATE TABLE service_state (
	name VARCHAR(40) NOT NULL, 
	value TEXT NOT NULL, 
	at VARCHAR(24) NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "service_state" VALUES('clock','','2026-11-22T12:00:00.000Z');
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
INSERT INTO "submissions" VALUES(1,'Q-DTB4-M20H-FZDM',NULL,'d16920b14c02476f9edb0910102395ee9265e14d8fea4bb208f5b3d408aba1f5','received','2026-11-22T12:00:00.000Z','ada@example.com','{"framework": "soc-2", "report_type": "type-1-then-type-2", "stage": "preparing", "timeline": "3-to-6-months", "needed_by": "", "company": "Za\u017c\u00f3\u0142\u0107 & Sons", "company_size": "11-50", "region": "", "name": "Ada Lovelace", "email": "ada@example.com", "notes": "Two lines:\nthe second"}','',NULL);
INSERT INTO "submissions" VALUES(2,'Q-885X-XBD3-3MQ7',NULL,'dbce0d10523dde9e56975deaddb49d5723d4b884d61da0dd066ece9ae0ec856a','received','2026-11-22T12:00:00.000Z','ben@example.com','{"framework": "soc-2", "report_type": "type-1-then-type-2", "stage": "preparing", "timeline": "3-to-6-months", "needed_by": "", "company": "Za\u017c\u00f3\u0142\u0107 & Sons", "company_size": "11-50", "region": "", "name": "Ada Lovelace", "email": "ben@example.com", "notes": "Two lines:\nthe second"}','',NULL);
INSERT INTO "submissions" VALUES(3,'Q-YYND-P662-XRNV','row-d0de1b1767665aa0a12daf45f06cf4e6d9787cd306f0125bf3fdb9c728c58080','31707ec1a67430018eecfd1e0f12487ba78b2a48de08ed7dbe968e175a8a7b83','received','2026-11-22T12:00:00.000Z','ida@example.com','{"framework": "soc-2", "report_type": "type-1-then-type-2", "stage": "preparing", "timeline": "3-to-6-months", "needed_by": "", "company": "Za\u017c\u00f3\u0142\u0107 & Sons", "company_size": "11-50", "region": "", "name": "Ada Lovelace", "email": "ida@example.com", "notes": "Two lines:\nthe second"}','',NULL);
CREATE TABLE used_tokens (
	nonce VARCHAR(32) NOT NULL, 
	used_at FLOAT NOT NULL, 
	PRIMARY KEY (nonce)
);
INSERT INTO "used_tokens" VALUES('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',1.0);
CREATE INDEX ix_submissions_email ON submissions (email);
CREATE INDEX ix_submissions_content_hash ON submissions (content_hash);
CREATE INDEX rate_events_bucket_at ON rate_events (bucket, at);
CREATE INDEX ix_consents_email_hash ON consents (email_hash);
CREATE INDEX ix_erasures_email_hash ON erasures (email_hash);
CREATE INDEX ix_agreements_email_hash ON agreements (email_hash);
CREATE INDEX ix_agreements_reference ON agreements (reference);
CREATE INDEX audit_reference_id ON audit (reference, id);
CREATE INDEX ix_imports_reference ON imports (reference);
CREATE INDEX submissions_status_created_at ON submissions (status, created_at);
CREATE INDEX ix_offers_submission_id ON offers (submission_id);
CREATE INDEX ix_desk_links_browser_hash ON desk_links (browser_hash);
CREATE INDEX ix_desk_notes_submission_id ON desk_notes (submission_id);
CREATE INDEX ix_notifications_offer_id ON notifications (offer_id);
CREATE INDEX ix_notifications_reference ON notifications (reference);
CREATE INDEX ix_notifications_submission_id ON notifications (submission_id);
CREATE INDEX notifications_state_next_at ON notifications (state, next_at);
CREATE INDEX ix_applications_email_hash ON applications (email_hash);
CREATE INDEX ix_applications_content_hash ON applications (content_hash);
COMMIT;
