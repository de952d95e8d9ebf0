namespace Datarun.Bench.Harness;

/// <summary>
/// The tables of the floor: the columns and primary keys of Datarun's own, without its further indexes, triggers and partitions.
/// What those cost is Datarun's to answer for.
/// </summary>
internal static class FloorTables
{
    public const string Sql =
        """
        CREATE TABLE filing (
            id uuid PRIMARY KEY, request uuid NOT NULL, form text NOT NULL, unit text COLLATE "C" NOT NULL, period text COLLATE "C" NOT NULL,
            version integer NOT NULL, nil boolean NOT NULL, answer jsonb NOT NULL, filed_by text NOT NULL, filed_at timestamptz NOT NULL);
        CREATE TABLE value (
            unit text COLLATE "C" NOT NULL, element integer NOT NULL, period text COLLATE "C" NOT NULL, number numeric, text text, flag boolean,
            version integer NOT NULL, source_kind text NOT NULL, source_id uuid NOT NULL, source_by text NOT NULL, recorded_at timestamptz NOT NULL,
            PRIMARY KEY (unit, element, period));
        CREATE TABLE value_copy (LIKE value INCLUDING ALL);
        CREATE TABLE outbox (
            sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid NOT NULL, type text NOT NULL, key text NOT NULL, body text NOT NULL,
            recorded_at timestamptz NOT NULL DEFAULT clock_timestamp());
        CREATE TABLE division (code text COLLATE "C" PRIMARY KEY, name text NOT NULL);
        CREATE UNLOGGED TABLE staging_value (unit text COLLATE "C", element integer, period text COLLATE "C", number numeric, source_id uuid);
        CREATE UNLOGGED TABLE staging_filing (id uuid, unit text COLLATE "C", period text COLLATE "C", answer jsonb);
        """;
}
