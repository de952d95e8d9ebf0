-- The tables of Reports. They are read and written set-based, in SQL; the entity model has no part in them.
-- Text that is searched by ranges of codes has COLLATE "C": everything below 500118 lies in one range.

-- What others own and Reports keeps ------------------------------------------------------------------------------

CREATE TABLE division (
    code text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,                     -- the code itself where only places below it were imported
    level smallint NOT NULL,                -- 1 province .. 5 village
    valid_from date,
    valid_to date
);
CREATE INDEX division_level ON division (level, code) INCLUDE (valid_to);

CREATE TABLE org_unit (
    code text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL,
    division text COLLATE "C" NOT NULL,
    version integer NOT NULL
);

-- Values refer to elements by number: with ten million values the codes would be half of the table.
CREATE TABLE element (
    id integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    code text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    definition text NOT NULL,
    type text NOT NULL,
    measure text,
    choices text[],
    min numeric,
    max numeric,
    pattern text,
    frequency text NOT NULL,
    valid_for_days integer,
    aggregation text NOT NULL,
    source text COLLATE "C" NOT NULL,
    sharing_class text NOT NULL,
    classification integer NOT NULL,
    adverse_event boolean NOT NULL,
    system text,
    version integer NOT NULL
);

-- One row; grows with every change of an element, in the same transaction, so that a copy in memory knows whether it is still right.
CREATE TABLE catalogue (stamp bigint NOT NULL);
INSERT INTO catalogue VALUES (1);

CREATE TABLE headcount (
    unit text COLLATE "C" PRIMARY KEY,
    as_of date NOT NULL,
    on_post integer NOT NULL,
    establishment integer,
    version bigint NOT NULL
);

CREATE TABLE sharing_grant (
    id uuid PRIMARY KEY,
    consumer text COLLATE "C" NOT NULL,
    elements text[] NOT NULL,
    under text COLLATE "C" NOT NULL,
    state text NOT NULL,
    until date NOT NULL,
    version integer NOT NULL
);
CREATE INDEX sharing_grant_consumer ON sharing_grant (consumer);

-- Forms and their admission --------------------------------------------------------------------------------------

-- A form as it is in force; its wording of each version is in form_version.
CREATE TABLE form (
    code text COLLATE "C" PRIMARY KEY,
    version integer NOT NULL,
    title text NOT NULL,
    department text COLLATE "C" NOT NULL,
    area text COLLATE "C" NOT NULL,         -- the place that the department belongs to
    level smallint NOT NULL,
    frequency text NOT NULL,
    valid_until date,
    minutes_per_filing integer NOT NULL,
    fields integer NOT NULL,
    asked integer NOT NULL,                 -- fields that a person still types
    units bigint NOT NULL,                  -- units of that level in the area on the day of admission
    admitted_at timestamptz NOT NULL
);
CREATE INDEX form_department ON form (department, code);

CREATE TABLE form_version (
    form text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    body jsonb NOT NULL,
    admission jsonb NOT NULL,
    needs_grant text[] NOT NULL,
    admitted_at timestamptz NOT NULL,
    PRIMARY KEY (form, version)
);

CREATE TABLE form_field (
    form text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    element integer NOT NULL,
    position integer NOT NULL,
    required boolean NOT NULL,
    verdict text NOT NULL,
    PRIMARY KEY (form, version, element)
);
CREATE INDEX form_field_element ON form_field (element);

-- Every decision, refusals too.
CREATE TABLE admission_decision (
    id uuid PRIMARY KEY,
    form text COLLATE "C" NOT NULL,
    department text COLLATE "C" NOT NULL,
    decision text NOT NULL,
    body jsonb NOT NULL,
    admission jsonb NOT NULL,
    client text NOT NULL,
    decided_at timestamptz NOT NULL
);
CREATE INDEX admission_decision_form ON admission_decision (form, decided_at);

-- Requests and filings -------------------------------------------------------------------------------------------

