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
CREATE TABLE public.audit (
    id integer NOT NULL,
    at character varying(24) NOT NULL,
    reference character varying(20) NOT NULL,
    firm character varying(80) NOT NULL,
    actor character varying(20) NOT NULL,
    event character varying(20) NOT NULL,
    fields text NOT NULL,
    why text NOT NULL,
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
    CONSTRAINT known_kind CHECK (((kind)::text = ANY ((ARRAY['operator'::character varying, 'receipt'::character varying, 'webhook'::character varying, 'introduction'::character varying, 'copy'::character varying, 'deletion'::character varying, 'accepted'::character varying, 'next'::character varying, 'silent'::character varying, 'failed'::character varying, 'link'::character varying, 'unmatched'::character varying, 'undelivered'::character varying, 'erased'::character varying, 'webhook-erased'::character varying, 'digest'::character varying, 'webhook-digest'::character varying])::text[]))),
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
    CONSTRAINT known_offer_state CHECK (((state)::text = ANY (ARRAY[('offered'::character varying)::text, ('chosen'::character varying)::text, ('introducing'::character varying)::text, ('unclear'::character varying)::text, ('introduced'::character varying)::text, ('accepted'::character varying)::text, ('declined'::character varying)::text, ('failed'::character varying)::text, ('withdrawn'::character varying)::text, ('removed'::character varying)::text])))
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
ALTER TABLE ONLY public.audit ALTER COLUMN id SET DEFAULT nextval('public.audit_id_seq'::regclass);
ALTER TABLE ONLY public.consents ALTER COLUMN id SET DEFAULT nextval('public.consents_id_seq'::regclass);
ALTER TABLE ONLY public.erasures ALTER COLUMN id SET DEFAULT nextval('public.erasures_id_seq'::regclass);
ALTER TABLE ONLY public.notifications ALTER COLUMN id SET DEFAULT nextval('public.notifications_id_seq'::regclass);
ALTER TABLE ONLY public.offers ALTER COLUMN id SET DEFAULT nextval('public.offers_id_seq'::regclass);
ALTER TABLE ONLY public.rate_events ALTER COLUMN id SET DEFAULT nextval('public.rate_events_id_seq'::regclass);
ALTER TABLE ONLY public.submissions ALTER COLUMN id SET DEFAULT nextval('public.submissions_id_seq'::regclass);
INSERT INTO public.agreements VALUES (1, 'Q-0000-0000-0001', 'b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72', 'firm-a', 'Firm A (A.B. Inc.)', 'firm-a,firm-b', '1', 'I have seen the name of each firm that I ticked. I agree that SOC reports sends it the answers listed above, with my name, company and email address, so that it can send me a quote. I can take this back at any time on this page.', '9a292226c1a7bcf7e3d166c4c5a0380b225c0211401f8a9b9a0066361e836569', 'page', '2026-11-22T10:00:00.000Z', NULL);
INSERT INTO public.agreements VALUES (2, 'Q-0000-0000-0001', 'b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72', 'firm-b', 'Firm B (A.B. Inc.)', 'firm-a,firm-b', '1', 'I have seen the name of each firm that I ticked. I agree that SOC reports sends it the answers listed above, with my name, company and email address, so that it can send me a quote. I can take this back at any time on this page.', '9a292226c1a7bcf7e3d166c4c5a0380b225c0211401f8a9b9a0066361e836569', 'page', '2026-11-22T10:00:00.000Z', '2026-11-22T12:00:00.000Z');
INSERT INTO public.alembic_version VALUES ('6');
INSERT INTO public.audit VALUES (1, '2026-11-22T10:00:00.000Z', 'Q-0000-0000-0001', 'firm-a', 'buyer', 'offered', 'name,email', '');
INSERT INTO public.audit VALUES (2, '2026-11-22T10:00:00.000Z', 'Q-0000-0000-0001', 'firm-a', 'buyer', 'chosen', 'name,email', '');
INSERT INTO public.audit VALUES (3, '2026-11-22T10:00:00.000Z', 'Q-0000-0000-0001', 'firm-b', 'buyer', 'withdrawn', 'name,email', '');
INSERT INTO public.consents VALUES (1, 'Q-0000-0000-0001', 'b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72', 'quotes', '2026-11-22', 'I agree.', '826ff0dab649a97ffdd7779a332accafb35cc161012253a19383db19289d6e02', 'unknown', '2026-11-20T10:00:00.000Z', NULL);
INSERT INTO public.consents VALUES (3, 'Q-0000-0000-0002', 'f871a76fb7b15231306b634dd91b385c48e9298974308e28e161d845e3e6f060', 'quotes', '2026-11-22', 'I agree.', '826ff0dab649a97ffdd7779a332accafb35cc161012253a19383db19289d6e02', 'unknown', '2026-11-20T10:00:00.000Z', NULL);
INSERT INTO public.consents VALUES (2, 'Q-0000-0000-0003', 'd0574c4966d2c326193622feebc64991c5b59807ae68fa8255b26c79f4bf917a', 'quotes', '2026-11-22', 'I agree.', '826ff0dab649a97ffdd7779a332accafb35cc161012253a19383db19289d6e02', 'unknown', '2026-11-20T10:00:00.000Z', '2026-11-21T10:00:00.000Z');
INSERT INTO public.erasures VALUES (1, 'd0574c4966d2c326193622feebc64991c5b59807ae68fa8255b26c79f4bf917a', '2026-11-21T10:00:00.000Z', 'Q-0000-0000-0003');
INSERT INTO public.guard_secrets VALUES ('token', '3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0', 1795428000.75);
INSERT INTO public.imports VALUES ('d942f64886578d8747312e368ed92d9f6b2a8d45556f0f924e2444fe911d15af', 'Q-0000-0000-0002', '2026-11-21T10:00:00.000Z');
INSERT INTO public.matches VALUES (7, '0c8f02e6f224ebfdf85ccccd9fe54c52117f9b507a22a3212fdedbd3939b1f66', 'e771ca15e2b2932824c7abcc1fe70a2f34213e2ec692061d4edc48e81545bf5c', 'introduced', '', '2026-11-21T10:00:00.000Z', NULL, '2026-11-21T10:00:00.000Z');
INSERT INTO public.matches VALUES (14, '8f5cb813dad7a56753aae5905c9f19be253c88d7f3167b34c0c22aeacb477897', 'ca19d7213cdfd423bbcca280f6a47b2fcdf0fcfb6e06b477d0736ef9e0b18612', 'offered', '', '2026-11-21T10:00:00.000Z', NULL, '2026-11-21T10:00:00.000Z');
INSERT INTO public.notifications VALUES (2, 14, NULL, 'Q-0000-0000-0002', '', NULL, 'operator', 'held', '2026-11-20T10:00:00.000Z', 0, '2026-11-20T10:00:00.000Z', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.notifications VALUES (1, 7, NULL, 'Q-0000-0000-0001', '', NULL, 'operator', 'sent', '2026-11-20T10:00:00.000Z', 2, '2026-11-20T10:00:00.000Z', NULL, NULL, '2026-11-20T11:00:00.000Z', NULL, 'TimeoutError');
INSERT INTO public.notifications VALUES (4, 7, NULL, 'Q-0000-0000-0001', '', NULL, 'receipt', 'pending', '2026-11-20T10:00:00.000Z', 0, '2026-11-20T10:00:00.000Z', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.notifications VALUES (5, 7, 1, 'Q-0000-0000-0001', 'firm-a', NULL, 'introduction', 'sent', '2026-11-22T10:00:00.000Z', 1, '2026-11-22T10:00:00.000Z', NULL, NULL, '2026-11-22T11:00:00.000Z', NULL, NULL);
INSERT INTO public.notifications VALUES (6, NULL, NULL, 'Q-0000-0000-0003', 'firm-a', 'a@firm-a.example', 'deletion', 'pending', '2026-11-21T10:00:00.000Z', 0, '2026-11-21T10:00:00.000Z', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.offers VALUES (1, 7, 'firm-a', 'Firm A', 'https://firm-a.example/', false, 1, '[{"kind": "fits", "text": "Za\u017c\u00f3\u0142\u0107 & more"}]', 'introduced', '74e3005ec6cb000327c19189e71ed40260b40db6f40a4f6eae38892a1aa4a8c7', 'Dear firm', 'a@firm-a.example', '2026-11-21T10:00:00.000Z', '2026-11-22T10:00:00.000Z', '2026-11-22T11:00:00.000Z', NULL, NULL, NULL);
INSERT INTO public.offers VALUES (2, 7, 'firm-b', 'Firm B', 'https://firm-b.example/', false, 2, '[{"kind": "fits", "text": "Za\u017c\u00f3\u0142\u0107 & more"}]', 'withdrawn', 'b335e90a9092c6373cb8920761933aa457c5ffd4e4dddb352edc8b8136bfddaf', NULL, NULL, '2026-11-21T10:00:00.000Z', '2026-11-22T10:00:00.000Z', NULL, NULL, '2026-11-22T12:00:00.000Z', NULL);
INSERT INTO public.offers VALUES (3, 14, 'firm-a', 'Firm A', 'https://firm-a.example/', false, 3, '[{"kind": "fits", "text": "Za\u017c\u00f3\u0142\u0107 & more"}]', 'offered', '1761561c9c39cd89e90e1f1af20159fa71d3950d7a7b7d580f6c17071a6c9fae', NULL, NULL, '2026-11-21T10:00:00.000Z', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.rate_events VALUES (1, 'c5879b8d250ca6e74ca6bba56d9d89d3902cdc521520c040f051f7893d9555ac', 1795428000.25);
INSERT INTO public.schema_version VALUES (6);
INSERT INTO public.service_state VALUES ('clock', '2026-11-26T10:00:00.000Z', '2026-11-26T10:00:00.000Z');
INSERT INTO public.submissions VALUES (7, 'Q-0000-0000-0001', 'key-1', '69cf8a211167677925ff27a8a8d8cf523213b95c216aecfb4e3bc7e939d9f9e4', 'received', '2026-11-20T10:00:00.000Z', 'Ada@example.com', '{"email": "Ada@example.com", "notes": "Za\u017c\u00f3\u0142\u0107 \ud835\udcb3 ''quoted''"}', NULL, NULL);
INSERT INTO public.submissions VALUES (14, 'Q-0000-0000-0002', NULL, '7f013ebe329a716dd1c41d2e4d149bea498c6f4746025979d31b210509502928', 'quarantined', '2026-11-20T10:00:00.000Z', 'ben@example.com', '{"email": "ben@example.com", "notes": "two\nlines"}', 'trap,fast', '192.0.2.7');
INSERT INTO public.used_tokens VALUES ('0123456789abcdef', 1795428000.5);
SELECT pg_catalog.setval('public.agreements_id_seq', 2, true);
SELECT pg_catalog.setval('public.audit_id_seq', 3, true);
SELECT pg_catalog.setval('public.consents_id_seq', 3, true);
SELECT pg_catalog.setval('public.erasures_id_seq', 1, true);
SELECT pg_catalog.setval('public.notifications_id_seq', 6, true);
SELECT pg_catalog.setval('public.offers_id_seq', 3, true);
SELECT pg_catalog.setval('public.rate_events_id_seq', 1, true);
SELECT pg_catalog.setval('public.submissions_id_seq', 21, true);
ALTER TABLE ONLY public.agreements
    ADD CONSTRAINT agreements_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_reference_key UNIQUE (reference);
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
ALTER TABLE ONLY public.rate_events
    ADD CONSTRAINT rate_events_pkey PRIMARY KEY (id);
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
CREATE INDEX ix_consents_email_hash ON public.consents USING btree (email_hash);
CREATE INDEX ix_erasures_email_hash ON public.erasures USING btree (email_hash);
CREATE INDEX ix_imports_reference ON public.imports USING btree (reference);
CREATE INDEX ix_notifications_offer_id ON public.notifications USING btree (offer_id);
CREATE INDEX ix_notifications_submission_id ON public.notifications USING btree (submission_id);
CREATE INDEX ix_offers_submission_id ON public.offers USING btree (submission_id);
CREATE INDEX ix_submissions_content_hash ON public.submissions USING btree (content_hash);
CREATE INDEX ix_submissions_email ON public.submissions USING btree (email);
CREATE INDEX notifications_state_next_at ON public.notifications USING btree (state, next_at);
CREATE INDEX rate_events_bucket_at ON public.rate_events USING btree (bucket, at);
ALTER TABLE ONLY public.matches
    ADD CONSTRAINT matches_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES public.submissions(id);
ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES public.submissions(id);
ALTER TABLE ONLY public.offers
    ADD CONSTRAINT offers_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES public.submissions(id);
