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
        INSERT INTO audit_entry (number, at, action, consumer, element, period, first_unit, first_period, last_unit, last_period, ranges_from, ranges_to, elements, entry, hash)
        VALUES (last, (e->>'at')::timestamptz, e->>'action', e->>'consumer', e->>'element', e->>'period',
            e->'first'->>0, e->'first'->>1, e->'last'->>0, e->'last'->>1,
            ARRAY(SELECT r->>'from' FROM jsonb_array_elements(nullif(e->'ranges', 'null')) r),
            ARRAY(SELECT r->>'to' FROM jsonb_array_elements(nullif(e->'ranges', 'null')) r),
            (SELECT array_agg(DISTINCT s->>'element') FROM jsonb_array_elements(nullif(e->'bulk', 'null')->'scope') s WHERE (e->>'rows')::integer > 0),
            entry, previous);
    END LOOP;
    RETURN last;
END $$;

-- The first text after a place and everything below it, or after the one code of a body.
CREATE OR REPLACE FUNCTION unit_range_end(unit text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN unit ~ '^[0-9]+$' THEN left(unit, -1) || chr(ascii(right(unit, 1)) + 1) ELSE unit || ' ' END
$$;

-- Who is the source of an element about a unit: the one named for the smallest area that holds the unit, else the element's own.
-- The only place where that is decided.
CREATE OR REPLACE FUNCTION source_of(asked text, about text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT n.source FROM named_source n WHERE n.element = asked AND n.under <> '' AND starts_with(about, n.under) ORDER BY length(n.under) DESC LIMIT 1),
        (SELECT e.source FROM element e WHERE e.code = asked))
$$;

-- What stands between an element that a formula derives and whoever would read it: elements of another department, read by its formula or by one below,
-- that are no longer shared without conditions. A formula is given only over what its department may give on; the class of that can change afterwards.
CREATE OR REPLACE FUNCTION closed_under(asked text) RETURNS TABLE (operand text) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE reads AS (
        SELECT f.element, unnest(f.operands) AS operand FROM element_formula f WHERE f.element = asked
        UNION
        SELECT f.element, unnest(f.operands) FROM reads r JOIN element_formula f ON f.element = r.operand)
    SELECT DISTINCT o.code FROM reads r JOIN element e ON e.code = r.element JOIN element o ON o.code = r.operand
    WHERE o.source <> e.source AND o.sharing_class <> 'UNCONDITIONAL'
$$;

-- Of which units a consumer may read an element today, whatever it is derived from.
CREATE OR REPLACE FUNCTION readable_itself(consumer text, department boolean, asked text, purpose text, today date)
RETURNS TABLE (unit_from text, unit_to text, grant_id uuid) LANGUAGE sql STABLE AS $$
    SELECT '' COLLATE "C", '~' COLLATE "C", NULL::uuid FROM element e
    WHERE e.code = asked AND department AND (e.source = consumer OR e.sharing_class = 'UNCONDITIONAL')
    UNION ALL
    SELECT n.under, unit_range_end(n.under) COLLATE "C", NULL::uuid FROM named_source n WHERE department AND n.element = asked AND n.source = consumer AND n.under <> ''
    UNION ALL
    SELECT g.unit_from, g.unit_to, g.id FROM sharing_grant g JOIN element e ON e.code = asked
    WHERE department AND e.sharing_class = 'CONDITIONAL' AND g.consumer = readable_itself.consumer AND g.elements @> ARRAY[asked]
      AND g.state = 'ACTIVE' AND g.until >= today AND (readable_itself.purpose IS NULL OR g.purpose = readable_itself.purpose)
    UNION ALL
    SELECT consumer COLLATE "C", unit_range_end(consumer) COLLATE "C", NULL::uuid WHERE EXISTS (SELECT FROM element e WHERE e.code = asked)
$$;

-- The same of an element that a formula derives: of units of which the consumer may read it and everything that it is closed under. Ranges nest or are apart.
CREATE OR REPLACE FUNCTION readable_derived(consumer text, department boolean, asked text, purpose text, today date)
RETURNS TABLE (unit_from text, unit_to text, grant_id uuid) LANGUAGE sql STABLE AS $$
    WITH needed AS (SELECT asked AS element UNION SELECT operand FROM closed_under(asked)),
    given AS MATERIALIZED (SELECT n.element, r.* FROM needed n CROSS JOIN LATERAL readable_itself(consumer, department, n.element, purpose, today) r)
    SELECT DISTINCT g.unit_from, g.unit_to, g.grant_id FROM given g
    WHERE NOT EXISTS (SELECT FROM needed n WHERE NOT EXISTS (
        SELECT FROM given o WHERE o.element = n.element AND o.unit_from <= g.unit_from AND o.unit_to >= g.unit_to))
$$;

-- Of which units a consumer may read an element today. The only place where the right to read stands in SQL:
-- reads and deliveries both ask it. purpose null means any purpose (a subscription is made under its grant).
CREATE OR REPLACE FUNCTION readable(consumer text, department boolean, asked text, purpose text, today date)
RETURNS TABLE (unit_from text, unit_to text, grant_id uuid) LANGUAGE sql STABLE AS $$
    SELECT r.unit_from, r.unit_to, r.grant_id FROM readable_itself(consumer, department, asked, purpose, today) r
    WHERE NOT EXISTS (SELECT FROM element_formula f WHERE f.element = asked)
    UNION ALL
    SELECT r.unit_from, r.unit_to, r.grant_id FROM readable_derived(consumer, department, asked, purpose, today) r
    WHERE EXISTS (SELECT FROM element_formula f WHERE f.element = asked)