-- One act of asking. A task is a pair (request, unit) and has no row of its own.
CREATE TABLE request (
    id uuid PRIMARY KEY,
    form text COLLATE "C" NOT NULL,
    form_version integer NOT NULL,
    department text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    starts date NOT NULL,                   -- first and last day of the period
    until date NOT NULL,
    under text COLLATE "C" NOT NULL,
    low text COLLATE "C" NOT NULL,          -- low <= code < high is the place and everything below it
    high text COLLATE "C" NOT NULL,
    level smallint NOT NULL,
    due_on date NOT NULL,
    tasks bigint NOT NULL,
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL
);
CREATE INDEX request_form ON request (form, period);
CREATE INDEX request_due ON request (due_on, id);
CREATE INDEX request_department ON request (department);

-- What a unit answered: the one thing that can have happened to a task so far.
CREATE TABLE filing (
    id uuid PRIMARY KEY,
    request uuid NOT NULL,
    form text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    nil boolean NOT NULL,
    late boolean NOT NULL,
    typed integer NOT NULL,                 -- cells that a person typed
    reused integer NOT NULL,                -- cells delivered from what was known
    minutes numeric NOT NULL,
    minutes_saved numeric NOT NULL,
    answer jsonb NOT NULL,                  -- {element: value} as a person gave them
    filed_by text NOT NULL,
    filed_at timestamptz NOT NULL
);
CREATE INDEX filing_request ON filing (request, unit); -- the id follows from the two, so it alone is unique
CREATE INDEX filing_unit ON filing (unit, form, period);

-- Earlier versions of filings.
CREATE TABLE filing_version (
    filing uuid NOT NULL,
    version integer NOT NULL,
    nil boolean NOT NULL,
    answer jsonb NOT NULL,
    filed_by text NOT NULL,
    filed_at timestamptz NOT NULL,
    PRIMARY KEY (filing, version)
);

CREATE FUNCTION keep_superseded_filing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO filing_version VALUES (OLD.id, OLD.version, OLD.nil, OLD.answer, OLD.filed_by, OLD.filed_at);
    RETURN NULL;
END $$;
CREATE TRIGGER filing_superseded AFTER UPDATE ON filing FOR EACH ROW EXECUTE FUNCTION keep_superseded_filing();

-- Filings that used a value which was corrected later.
CREATE TABLE filing_amendment (
    filing uuid NOT NULL,
    correction uuid NOT NULL,
    element integer NOT NULL,
    noted_at timestamptz NOT NULL,
    PRIMARY KEY (filing, correction)
);

-- Values ---------------------------------------------------------------------------------------------------------

-- The newest version of each value. All three of number, text and flag null: a nil return.
CREATE TABLE value (
    unit text COLLATE "C" NOT NULL,
    element integer NOT NULL,
    period text COLLATE "C" NOT NULL,
    level smallint NOT NULL,                -- of the unit; 0 for a body
    until date NOT NULL,                    -- last day of the period
    number numeric,
    text text,
    flag boolean,
    version integer NOT NULL,
    source_kind text NOT NULL,
    source_id uuid NOT NULL,
    source_by text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (unit, element, period)     -- a task reads one unit
);
CREATE INDEX value_roll_up ON value (element, period, unit); -- a roll-up reads one element and period

CREATE TABLE value_history (LIKE value);
CREATE INDEX value_history_key ON value_history (unit, element, period, version);

-- Whoever changes a value, the version that was is kept. A trigger, because it sees the very row that is replaced.
CREATE FUNCTION keep_superseded_value() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO value_history SELECT OLD.*;
    RETURN NULL;
END $$;
CREATE TRIGGER value_superseded AFTER UPDATE ON value FOR EACH ROW EXECUTE FUNCTION keep_superseded_value();

-- A correction is carried out once; null versions: there was nothing to correct.
CREATE TABLE correction (
    id uuid PRIMARY KEY,
    element text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    old_version integer,
    version integer,
    done_at timestamptz NOT NULL
);
