CREATE TABLE public.agreements (
    id integer NOT NULL,
    reference character varying(20) NOT NULL,
    email_hash character varying(64) NOT NULL,
    firm character varying(80) NOT NULL,
    firm_name text NOT NULL,
    shown text NOT NULL,
    version character varying(10) NOT NULL,
    text text NOT NULL,
    text_sha256 character varying(64) NOT NULL,
    method character varying(10) NOT NULL,
    given_at character varying(24) NOT NULL,
    withdrawn_at character varying(24)
);
CREATE SEQUENCE public.agreements_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.agreements_id_seq OWNED BY public.agreements.id;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.applications (
    id integer NOT NULL,
    reference character varying(20) NOT NULL,
    content_hash character varying(64) NOT NULL,
    created_at character varying(24) NOT NULL,
    email_hash character varying(64) NOT NULL,
    answers json NOT NULL,
    signals text NOT NULL,
    consent_version character varying(10) NOT NULL
);
CREATE SEQUENCE public.applications_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.applications_id_seq OWNED BY public.applications.id;
CREATE TABLE public.audit (
    id integer NOT NULL,
    at character varying(24) NOT NULL,
    reference character varying(20) NOT NULL,
    firm character varying(80) NOT NULL,
    actor character varying(20) NOT NULL,
    event character varying(20) NOT NULL,
    fields text NOT NULL,
    why text NOT NULL,
    person character varying(254) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT known_actor CHECK (((actor)::text = ANY (ARRAY[('buyer'::character varying)::text, ('firm'::character varying)::text, ('operator'::character varying)::text, ('service'::character varying)::text])))
);
CREATE SEQUENCE public.audit_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.audit_id_seq OWNED BY public.audit.id;
CREATE TABLE public.consents (
    id integer NOT NULL,
    reference character varying(20) NOT NULL,
    email_hash character varying(64) NOT NULL,
    purpose character varying(20) NOT NULL,
    version character varying(10) NOT NULL,
    text text NOT NULL,
    text_sha256 character varying(64) NOT NULL,
    method character varying(10) NOT NULL,
    given_at character varying(24) NOT NULL,
    withdrawn_at character varying(24),
    CONSTRAINT known_method CHECK (((method)::text = ANY (ARRAY[('js'::character varying)::text, ('no-js'::character varying)::text, ('unknown'::character varying)::text])))
);
CREATE SEQUENCE public.consents_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.consents_id_seq OWNED BY public.consents.id;
CREATE TABLE public.daily_counts (
    day character varying(10) NOT NULL,
    kind character varying(20) NOT NULL,
    name character varying(200) NOT NULL,
    number integer NOT NULL
);
CREATE TABLE public.desk_links (
    id integer NOT NULL,
    person character varying(254) NOT NULL,
    nonce character varying(32) NOT NULL,
    token_hash character varying(64) NOT NULL,
    browser_hash character varying(64),
    made_at character varying(24) NOT NULL,
    expires_at character varying(24) NOT NULL,
    used_at character varying(24),
    tries integer NOT NULL
);
CREATE SEQUENCE public.desk_links_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.desk_links_id_seq OWNED BY public.desk_links.id;
CREATE TABLE public.desk_notes (
    id integer NOT NULL,
    submission_id integer NOT NULL,
    at character varying(24) NOT NULL,
    person character varying(254) NOT NULL,
    text text NOT NULL
);
CREATE SEQUENCE public.desk_notes_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.desk_notes_id_seq OWNED BY public.desk_notes.id;
CREATE TABLE public.desk_sessions (
    id integer NOT NULL,
    session_hash character varying(64) NOT NULL,
    person character varying(254) NOT NULL,
    way character varying(10) NOT NULL,
    made_at character varying(24) NOT NULL,
    seen_at character varying(24) NOT NULL
);
CREATE SEQUENCE public.desk_sessions_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.desk_sessions_id_seq OWNED BY public.desk_sessions.id;
CREATE TABLE public.desk_states (
    submission_id integer NOT NULL,
    state character varying(10) NOT NULL,
    version integer NOT NULL,
    changed_at character varying(24) NOT NULL,
    CONSTRAINT known_desk_state CHECK (((state)::text = ANY (ARRAY[('new'::character varying)::text, ('contacted'::character varying)::text, ('quoted'::character varying)::text, ('won'::character varying)::text, ('lost'::character varying)::text])))
);
CREATE TABLE public.erasures (
    id integer NOT NULL,
    email_hash character varying(64) NOT NULL,
    erased_at character varying(24) NOT NULL,
    reference character varying(20)
);
CREATE SEQUENCE public.erasures_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.erasures_id_seq OWNED BY public.erasures.id;
CREATE TABLE public.guard_secrets (
    name character varying(32) NOT NULL,
    value character varying(64) NOT NULL,
    made_at double precision NOT NULL
);
CREATE TABLE public.imports (
    key_hash character varying(64) NOT NULL,
    reference character varying(20) NOT NULL,
    seen_at character varying(24) NOT NULL
);
CREATE TABLE public.matches (
    submission_id integer NOT NULL,
    private_key character varying(64) NOT NULL,
    rotation character varying(64) NOT NULL,
    state character varying(20) NOT NULL,
    why_fewer text NOT NULL,
    matched_at character varying(24) NOT NULL,
    withdrawn_at character varying(24),
    confirmed_at character varying(24),
    read_key character varying(64),
    edits integer DEFAULT 0 NOT NULL,
    CONSTRAINT known_request_state CHECK (((state)::text = ANY (ARRAY[('received'::character varying)::text, ('offered'::character varying)::text, ('chosen'::character varying)::text, ('introduced'::character varying)::text, ('accepted'::character varying)::text, ('declined'::character varying)::text, ('withdrawn'::character varying)::text])))
);
CREATE TABLE public.notifications (
    id integer NOT NULL,
    submission_id integer,
    offer_id integer,
    reference character varying(20) NOT NULL,
    firm character varying(80) NOT NULL,
    recipient character varying(254),
    kind character varying(20) NOT NULL,
    state character varying(20) NOT NULL,
    created_at character varying(24) NOT NULL,
    attempts integer NOT NULL,
    next_at character varying(24) NOT NULL,
    lease character varying(32),
    leased_until character varying(24),
    sent_at character varying(24),
    dead_at character varying(24),
    problem character varying(100),
    CONSTRAINT known_kind CHECK (((kind)::text = ANY (ARRAY[('operator'::character varying)::text, ('receipt'::character varying)::text, ('webhook'::character varying)::text, ('introduction'::character varying)::text, ('copy'::character varying)::text, ('deletion'::character varying)::text, ('accepted'::character varying)::text, ('next'::character varying)::text, ('silent'::character varying)::text, ('failed'::character varying)::text, ('link'::character varying)::text, ('unmatched'::character varying)::text, ('undelivered'::character varying)::text, ('erased'::character varying)::text, ('webhook-erased'::character varying)::text, ('digest'::character varying)::text, ('webhook-digest'::character varying)::text, ('sign-in'::character varying)::text]))),
    CONSTRAINT known_state CHECK (((state)::text = ANY (ARRAY[('pending'::character varying)::text, ('held'::character varying)::text, ('sent'::character varying)::text, ('dead'::character varying)::text, ('cancelled'::character varying)::text])))
);
CREATE SEQUENCE public.notifications_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.notifications_id_seq OWNED BY public.notifications.id;
CREATE TABLE public.offers (
    id integer NOT NULL,
    submission_id integer NOT NULL,
    firm character varying(80) NOT NULL,
    firm_name text NOT NULL,
    firm_site text NOT NULL,
    sample boolean NOT NULL,
    "position" integer NOT NULL,
    reasons json NOT NULL,
    state character varying(20) NOT NULL,
    answer_code character varying(64) NOT NULL,
    letter text,
    sent_to character varying(254),
    offered_at character varying(24) NOT NULL,
    chosen_at character varying(24),
    introduced_at character varying(24),
    answered_at character varying(24),
    withdrawn_at character varying(24),
    silence_noted_at character varying(24),
    CONSTRAINT known_offer_state CHECK (((state)::text = ANY (ARRAY[('offered'::character varying)::text, ('chosen'::character varying)::text, ('introducing'::character varying)::text, ('unclear'::character varying)::text, ('introduced'::character varying)::text, ('accepted'::character varying)::text, ('declined'::character varying)::text, ('failed'::character varying)::text, ('withdrawn'::character varying)::text, ('removed'::character varying)::text, ('superseded'::character varying)::text])))
);
CREATE SEQUENCE public.offers_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.offers_id_seq OWNED BY public.offers.id;
CREATE TABLE public.rate_events (
    id integer NOT NULL,
    bucket character varying(64) NOT NULL,
    at double precision NOT NULL
);
CREATE SEQUENCE public.rate_events_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.rate_events_id_seq OWNED BY public.rate_events.id;
CREATE TABLE public.request_versions (
    id integer NOT NULL,
    submission_id integer NOT NULL,
    number integer NOT NULL,
    answers json NOT NULL,
    replaced_at character varying(24) NOT NULL
);
CREATE SEQUENCE public.request_versions_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.request_versions_id_seq OWNED BY public.request_versions.id;
CREATE TABLE public.schema_version (
    version integer NOT NULL
);
CREATE TABLE public.service_state (
    name character varying(40) NOT NULL,
    value text NOT NULL,
    at character varying(24) NOT NULL
);
CREATE TABLE public.submissions (
    id integer NOT NULL,
    reference character varying(20) NOT NULL,
    idempotency_key character varying(128),
    content_hash character varying(64) NOT NULL,
    status character varying(20) NOT NULL,
    created_at character varying(24) NOT NULL,
    email character varying(254) NOT NULL,
    answers json NOT NULL,
    signals text,
    client_address character varying(45),
    CONSTRAINT known_status CHECK (((status)::text = ANY (ARRAY[('received'::character varying)::text, ('quarantined'::character varying)::text])))
);
CREATE SEQUENCE public.submissions_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.submissions_id_seq OWNED BY public.submissions.id;
CREATE TABLE public.used_tokens (
    nonce character varying(32) NOT NULL,
    used_at double precision NOT NULL
);
ALTER TABLE ONLY public.agreements ALTER COLUMN id SET DEFAULT nextval('public.agreements_id_seq'::regclass);
ALTER TABLE ONLY public.applications ALTER COLUMN id SET DEFAULT nextval('public.applications_id_seq'::regclass);
ALTER TABLE ONLY public.audit ALTER COLUMN id SET DEFAULT nextval('public.audit_id_seq'::regclass);
ALTER TABLE ONLY public.consents ALTER COLUMN id SET DEFAULT nextval('public.consents_id_seq'::regclass);
ALTER TABLE ONLY public.desk_links ALTER COLUMN id SET DEFAULT nextval('public.desk_links_id_seq'::regclass);
ALTER TABLE ONLY public.desk_notes ALTER COLUMN id SET DEFAULT nextval('public.desk_notes_id_seq'::regclass);
ALTER TABLE ONLY public.desk_sessions ALTER COLUMN id SET DEFAULT nextval('public.desk_sessions_id_seq'::regclass);
ALTER TABLE ONLY public.erasures ALTER COLUMN id SET DEFAULT nextval('public.erasures_id_seq'::regclass);
ALTER TABLE ONLY public.notifications ALTER COLUMN id SET DEFAULT nextval('public.notifications_id_seq'::regclass);
ALTER TABLE ONLY public.offers ALTER COLUMN id SET DEFAULT nextval('public.offers_id_seq'::regclass);
ALTER TABLE ONLY public.rate_events ALTER COLUMN id SET DEFAULT nextval('public.rate_events_id_seq'::regclass);
ALTER TABLE ONLY public.request_versions ALTER COLUMN id SET DEFAULT nextval('public.request_versions_id_seq'::regclass);
ALTER TABLE ONLY public.submissions ALTER COLUMN id SET DEFAULT nextval('public.submissions_id_seq'::regclass);
INSERT INTO public.agreements VALUES (1, 'Q-MVRF-DK9J-M3JE', 'b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72', 'sample-b', 'Sample B', 'sample-b,sample-e,sample-a', '1', 'I have seen the name of each firm that I ticked. I agree that The site sends it the answers listed above, with my name, company and email address, so that it can send me a quote. I can take this back at any time on this page.', '524925c5749cb5e1b166bf34853b1c61bcb958a9c8057b016b13726932d94fea', 'page', '2026-11-22T12:00:00.000Z', NULL);
INSERT INTO public.agreements VALUES (2, 'Q-V4TA-PHM0-PS2H', 'f871a76fb7b15231306b634dd91b385c48e9298974308e28e161d845e3e6f060', 'sample-d', 'Sample D', 'sample-d,sample-b,sample-e', '1', 'I have seen the name of each firm that I ticked. I agree that The site sends it the answers listed above, with my name, company and email address, so that it can send me a quote. I can take this back at any time on this page.', '524925c5749cb5e1b166bf34853b1c61bcb958a9c8057b016b13726932d94fea', 'page', '2026-11-22T12:00:00.000Z', NULL);
INSERT INTO public.agreements VALUES (3, 'Q-V4TA-PHM0-PS2H', 'f871a76fb7b15231306b634dd91b385c48e9298974308e28e161d845e3e6f060', 'sample-b', 'Sample B', 'sample-d,sample-b,sample-e', '1', 'I have seen the name of each firm that I ticked. I agree that The site sends it the answers listed above, with my name, company and email address, so that it can send me a quote. I can take this back at any time on this page.', '524925c5749cb5e1b166bf34853b1c61bcb958a9c8057b016b13726932d94fea', 'page', '2026-11-22T12:00:00.000Z', '2026-11-22T12:00:00.000Z');
INSERT INTO public.alembic_version VALUES ('10');
INSERT INTO public.applications VALUES (1, 'F-7F3K-2M9X-4TQP', '5555555555555555555555555555555555555555555555555555555555555555', '2026-11-23T08:00:00.000Z', '6666666666666666666666666666666666666666666666666666666666666666', '{"name": "\u017b\u00f3\u0142\u0107 & Partners, LLP", "email": "ada@partners.example"}', 'honeypot', '2026-11-20');
INSERT INTO public.audit VALUES (1, '2026-11-22T12:00:00.000Z', 'Q-MVRF-DK9J-M3JE', 'sample-b', 'service', 'offered', '', '', '');
INSERT INTO public.audit VALUES (2, '2026-11-22T12:00:00.000Z', 'Q-MVRF-DK9J-M3JE', 'sample-e', 'service', 'offered', '', '', '');
INSERT INTO public.audit VALUES (3, '2026-11-22T12:00:00.000Z', 'Q-MVRF-DK9J-M3JE', 'sample-a', 'service', 'offered', '', '', '');
INSERT INTO public.audit VALUES (4, '2026-11-22T12:00:00.000Z', 'Q-MVRF-DK9J-M3JE', 'sample-b', 'buyer', 'chosen', '', '', '');
INSERT INTO public.audit VALUES (5, '2026-11-22T12:00:00.000Z', 'Q-MVRF-DK9J-M3JE', 'sample-b', 'service', 'sending', 'framework,report_type,stage,timeline,company,company_size,name,email,notes', '', '');
INSERT INTO public.audit VALUES (6, '2026-11-22T12:00:00.000Z', 'Q-MVRF-DK9J-M3JE', 'sample-b', 'service', 'introduced', 'framework,report_type,stage,timeline,company,company_size,name,email,notes', '', '');
INSERT INTO public.audit VALUES (7, '2026-11-22T12:00:00.000Z', 'Q-MVRF-DK9J-M3JE', 'sample-b', 'service', 'copied', '', '', '');
INSERT INTO public.audit VALUES (8, '2026-11-22T12:00:00.000Z', 'Q-V4TA-PHM0-PS2H', 'sample-d', 'service', 'offered', '', '', '');
INSERT INTO public.audit VALUES (9, '2026-11-22T12:00:00.000Z', 'Q-V4TA-PHM0-PS2H', 'sample-b', 'service', 'offered', '', '', '');
INSERT INTO public.audit VALUES (10, '2026-11-22T12:00:00.000Z', 'Q-V4TA-PHM0-PS2H', 'sample-e', 'service', 'offered', '', '', '');
INSERT INTO public.audit VALUES (11, '2026-11-22T12:00:00.000Z', 'Q-V4TA-PHM0-PS2H', 'sample-d', 'buyer', 'chosen', '', '', '');
INSERT INTO public.audit VALUES (12, '2026-11-22T12:00:00.000Z', 'Q-V4TA-PHM0-PS2H', 'sample-b', 'buyer', 'chosen', '', '', '');
INSERT INTO public.audit VALUES (13, '2026-11-22T12:00:00.000Z', 'Q-V4TA-PHM0-PS2H', 'sample-d', 'service', 'sending', 'framework,report_type,stage,timeline,company,company_size,name,email,notes', '', '');
INSERT INTO public.audit VALUES (14, '2026-11-22T12:00:00.000Z', 'Q-V4TA-PHM0-PS2H', 'sample-d', 'service', 'introduced', 'framework,report_type,stage,timeline,company,company_size,name,email,notes', '', '');
INSERT INTO public.audit VALUES (15, '2026-11-22T12:00:00.000Z', 'Q-V4TA-PHM0-PS2H', 'sample-b', 'service', 'sending', 'framework,report_type,stage,timeline,company,company_size,name,email,notes', '', '');
INSERT INTO public.audit VALUES (16, '2026-11-22T12:00:00.000Z', 'Q-V4TA-PHM0-PS2H', 'sample-b', 'service', 'introduced', 'framework,report_type,stage,timeline,company,company_size,name,email,notes', '', '');
INSERT INTO public.audit VALUES (17, '2026-11-22T12:00:00.000Z', 'Q-V4TA-PHM0-PS2H', 'sample-d', 'service', 'copied', '', '', '');
INSERT INTO public.audit VALUES (18, '2026-11-22T12:00:00.000Z', 'Q-V4TA-PHM0-PS2H', 'sample-b', 'service', 'copied', '', '', '');
INSERT INTO public.audit VALUES (19, '2026-11-22T12:00:00.000Z', 'Q-V4TA-PHM0-PS2H', 'sample-d', 'firm', 'declined', '', '', '');
INSERT INTO public.audit VALUES (20, '2026-11-22T12:00:00.000Z', 'Q-V4TA-PHM0-PS2H', 'sample-c', 'service', 'offered', '', '', '');
INSERT INTO public.audit VALUES (21, '2026-11-22T12:00:00.000Z', 'Q-V4TA-PHM0-PS2H', 'sample-b', 'buyer', 'withdrawn', '', '', '');
INSERT INTO public.audit VALUES (22, '2026-11-22T12:00:00.000Z', 'Q-V4TA-PHM0-PS2H', 'sample-a', 'service', 'offered', '', '', '');
INSERT INTO public.audit VALUES (23, '2026-11-22T12:00:00.000Z', 'Q-33YZ-R62H-4SAQ', 'sample-b', 'service', 'offered', '', '', '');
INSERT INTO public.audit VALUES (24, '2026-11-22T12:00:00.000Z', 'Q-33YZ-R62H-4SAQ', 'sample-c', 'service', 'offered', '', '', '');
INSERT INTO public.audit VALUES (25, '2026-11-22T12:00:00.000Z', 'Q-33YZ-R62H-4SAQ', 'sample-e', 'service', 'offered', '', '', '');
INSERT INTO public.audit VALUES (26, '2026-11-22T12:00:00.000Z', 'Q-33YZ-R62H-4SAQ', '', 'buyer', 'withdrawn', '', '', '');
INSERT INTO public.audit VALUES (27, '2026-11-22T12:00:00.000Z', 'Q-33YZ-R62H-4SAQ', '', 'buyer', 'erased', '', '', '');
INSERT INTO public.audit VALUES (28, '2026-11-22T12:00:00.000Z', 'Q-0Q63-F83P-AKKM', 'sample-b', 'service', 'offered', '', '', '');
INSERT INTO public.audit VALUES (29, '2026-11-22T12:00:00.000Z', 'Q-0Q63-F83P-AKKM', 'sample-e', 'service', 'offered', '', '', '');
INSERT INTO public.audit VALUES (30, '2026-11-22T12:00:00.000Z', 'Q-0Q63-F83P-AKKM', 'sample-a', 'service', 'offered', '', '', '');
INSERT INTO public.audit VALUES (31, '2026-11-22T12:00:00.000Z', 'Q-V4TA-PHM0-PS2H', 'sample-b', 'service', 'asked-to-delete', '', '', '');
INSERT INTO public.consents VALUES (1, 'Q-MVRF-DK9J-M3JE', 'b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72', 'quotes', '2026-11-22', 'By sending this form you ask us to store your answers and to reply to you by email. No audit firm gets them before you have seen its name and agreed. You can ask us to delete your request at any time.', '4aa05ffd712dd345ef60ee7408731e6b889c7399d1bec08105bf3f35efcda2f9', 'no-js', '2026-11-22T12:00:00.000Z', NULL);
INSERT INTO public.consents VALUES (2, 'Q-V4TA-PHM0-PS2H', 'f871a76fb7b15231306b634dd91b385c48e9298974308e28e161d845e3e6f060', 'quotes', '2026-11-22', 'By sending this form you ask us to store your answers and to reply to you by email. No audit firm gets them before you have seen its name and agreed. You can ask us to delete your request at any time.', '4aa05ffd712dd345ef60ee7408731e6b889c7399d1bec08105bf3f35efcda2f9', 'no-js', '2026-11-22T12:00:00.000Z', NULL);
INSERT INTO public.consents VALUES (3, 'Q-33YZ-R62H-4SAQ', 'd0574c4966d2c326193622feebc64991c5b59807ae68fa8255b26c79f4bf917a', 'quotes', '2026-11-22', 'By sending this form you ask us to store your answers and to reply to you by email. No audit firm gets them before you have seen its name and agreed. You can ask us to delete your request at any time.', '4aa05ffd712dd345ef60ee7408731e6b889c7399d1bec08105bf3f35efcda2f9', 'no-js', '2026-11-22T12:00:00.000Z', '2026-11-22T12:00:00.000Z');
INSERT INTO public.consents VALUES (4, 'Q-0Q63-F83P-AKKM', '2183cce8ca8f05aa3322c18bd1b547d42c11757e838b84a0d4d3e4b31bf4e1e1', 'quotes', '2026-11-22', 'By sending this form you ask us to store your answers and to reply to you by email. No audit firm gets them before you have seen its name and agreed. You can ask us to delete your request at any time.', '4aa05ffd712dd345ef60ee7408731e6b889c7399d1bec08105bf3f35efcda2f9', 'unknown', '2026-11-22T12:00:00.000Z', NULL);
INSERT INTO public.daily_counts VALUES ('2026-11-22', 'page', '', 12);
INSERT INTO public.daily_counts VALUES ('2026-11-22', 'form', 'quotes/', 1);
INSERT INTO public.desk_links VALUES (1, 'olga@example.com', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '1111111111111111111111111111111111111111111111111111111111111111', '2222222222222222222222222222222222222222222222222222222222222222', '2026-11-23T08:00:00.000Z', '2026-11-23T08:15:00.000Z', '2026-11-23T08:01:00.000Z', 1);
INSERT INTO public.desk_links VALUES (2, 'otto@example.com', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', '3333333333333333333333333333333333333333333333333333333333333333', NULL, '2026-11-23T08:00:00.000Z', '2026-11-23T08:15:00.000Z', NULL, 0);
INSERT INTO public.desk_notes VALUES (1, 1, '2026-11-23T08:06:00.000Z', 'olga@example.com', 'Called; calls back on Monday, ‘after 10’.');
INSERT INTO public.desk_sessions VALUES (1, '4444444444444444444444444444444444444444444444444444444444444444', 'olga@example.com', 'mail', '2026-11-23T08:01:00.000Z', '2026-11-23T09:00:00.000Z');
INSERT INTO public.desk_states VALUES (1, 'contacted', 2, '2026-11-23T08:05:00.000Z');
INSERT INTO public.erasures VALUES (1, 'd0574c4966d2c326193622feebc64991c5b59807ae68fa8255b26c79f4bf917a', '2026-11-22T12:00:00.000Z', 'Q-33YZ-R62H-4SAQ');
INSERT INTO public.guard_secrets VALUES ('token', '28edb04e6177c469e2af3b75184b3c1d18031491f214c5f9f5e56450f24eb1f9', 1795348800);
INSERT INTO public.imports VALUES ('578ecf80998067c51cd5844352204455d2c3cb916732e3ab177f6990ee2679e9', 'Q-0Q63-F83P-AKKM', '2026-11-22T12:00:00.000Z');
INSERT INTO public.matches VALUES (2, '3FsyWh9bX2tqV2ehPlsZsQtkZoJ2l1Wn', 'TTh134jtoRjcYwLR_BZJqrZx-Mcyl9TP', 'declined', '', '2026-11-22T12:00:00.000Z', NULL, '2026-11-22T12:00:00.000Z', NULL, 0);
INSERT INTO public.matches VALUES (4, 'KSyvn_0XzzTcreJBHcqlPU4lQuz6MtnU', 'pHe_2VpnYHq8wfAFGjOwLC6f_3TrTv0R', 'offered', '', '2026-11-22T12:00:00.000Z', NULL, NULL, NULL, 0);
INSERT INTO public.matches VALUES (1, 'mvn0b5zj4PkrNHek-BVQ9lNACjcP4hYv', 'mQZOWIoc26876O3ppBrnCR8dIXSd9x2p', 'introduced', '', '2026-11-22T12:00:00.000Z', NULL, '2026-11-22T12:00:00.000Z', 'read-key-of-a-second-reader', 1);
INSERT INTO public.notifications VALUES (1, 1, NULL, 'Q-MVRF-DK9J-M3JE', '', NULL, 'operator', 'sent', '2026-11-22T12:00:00.000Z', 1, '2026-11-22T12:00:00.000Z', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL);
INSERT INTO public.notifications VALUES (2, 1, NULL, 'Q-MVRF-DK9J-M3JE', '', NULL, 'receipt', 'sent', '2026-11-22T12:00:00.000Z', 1, '2026-11-22T12:00:00.000Z', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL);
INSERT INTO public.notifications VALUES (3, 1, 1, 'Q-MVRF-DK9J-M3JE', 'sample-b', NULL, 'introduction', 'sent', '2026-11-22T12:00:00.000Z', 1, '2026-11-22T12:00:00.000Z', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL);
INSERT INTO public.notifications VALUES (4, 1, 1, 'Q-MVRF-DK9J-M3JE', 'sample-b', NULL, 'copy', 'sent', '2026-11-22T12:00:00.000Z', 1, '2026-11-22T12:00:00.000Z', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL);
INSERT INTO public.notifications VALUES (5, 2, NULL, 'Q-V4TA-PHM0-PS2H', '', NULL, 'operator', 'sent', '2026-11-22T12:00:00.000Z', 1, '2026-11-22T12:00:00.000Z', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL);
INSERT INTO public.notifications VALUES (6, 2, NULL, 'Q-V4TA-PHM0-PS2H', '', NULL, 'receipt', 'sent', '2026-11-22T12:00:00.000Z', 1, '2026-11-22T12:00:00.000Z', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL);
INSERT INTO public.notifications VALUES (7, 2, 4, 'Q-V4TA-PHM0-PS2H', 'sample-d', NULL, 'introduction', 'sent', '2026-11-22T12:00:00.000Z', 1, '2026-11-22T12:00:00.000Z', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL);
INSERT INTO public.notifications VALUES (8, 2, 5, 'Q-V4TA-PHM0-PS2H', 'sample-b', NULL, 'introduction', 'sent', '2026-11-22T12:00:00.000Z', 1, '2026-11-22T12:00:00.000Z', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL);
INSERT INTO public.notifications VALUES (9, 2, 4, 'Q-V4TA-PHM0-PS2H', 'sample-d', NULL, 'copy', 'sent', '2026-11-22T12:00:00.000Z', 1, '2026-11-22T12:00:00.000Z', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL);
INSERT INTO public.notifications VALUES (10, 2, 5, 'Q-V4TA-PHM0-PS2H', 'sample-b', NULL, 'copy', 'sent', '2026-11-22T12:00:00.000Z', 1, '2026-11-22T12:00:00.000Z', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL);
INSERT INTO public.notifications VALUES (11, 2, 4, 'Q-V4TA-PHM0-PS2H', 'sample-d', NULL, 'next', 'sent', '2026-11-22T12:00:00.000Z', 1, '2026-11-22T12:00:00.000Z', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL);
INSERT INTO public.notifications VALUES (12, NULL, NULL, 'Q-V4TA-PHM0-PS2H', 'sample-b', 'b@firm.example', 'deletion', 'sent', '2026-11-22T12:00:00.000Z', 1, '2026-11-22T12:00:00.000Z', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL);
INSERT INTO public.notifications VALUES (15, 4, NULL, 'Q-0Q63-F83P-AKKM', '', NULL, 'link', 'sent', '2026-11-22T12:00:00.000Z', 1, '2026-11-22T12:00:00.000Z', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL);
INSERT INTO public.offers VALUES (2, 1, 'sample-e', 'Sample E', 'https://alder.example/', true, 2, '[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]', 'offered', '9896fe47c245bdf5a95094de25a6db07', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.offers VALUES (3, 1, 'sample-a', 'Sample A', 'https://alder.example/', true, 3, '[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]', 'offered', 'd2f90dc274821874be9b527b9f6178d7', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.offers VALUES (1, 1, 'sample-b', 'Sample B', 'https://alder.example/', true, 1, '[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]', 'introduced', 'b92ced3ac9fc92719b657f23056f7679', 'THIS IS A DEMONSTRATION. The firm and the request are samples.
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
Reference: Q-MVRF-DK9J-M3JE
The site, http://site/
operator@example.com
', 'b@firm.example', '2026-11-22T12:00:00.000Z', '2026-11-22T12:00:00.000Z', '2026-11-22T12:00:00.000Z', NULL, NULL, NULL);
INSERT INTO public.offers VALUES (6, 2, 'sample-e', 'Sample E', 'https://alder.example/', true, 3, '[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]', 'offered', '52d5f1b59a859a30eb539ff78d64b04e', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.offers VALUES (4, 2, 'sample-d', 'Sample D', 'https://alder.example/', true, 1, '[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]', 'declined', '39cb0d0ca59ed7e672d2d30e83c14c06', 'THIS IS A DEMONSTRATION. The firm and the request are samples.
To Sample D
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
Reference: Q-V4TA-PHM0-PS2H
The site, http://site/
operator@example.com
', 'd@firm.example', '2026-11-22T12:00:00.000Z', '2026-11-22T12:00:00.000Z', '2026-11-22T12:00:00.000Z', '2026-11-22T12:00:00.000Z', NULL, NULL);
INSERT INTO public.offers VALUES (7, 2, 'sample-c', 'Sample C', 'https://alder.example/', true, 4, '[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]', 'offered', '034b8a19c4b7a5ac5934a30796a0c674', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.offers VALUES (5, 2, 'sample-b', 'Sample B', 'https://alder.example/', true, 2, '[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]', 'withdrawn', '36512bf652dd0d83dff723d19eaa7ea5', 'THIS IS A DEMONSTRATION. The firm and the request are samples.
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
Reference: Q-V4TA-PHM0-PS2H
The site, http://site/
operator@example.com
', 'b@firm.example', '2026-11-22T12:00:00.000Z', '2026-11-22T12:00:00.000Z', '2026-11-22T12:00:00.000Z', NULL, '2026-11-22T12:00:00.000Z', NULL);
INSERT INTO public.offers VALUES (8, 2, 'sample-a', 'Sample A', 'https://alder.example/', true, 5, '[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]', 'offered', '38d3c0db37935caea7647745d0a6a347', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.offers VALUES (12, 4, 'sample-b', 'Sample B', 'https://alder.example/', true, 1, '[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]', 'offered', '78ebfaf5d7fe6cf7b5a6f799ccaf255b', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.offers VALUES (13, 4, 'sample-e', 'Sample E', 'https://alder.example/', true, 2, '[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]', 'offered', '6ae94b22bc30917c2fe6c029dc596401', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.offers VALUES (14, 4, 'sample-a', 'Sample A', 'https://alder.example/', true, 3, '[{"kind": "fits", "text": "It takes new clients now."}, {"kind": "fits", "text": "It issues what you ask for: SOC 2 Type 1 and SOC 2 Type 2."}, {"kind": "fits", "text": "Weeks until it can begin: 0. For \u201cIn 3 to 6 months\u201d we ask for 8 at most."}, {"kind": "fits", "text": "It works with companies at your stage: \u201cWe are writing our controls or putting them in place\u201d."}, {"kind": "fits", "text": "It works with companies of your size. Number of people: 11 to 50."}, {"kind": "unknown", "text": "You did not say where your company is. It works in these regions: United States and Canada. Settle with the firm whether yours is among them."}, {"kind": "prefers", "text": "It offers a readiness assessment before the examination."}, {"kind": "prefers", "text": "Most of its clients are as large as you are."}]', 'offered', '02fd263171409c7821f4a60c1d3c9f2f', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.rate_events VALUES (1, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 1);
INSERT INTO public.request_versions VALUES (1, 1, 0, '{"company": "Before"}', '2026-11-26T10:00:00.000Z');
INSERT INTO public.schema_version VALUES (10);
INSERT INTO public.service_state VALUES ('clock', '', '2026-11-22T12:00:00.000Z');
INSERT INTO public.submissions VALUES (1, 'Q-MVRF-DK9J-M3JE', NULL, 'd16920b14c02476f9edb0910102395ee9265e14d8fea4bb208f5b3d408aba1f5', 'received', '2026-11-22T12:00:00.000Z', 'ada@example.com', '{"framework": "soc-2", "report_type": "type-1-then-type-2", "stage": "preparing", "timeline": "3-to-6-months", "needed_by": "", "company": "Za\u017c\u00f3\u0142\u0107 & Sons", "company_size": "11-50", "region": "", "name": "Ada Lovelace", "email": "ada@example.com", "notes": "Two lines:\nthe second"}', '', NULL);
INSERT INTO public.submissions VALUES (2, 'Q-V4TA-PHM0-PS2H', NULL, 'dbce0d10523dde9e56975deaddb49d5723d4b884d61da0dd066ece9ae0ec856a', 'received', '2026-11-22T12:00:00.000Z', 'ben@example.com', '{"framework": "soc-2", "report_type": "type-1-then-type-2", "stage": "preparing", "timeline": "3-to-6-months", "needed_by": "", "company": "Za\u017c\u00f3\u0142\u0107 & Sons", "company_size": "11-50", "region": "", "name": "Ada Lovelace", "email": "ben@example.com", "notes": "Two lines:\nthe second"}', '', NULL);
INSERT INTO public.submissions VALUES (4, 'Q-0Q63-F83P-AKKM', 'row-d0de1b1767665aa0a12daf45f06cf4e6d9787cd306f0125bf3fdb9c728c58080', '31707ec1a67430018eecfd1e0f12487ba78b2a48de08ed7dbe968e175a8a7b83', 'received', '2026-11-22T12:00:00.000Z', 'ida@example.com', '{"framework": "soc-2", "report_type": "type-1-then-type-2", "stage": "preparing", "timeline": "3-to-6-months", "needed_by": "", "company": "Za\u017c\u00f3\u0142\u0107 & Sons", "company_size": "11-50", "region": "", "name": "Ada Lovelace", "email": "ida@example.com", "notes": "Two lines:\nthe second"}', '', NULL);
INSERT INTO public.used_tokens VALUES ('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 1);
SELECT pg_catalog.setval('public.agreements_id_seq', 3, true);
SELECT pg_catalog.setval('public.applications_id_seq', 1, false);
SELECT pg_catalog.setval('public.audit_id_seq', 31, true);
SELECT pg_catalog.setval('public.consents_id_seq', 4, true);
SELECT pg_catalog.setval('public.desk_links_id_seq', 1, false);
SELECT pg_catalog.setval('public.desk_notes_id_seq', 1, false);
SELECT pg_catalog.setval('public.desk_sessions_id_seq', 1, false);
SELECT pg_catalog.setval('public.erasures_id_seq', 1, true);
SELECT pg_catalog.setval('public.notifications_id_seq', 15, true);
SELECT pg_catalog.setval('public.offers_id_seq', 14, true);
SELECT pg_catalog.setval('public.rate_events_id_seq', 1, true);
SELECT pg_catalog.setval('public.request_versions_id_seq', 1, true);
SELECT pg_catalog.setval('public.submissions_id_seq', 4, true);
ALTER TABLE ONLY public.agreements
    ADD CONSTRAINT agreements_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.applications
    ADD CONSTRAINT applications_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.applications
    ADD CONSTRAINT applications_reference_key UNIQUE (reference);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_reference_key UNIQUE (reference);
ALTER TABLE ONLY public.daily_counts
    ADD CONSTRAINT daily_counts_pkey PRIMARY KEY (day, kind, name);
ALTER TABLE ONLY public.desk_links
    ADD CONSTRAINT desk_links_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_links
    ADD CONSTRAINT desk_links_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.desk_notes
    ADD CONSTRAINT desk_notes_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_sessions
    ADD CONSTRAINT desk_sessions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_sessions
    ADD CONSTRAINT desk_sessions_session_hash_key UNIQUE (session_hash);
ALTER TABLE ONLY public.desk_states
    ADD CONSTRAINT desk_states_pkey PRIMARY KEY (submission_id);
ALTER TABLE ONLY public.erasures
    ADD CONSTRAINT erasures_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.guard_secrets
    ADD CONSTRAINT guard_secrets_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_pkey PRIMARY KEY (key_hash);
ALTER TABLE ONLY public.matches
    ADD CONSTRAINT matches_pkey PRIMARY KEY (submission_id);
ALTER TABLE ONLY public.matches
    ADD CONSTRAINT matches_private_key_key UNIQUE (private_key);
ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.offers
    ADD CONSTRAINT offered_once UNIQUE (submission_id, firm);
ALTER TABLE ONLY public.offers
    ADD CONSTRAINT offers_answer_code_key UNIQUE (answer_code);
ALTER TABLE ONLY public.offers
    ADD CONSTRAINT offers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.request_versions
    ADD CONSTRAINT one_of_each_number UNIQUE (submission_id, number);
ALTER TABLE ONLY public.rate_events
    ADD CONSTRAINT rate_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.request_versions
    ADD CONSTRAINT request_versions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.service_state
    ADD CONSTRAINT service_state_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.submissions
    ADD CONSTRAINT submissions_idempotency_key_key UNIQUE (idempotency_key);
ALTER TABLE ONLY public.submissions
    ADD CONSTRAINT submissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.submissions
    ADD CONSTRAINT submissions_reference_key UNIQUE (reference);
ALTER TABLE ONLY public.used_tokens
    ADD CONSTRAINT used_tokens_pkey PRIMARY KEY (nonce);
CREATE INDEX audit_reference_id ON public.audit USING btree (reference, id);
CREATE INDEX ix_agreements_email_hash ON public.agreements USING btree (email_hash);
CREATE INDEX ix_agreements_reference ON public.agreements USING btree (reference);
CREATE INDEX ix_applications_content_hash ON public.applications USING btree (content_hash);
CREATE INDEX ix_applications_email_hash ON public.applications USING btree (email_hash);
CREATE INDEX ix_consents_email_hash ON public.consents USING btree (email_hash);
CREATE INDEX ix_desk_links_browser_hash ON public.desk_links USING btree (browser_hash);
CREATE INDEX ix_desk_notes_submission_id ON public.desk_notes USING btree (submission_id);
CREATE INDEX ix_erasures_email_hash ON public.erasures USING btree (email_hash);
CREATE INDEX ix_imports_reference ON public.imports USING btree (reference);
CREATE INDEX ix_notifications_offer_id ON public.notifications USING btree (offer_id);
CREATE INDEX ix_notifications_reference ON public.notifications USING btree (reference);
CREATE INDEX ix_notifications_submission_id ON public.notifications USING btree (submission_id);
CREATE INDEX ix_offers_submission_id ON public.offers USING btree (submission_id);
CREATE INDEX ix_submissions_content_hash ON public.submissions USING btree (content_hash);
CREATE INDEX ix_submissions_email ON public.submissions USING btree (email);
CREATE INDEX notifications_state_next_at ON public.notifications USING btree (state, next_at);
CREATE INDEX rate_events_bucket_at ON public.rate_events USING btree (bucket, at);
CREATE INDEX submissions_status_created_at ON public.submissions USING btree (status, created_at);
ALTER TABLE ONLY public.desk_notes
    ADD CONSTRAINT desk_notes_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES public.submissions(id);
ALTER TABLE ONLY public.desk_states
    ADD CONSTRAINT desk_states_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES public.submissions(id);
ALTER TABLE ONLY public.matches
    ADD CONSTRAINT matches_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES public.submissions(id);
ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES public.submissions(id);
ALTER TABLE ONLY public.offers
    ADD CONSTRAINT offers_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES public.submissions(id);
ALTER TABLE ONLY public.request_versions
    ADD CONSTRAINT request_versions_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES public.submissions(id);
