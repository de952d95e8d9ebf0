using System.Text.Json;
using Dapper;
using Datarun.Contracts;
using Datarun.Reports.Elements;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;
using NpgsqlTypes;

namespace Datarun.Reports.Values;

public static class RecordValues
{
    private const int ValuesInOneEvent = 5000;
    private const int SlowSeconds = 600;
    private const string SortMemory = "64MB"; // A hundred thousand lines are put in order without a file.

    /// <summary>One line.</summary>
    public sealed record Line(string Element, string Unit, string Period, JsonElement Value);

    /// <summary>What was recorded: received = created + updated + unchanged + refusedCount.</summary>
    /// <param name="Refused">The first 1,000 lines that were not taken.</param>
    public sealed record Answer(int Received, int Created, int Updated, int Unchanged, int RefusedCount, IReadOnlyList<RefusedLine> Refused);

    /// <summary>
    /// A department's system gives the values of its own elements: NDJSON, a line <c>{element, unit, period, value}</c>, gzip accepted. Bad lines
    /// are refused one by one, good ones kept; where a value is given twice the last line holds. The same body again changes nothing.
    /// </summary>
    public static Task<Answer> HandleAsync(
        HttpRequest request, Caller caller, CatchUp catchUp, Catalogue catalogue, UnitOfWork work, TimeProvider clock, CancellationToken cancel) =>
        RecordAsync(GivenValue.OfLinesAsync(request.Body, cancel), new RefusedLines(Language.IsChinese(request.HttpContext)), caller, catchUp, catalogue, work, clock, cancel);

    /// <summary>Records values that come in any form, each by the same rules.</summary>
    public static async Task<Answer> RecordAsync(
        IAsyncEnumerable<GivenValue> given, RefusedLines refused, Caller caller, CatchUp catchUp, Catalogue catalogue, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        await catchUp.WithAsync(cancel, "exchange", "rosters");
        var (connection, now) = (work.Connection, clock.GetUtcNow());
        var elements = await catalogue.ReadAsync(connection, cancel);
        var received = await CopyInAsync(given, caller, elements, connection, refused, cancel);
        var unknown = (await connection.QueryAsync<(int Line, string Unit)>(new CommandDefinition(
            """
            ANALYZE staged (unit);
            DELETE FROM staged s WHERE NOT EXISTS (SELECT FROM division d WHERE d.code = s.unit) AND NOT EXISTS (SELECT FROM org_unit o WHERE o.code = s.unit)
            RETURNING line, unit
            """, commandTimeout: SlowSeconds, cancellationToken: cancel))).AsList();
        foreach (var (line, unit) in unknown) refused.Add(line, ReportsProblems.UnitUnknown, "unit", unit);
        var batch = Guid.CreateVersion7(now);
        var (created, updated) = await connection.QuerySingleAsync<(int, int)>(new CommandDefinition(
            $"""
            SET LOCAL work_mem = '{SortMemory}';
            CREATE TEMP TABLE recorded (element integer, unit text, period text, number numeric, text text, flag boolean, version integer, source_by text) ON COMMIT DROP;
            WITH written AS (
                INSERT INTO value AS v (unit, element, period, level, until, number, text, flag, version, source_kind, source_id, source_by, recorded_at)
                SELECT DISTINCT ON (unit, element, period) unit, element, period, level, until, number, text, flag, 1, 'SYSTEM', @batch, source_by, @now
                FROM staged ORDER BY unit, element, period, line DESC
                {WriteValues.OnConflict}
                RETURNING element, unit, period, number, text, flag, version, source_by)
            INSERT INTO recorded SELECT * FROM written;
            SELECT count(*) FILTER (WHERE version = 1)::integer, count(*) FILTER (WHERE version > 1)::integer FROM recorded;
            """, new { batch, now }, commandTimeout: SlowSeconds, cancellationToken: cancel));
        await PublishAsync(elements, batch, now, work, cancel);
        return new Answer(received, created, updated, received - refused.Count - created - updated, refused.Count, refused.First);
    }

