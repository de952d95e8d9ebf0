-- Functions of Exchange's database; made again by every --migrate.

-- Appends entries to the audit log: consecutive numbers, each hash over the one before, the number and the entry.
-- One writer at a time; the lock ends with the transaction.
CREATE OR REPLACE FUNCTION append_audit(entries text[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    last bigint;
    previous bytea;
    entry text;
    e jsonb;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_entry'));
    SELECT a.number, a.hash INTO last, previous FROM audit_entry a ORDER BY a.number DESC LIMIT 1;
    last := coalesce(last, 0);
    previous := coalesce(previous, decode(repeat('00', 32), 'hex'));
    FOREACH entry IN ARRAY entries LOOP
        last := last + 1;
        previous := sha256(previous || convert_to(last || E'\n' || entry, 'UTF8'));
        e := entry::jsonb;
        INSERT INTO audit_entry (number, at, action, consumer, element, period, first_unit, first_period, last_unit, last_period, ranges_from, ranges_to, entry, hash)
        VALUES (last, (e->>'at')::timestamptz, e->>'action', e->>'consumer', e->>'element', e->>'period',
            e->'first'->>0, e->'first'->>1, e->'last'->>0, e->'last'->>1,
            ARRAY(SELECT r->>'from' FROM jsonb_array_elements(nullif(e->'ranges', 'null')) r),
            ARRAY(SELECT r->>'to' FROM jsonb_array_elements(nullif(e->'ranges', 'null')) r),
            entry, previous);
    END LOOP;
    RETURN last;
END $$;

-- The first text after a place and everything below it, or after the one code of a body.
CREATE OR REPLACE FUNCTION unit_range_end(unit text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN unit ~ '^[0-9]+$' THEN left(unit, -1) || chr(ascii(right(unit, 1)) + 1) ELSE unit || ' ' END
$$;

-- Of which units a consumer may read an element today. The only place where the right to read stands in SQL:
-- reads and deliveries both ask it. purpose null means any purpose (a subscription is made under its grant).
CREATE OR REPLACE FUNCTION readable(consumer text, department boolean, asked text, purpose text, today date)
RETURNS TABLE (unit_from text, unit_to text, grant_id uuid) LANGUAGE sql STABLE AS $$
    SELECT '' COLLATE "C", '~' COLLATE "C", NULL::uuid FROM element e
    WHERE e.code = asked AND department AND (e.source = consumer OR e.sharing_class = 'UNCONDITIONAL')
    UNION ALL
    SELECT g.unit_from, g.unit_to, g.id FROM sharing_grant g JOIN element e ON e.code = asked
    WHERE department AND e.sharing_class = 'CONDITIONAL' AND g.consumer = readable.consumer AND g.elements @> ARRAY[asked]
      AND g.state = 'ACTIVE' AND g.until >= today AND (readable.purpose IS NULL OR g.purpose = readable.purpose)
    UNION ALL
    SELECT consumer COLLATE "C", unit_range_end(consumer) COLLATE "C", NULL::uuid WHERE EXISTS (SELECT FROM element e WHERE e.code = asked)
$$;
