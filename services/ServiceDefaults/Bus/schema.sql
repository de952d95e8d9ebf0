-- Outbox, inbox, error queue and idempotency keys: the same tables in every service's database.
-- Run by every --migrate; changes nothing the second time.

CREATE SEQUENCE IF NOT EXISTS outbox_sequence AS bigint;

-- The events of this service: written in the transaction of the change, kept as a log that can be replayed.
CREATE TABLE IF NOT EXISTS outbox (
    sequence bigint NOT NULL DEFAULT nextval('outbox_sequence'),
    recorded_on date NOT NULL DEFAULT current_date,
    id uuid NOT NULL,
    type text NOT NULL,
    key text NOT NULL,
    slice smallint NOT NULL,
    body text NOT NULL,
    trace text,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (recorded_on, sequence)
) PARTITION BY RANGE (recorded_on);

-- An event of 20 values is 4 kB of much the same text: lz4 packs it in a fraction of pglz's time, where the server has it.
DO $$
BEGIN
    ALTER TABLE outbox ALTER COLUMN body SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN NULL;
END $$;

CREATE INDEX IF NOT EXISTS outbox_latest ON outbox (type, slice, sequence);

-- Which events are still to be sent. A narrow table, so that to send an event does not write it a second time: the log is never changed.
CREATE TABLE IF NOT EXISTS outbox_waiting (
    slice smallint NOT NULL,
    sequence bigint NOT NULL,
    recorded_on date NOT NULL,
    PRIMARY KEY (slice, sequence)
);

-- Whoever writes an event has it sent; a program of the version before, too.
CREATE OR REPLACE FUNCTION send_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox_waiting (slice, sequence, recorded_on) SELECT slice, sequence, recorded_on FROM said;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER outbox_said AFTER INSERT ON outbox REFERENCING NEW TABLE AS said FOR EACH STATEMENT EXECUTE FUNCTION send_outbox();

-- The version before kept it in the log itself.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'outbox'::regclass AND attname = 'sent_at' AND NOT attisdropped) THEN
        INSERT INTO outbox_waiting (slice, sequence, recorded_on) SELECT slice, sequence, recorded_on FROM outbox WHERE sent_at IS NULL ON CONFLICT DO NOTHING;
        ALTER TABLE outbox DROP COLUMN sent_at; -- and with it the index of those not sent
    END IF;
END $$;

-- Which reaction has handled which event: the key that makes a second delivery change nothing.
CREATE TABLE IF NOT EXISTS inbox (
    reaction text NOT NULL,
    recorded_on date NOT NULL,
    event_id uuid NOT NULL,
    handled_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (reaction, recorded_on, event_id)
) PARTITION BY RANGE (recorded_on);

-- Events that a reaction could not take after all retries; each is redriven or dropped by a person.
CREATE TABLE IF NOT EXISTS error_queue (
    reaction text NOT NULL,
    event_id uuid NOT NULL,
    publisher text NOT NULL,
    type text NOT NULL,
    key text NOT NULL,
    sequence bigint NOT NULL,
    recorded_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    body text NOT NULL,
    error text NOT NULL,
    failed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (reaction, event_id)
);

-- The answer given to an Idempotency-Key, stored in the transaction of the change that it answers for.
CREATE TABLE IF NOT EXISTS idempotency_key (
    client text NOT NULL,
    key text NOT NULL,
    fingerprint bytea,
    status int,
    content_type text,
    etag text,
    location text,
    body bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (client, key)
);
CREATE INDEX IF NOT EXISTS idempotency_key_age ON idempotency_key (created_at);

-- Makes sure that the month of a day has its partition.
CREATE OR REPLACE FUNCTION ensure_month(parent text, day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first date := date_trunc('month', day)::date;
    name text := parent || '_' || to_char(first, 'YYYYMM');
BEGIN
    IF to_regclass(name) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext('ensure_month'));
        EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
            name, parent, first, (first + interval '1 month')::date);
    END IF;
END $$;

-- Drops whole months before a day, unless an event in them still waits to be sent. Answers what was dropped.
CREATE OR REPLACE FUNCTION drop_months(parent text, before date) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    part record;
    waits boolean;
BEGIN
    FOR part IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = parent::regclass
          AND to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' <= before
    LOOP
        waits := false;
        IF parent = 'outbox' THEN
            EXECUTE format('SELECT EXISTS (SELECT FROM outbox_waiting WHERE recorded_on < %L)', to_date(right(part.relname, 6), 'YYYYMM') + interval '1 month') INTO waits;
        END IF;
        IF NOT waits THEN
            EXECUTE format('DROP TABLE %I', part.relname);
            RETURN NEXT part.relname;
        END IF;
    END LOOP;
END $$;

SELECT ensure_month(parent, (current_date + make_interval(months => ahead))::date)
FROM unnest(ARRAY['outbox', 'inbox']) AS parent, generate_series(-1, 2) AS ahead;
