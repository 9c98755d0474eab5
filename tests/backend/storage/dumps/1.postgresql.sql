CREATE TABLE public.notifications (
    id integer NOT NULL,
    submission_id integer NOT NULL,
    state character varying(20) NOT NULL,
    created_at character varying(24) NOT NULL,
    attempts integer NOT NULL,
    CONSTRAINT known_state CHECK (((state)::text = ANY ((ARRAY['pending'::character varying, 'held'::character varying])::text[])))
);
CREATE SEQUENCE public.notifications_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.notifications_id_seq OWNED BY public.notifications.id;
CREATE TABLE public.schema_version (
    version integer NOT NULL
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
    consent_version character varying(10) NOT NULL,
    consent_text text NOT NULL,
    CONSTRAINT known_status CHECK (((status)::text = ANY ((ARRAY['received'::character varying, 'quarantined'::character varying])::text[])))
);
CREATE SEQUENCE public.submissions_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.submissions_id_seq OWNED BY public.submissions.id;
ALTER TABLE ONLY public.notifications ALTER COLUMN id SET DEFAULT nextval('public.notifications_id_seq'::regclass);
ALTER TABLE ONLY public.submissions ALTER COLUMN id SET DEFAULT nextval('public.submissions_id_seq'::regclass);
INSERT INTO public.notifications VALUES (1, 7, 'pending', '2026-11-20T10:00:00.000Z', 0);
INSERT INTO public.notifications VALUES (2, 14, 'held', '2026-11-20T10:00:00.000Z', 0);
INSERT INTO public.schema_version VALUES (1);
INSERT INTO public.submissions VALUES (7, 'Q-0000-0000-0001', 'key-1', '69cf8a211167677925ff27a8a8d8cf523213b95c216aecfb4e3bc7e939d9f9e4', 'received', '2026-11-20T10:00:00.000Z', 'Ada@example.com', '{"email": "Ada@example.com", "notes": "Za\u017c\u00f3\u0142\u0107 \ud835\udcb3 ''quoted''"}', '2026-11-22', 'I agree.');
INSERT INTO public.submissions VALUES (14, 'Q-0000-0000-0002', NULL, '7f013ebe329a716dd1c41d2e4d149bea498c6f4746025979d31b210509502928', 'quarantined', '2026-11-20T10:00:00.000Z', 'ben@example.com', '{"email": "ben@example.com", "notes": "two\nlines"}', '2026-11-22', 'I agree.');
SELECT pg_catalog.setval('public.notifications_id_seq', 3, true);
SELECT pg_catalog.setval('public.submissions_id_seq', 21, true);
ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.submissions
    ADD CONSTRAINT submissions_idempotency_key_key UNIQUE (idempotency_key);
ALTER TABLE ONLY public.submissions
    ADD CONSTRAINT submissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.submissions
    ADD CONSTRAINT submissions_reference_key UNIQUE (reference);
CREATE INDEX ix_notifications_submission_id ON public.notifications USING btree (submission_id);
CREATE INDEX ix_submissions_content_hash ON public.submissions USING btree (content_hash);
CREATE INDEX ix_submissions_email ON public.submissions USING btree (email);
ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES public.submissions(id);