$$;

-- From when the duty list is in force that a unit has on a day; null where it has none.
CREATE OR REPLACE FUNCTION duty_list_from(of_unit text, today date) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT max(l.valid_from) FROM duty_list l WHERE l.unit = of_unit AND l.valid_from <= today
$$;

-- By how many workdays a clock was extended with consent.
CREATE OR REPLACE FUNCTION consented_workdays(of_subject uuid) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(x.workdays), 0)::integer FROM extension x WHERE x.subject = of_subject AND x.decision = 'CONSENTED'
$$;

-- First and last day of a period in any of its written forms. In PL/pgSQL, because PostgreSQL cannot inline them and starts a query anew for
-- each call of an SQL function: forty times as slow, which a filter by periods over a million rows showed.
CREATE OR REPLACE FUNCTION period_start(period text) RETURNS date LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN CASE
        WHEN length(period) = 4 THEN make_date(period::integer, 1, 1)
        WHEN period LIKE '____-H_' THEN make_date(left(period, 4)::integer, right(period, 1)::integer * 6 - 5, 1)
        WHEN period LIKE '____-Q_' THEN make_date(left(period, 4)::integer, right(period, 1)::integer * 3 - 2, 1)
        WHEN period LIKE '____-W__' THEN to_date(left(period, 4) || right(period, 2), 'IYYYIW')
        WHEN period LIKE '____-__-T_' THEN make_date(left(period, 4)::integer, substr(period, 6, 2)::integer, right(period, 1)::integer * 10 - 9)
        WHEN length(period) = 7 THEN make_date(left(period, 4)::integer, right(period, 2)::integer, 1)
        ELSE period::date
    END;
END $$;
CREATE OR REPLACE FUNCTION period_end(period text) RETURNS date LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN CASE
        WHEN length(period) = 4 THEN make_date(period::integer, 12, 31)
        WHEN period LIKE '____-H_' THEN (period_start(period) + interval '6 months - 1 day')::date
        WHEN period LIKE '____-Q_' THEN (period_start(period) + interval '3 months - 1 day')::date
        WHEN period LIKE '____-W__' THEN period_start(period) + 6
        WHEN period LIKE '____-__-T3' THEN (date_trunc('month', period_start(period)) + interval '1 month - 1 day')::date
        WHEN period LIKE '____-__-T_' THEN period_start(period) + 9
        WHEN length(period) = 7 THEN (period_start(period) + interval '1 month - 1 day')::date
        ELSE period::date
    END;
END $$;

-- Whether a read of many values, as the audit log has it, gave the version that was known from change `came` until `gone`.
CREATE OR REPLACE FUNCTION bulk_gave(bulk jsonb, element text, unit text, period text, came bigint, gone bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (bulk->>'snapshot')::bigint >= came AND (bulk->>'snapshot')::bigint < gone
        AND (nullif(bulk->'changes', 'null') IS NULL OR (came > (bulk->'changes'->>0)::bigint AND came <= (bulk->'changes'->>1)::bigint))
        AND (nullif(bulk->'first', 'null') IS NULL OR ((element COLLATE "C", unit COLLATE "C", period COLLATE "C") >= (bulk->'first'->>0, bulk->'first'->>1, bulk->'first'->>2)
            AND (element COLLATE "C", unit COLLATE "C", period COLLATE "C") <= (bulk->'last'->>0, bulk->'last'->>1, bulk->'last'->>2)))
        AND (bulk->>'period' IS NULL OR bulk->>'period' = period)
        AND (bulk->>'from' IS NULL OR period_start(period) >= (bulk->>'from')::date)
        AND (bulk->>'to' IS NULL OR period_end(period) <= (bulk->>'to')::date)
        AND (bulk->>'digits' IS NULL OR (length(unit) = (bulk->>'digits')::integer AND unit ~ '^[0-9]+$'))
        AND EXISTS (SELECT FROM jsonb_array_elements(bulk->'scope') s
            WHERE s->>'element' = element AND unit COLLATE "C" >= s->>'from' AND unit COLLATE "C" < s->>'to')
$$;

-- Which change has a number of a feed's run, and which number a change: a run numbers its changes one by one from its first.
CREATE OR REPLACE FUNCTION change_at(first bigint, changes int8multirange, asked bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT lower(x) + asked - first - before
    FROM (SELECT x, sum(upper(x) - lower(x)) OVER (ORDER BY x)::bigint - (upper(x) - lower(x)) AS before FROM unnest(changes) x) p
    WHERE asked - first >= before AND asked - first < before + upper(x) - lower(x)
$$;
CREATE OR REPLACE FUNCTION number_of(first bigint, changes int8multirange, change bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT first + coalesce(sum(least(upper(x), change) - lower(x)), 0)::bigint FROM unnest(changes) x WHERE lower(x) < change
$$;

-- How many numbers there are.
CREATE OR REPLACE FUNCTION count_of(numbers int8multirange) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(sum(upper(x) - lower(x)), 0)::bigint FROM unnest(numbers) x
$$;

-- The id of what is told, from its name, and an instant in it: as Change.Of and Json.WriteInstant have them in the program. STABLE as what they call is, so
-- that PostgreSQL can inline them.
CREATE OR REPLACE FUNCTION told_id(name text) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT encode(substring(sha256(convert_to(name, 'UTF8')) FROM 1 FOR 16), 'hex')::uuid
$$;
CREATE OR REPLACE FUNCTION told_instant(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT regexp_replace(to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '\.?0+$', '') || 'Z'
$$;