    /// <summary>Streams the good lines into a temporary table.</summary>
    private static async Task<int> CopyInAsync(IAsyncEnumerable<GivenValue> given, Caller caller, ElementSet elements, NpgsqlConnection connection, RefusedLines refused, CancellationToken cancel)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            """
            CREATE TEMP TABLE staged (line integer NOT NULL, element integer NOT NULL, unit text COLLATE "C" NOT NULL, period text COLLATE "C" NOT NULL,
                level smallint NOT NULL, until date NOT NULL, number numeric, text text, flag boolean, source_by text NOT NULL) ON COMMIT DROP
            """, cancellationToken: cancel));
        await using var copy = await connection.BeginBinaryImportAsync("COPY staged FROM STDIN (FORMAT BINARY)", cancel);
        var received = 0;
        await foreach (var line in given.WithCancellation(cancel))
        {
            received++;
            if (Read(line, caller, elements, refused) is not var (element, unit, period, value)) continue;
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(line.Number, NpgsqlDbType.Integer, cancel);
            await copy.WriteAsync(element.Id, NpgsqlDbType.Integer, cancel);
            await copy.WriteAsync(unit, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(period.ToString(), NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(Place.LevelOf(unit), NpgsqlDbType.Smallint, cancel);
            await copy.WriteAsync(period.End, NpgsqlDbType.Date, cancel);
            await WriteAsync(copy, value.Number, NpgsqlDbType.Numeric, cancel);
            await WriteAsync(copy, value.Text, NpgsqlDbType.Text, cancel);
            await WriteAsync(copy, value.Flag, NpgsqlDbType.Boolean, cancel);
            await copy.WriteAsync(element.SourceOf(unit), NpgsqlDbType.Text, cancel);
        }
        await copy.CompleteAsync(cancel);
        return received;
    }

    /// <summary>Reads one line; null when it is refused.</summary>
    private static (Element Element, string Unit, Period Period, ValueBody Value)? Read(GivenValue line, Caller caller, ElementSet elements, RefusedLines refused)
    {
        if (line.Fault is { } fault) refused.Add(line.Number, fault.Problem, fault.Field, fault.Detail);
        else if (!elements.ByCode.TryGetValue(line.Element, out var element)) refused.Add(line.Number, ReportsProblems.ElementUnknown, "element", line.Element);
        else if (!caller.Covers(element.SourceOf(line.Unit))) refused.Add(line.Number, ReportsProblems.NotTheSource, "element", element.SourceOf(line.Unit));
        else if (!OrgUnitCode.TryParse(line.Unit, out _)) refused.Add(line.Number, CommonProblems.CodeInvalid, "unit", line.Unit);
        else if (caller.Area is not null && !caller.AreaCovers(line.Unit)) refused.Add(line.Number, ReportsProblems.OutsideArea, "unit", line.Unit);
        else if (!Period.TryParse(line.Period, out var period)) refused.Add(line.Number, ReportsProblems.PeriodInvalid, "period", line.Period);
        else if (CheckValue.Read(element, line.Typed(element), out var value) is { } wrong) refused.Add(line.Number, wrong.Problem, "value", wrong.Detail);
        else return (element, line.Unit, period, value);
        return null;
    }

    /// <summary>Tells what was recorded, a few thousand values at a time.</summary>
    private static async Task PublishAsync(ElementSet elements, Guid batch, DateTimeOffset now, UnitOfWork work, CancellationToken cancel)
    {
        await work.Connection.ExecuteAsync(new CommandDefinition(
            "DECLARE told NO SCROLL CURSOR FOR SELECT element, unit, period, number, text, flag, version, source_by FROM recorded", cancellationToken: cancel));
        await using var fetch = new NpgsqlCommand($"FETCH {ValuesInOneEvent} FROM told", work.Connection);
        var sources = new Dictionary<string, ValueSource>(StringComparer.Ordinal); // An element's source, or for those of every place the body there.
        while (true)
        {
            var (fetched, values) = (0, new List<RecordedValue>(ValuesInOneEvent));
            await using (var row = await fetch.ExecuteReaderAsync(cancel))
            {
                for (; await row.ReadAsync(cancel); fetched++)
                {
                    var element = elements.ById[row.GetInt32(0)];
                    if (element.IsCitizenId) continue;
                    var body = new ValueBody(row.IsDBNull(3) ? null : row.GetDecimal(3), row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(5) ? null : row.GetBoolean(5));
                    var by = row.GetString(7);
                    if (!sources.TryGetValue(by, out var source)) sources.Add(by, source = new ValueSource("SYSTEM", batch.ToString(), by, now));
                    values.Add(new RecordedValue(element.Code, row.GetString(1), row.GetString(2), body.Raw, row.GetInt32(6), source));
                }
            }
            if (fetched == 0) return;
            if (values.Count > 0) work.Publish(ValuesRecorded.Of(values));
            await work.FlushEventsAsync(cancel);
        }
    }

    private static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken cancel) =>
        value is null ? copy.WriteNullAsync(cancel) : copy.WriteAsync<object>(value, type, cancel);
}
