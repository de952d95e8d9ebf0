using Dapper;
using Datarun.Contracts;
using Datarun.Reports.Elements;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Periods;
using Npgsql;

namespace Datarun.Reports.Values;

/// <summary>A value that was read from a line and found right.</summary>
public readonly record struct ReadValue(int Line, ValueToWrite Value);

/// <summary>
/// Records what a system gives, some thousands of values at a time. As long as all of them are new they are copied in as they come; from the
/// first that is there already, the rest is gathered and merged at the end, where the last line of each value holds.
/// </summary>
public sealed class Recording(ElementSet elements, RefusedLines refused, UnitOfWork work, DateTimeOffset now)
{
    private const string Kind = "SYSTEM";
    private const int SlowSeconds = 600;
    private const int MostRemembered = 100_000; // Units: a body that gives several values of each asks for them once.
    private const string SortMemory = "64MB"; // A hundred thousand lines are put in order without a file.
    private readonly Guid _id = Guid.CreateVersion7(now);
    private readonly HashSet<string> _knownUnits = new(StringComparer.Ordinal);
    private bool _merges;

    public ElementSet Elements => elements;
    public int Created { get; private set; }
    public int Updated { get; private set; }

    /// <summary>One of its values.</summary>
    public ValueToWrite Value(Element element, string unit, Period period, ValueBody body) => new(element, unit, period, body, _id, element.SourceOf(unit));

    /// <summary>Takes the next values, in the order of their lines.</summary>
    public async Task TakeAsync(IReadOnlyList<ReadValue> read, CancellationToken cancel)
    {
        var known = await OfKnownUnitsAsync(read, cancel);
        if (known.Count == 0) return;
        if (!_merges)
        {
            if (await CopyAsync(LastOfEach(known), cancel)) return;
            await BeginMergeAsync(cancel);
        }
        await StageAsync(known, cancel);
    }

    /// <summary>Merges what was gathered.</summary>
    public async Task FinishAsync(CancellationToken cancel)
    {
        if (!_merges) return;
        var (created, updated) = await work.Connection.QuerySingleAsync<(int, int)>(new CommandDefinition(
            $"""
            SET LOCAL work_mem = '{SortMemory}';
            CREATE TEMP TABLE recorded (element integer, unit text, period text, number numeric, text text, flag boolean, version integer, source_by text) ON COMMIT DROP;
            WITH written AS (
                INSERT INTO value AS v (unit, element, period, level, until, number, text, flag, version, source_kind, source_id, source_by, recorded_at)
                SELECT DISTINCT ON (unit, element, period) unit, element, period, level, until, number, text, flag, 1, '{Kind}', @_id, source_by, @now
                FROM staged ORDER BY unit, element, period, line DESC
                {WriteValues.OnConflict}
                RETURNING element, unit, period, number, text, flag, version, source_by)
            INSERT INTO recorded SELECT * FROM written;
            SELECT count(*) FILTER (WHERE version = 1)::integer, count(*) FILTER (WHERE version > 1)::integer FROM recorded;
            """, new { _id, now }, commandTimeout: SlowSeconds, cancellationToken: cancel));
        Created += created;
        Updated += updated;
        await TellMergedAsync(cancel);
    }

    /// <summary>Refuses those about units that nobody knows; answers the others.</summary>
    private async Task<IReadOnlyList<ReadValue>> OfKnownUnitsAsync(IReadOnlyList<ReadValue> read, CancellationToken cancel)
    {
        var units = read.Select(r => r.Value.Unit).Where(u => !_knownUnits.Contains(u)).ToHashSet(StringComparer.Ordinal);
        if (units.Count == 0) return read;
        var unknown = (await work.Connection.QueryAsync<string>(new CommandDefinition(
            """
            SELECT unit FROM unnest(@units) AS unit
            WHERE NOT EXISTS (SELECT FROM division d WHERE d.code = unit) AND NOT EXISTS (SELECT FROM org_unit o WHERE o.code = unit)
            """, new { units = units.ToArray() }, cancellationToken: cancel))).ToHashSet(StringComparer.Ordinal);
        if (_knownUnits.Count > MostRemembered) _knownUnits.Clear();
        _knownUnits.UnionWith(units.Except(unknown));
        if (unknown.Count == 0) return read;
        var parts = read.ToLookup(r => unknown.Contains(r.Value.Unit));
        foreach (var (line, value) in parts[true]) refused.Add(line, ReportsProblems.UnitUnknown, "unit", value.Unit);
        return [.. parts[false]];
    }

    private static ValueToWrite[] LastOfEach(IReadOnlyList<ReadValue> read)
    {
        ReadValue[] ordered = [.. read];
        Array.Sort(ordered, (a, b) => ValueToWrite.Compare(a.Value, b.Value) is not 0 and var key ? key : b.Line.CompareTo(a.Line));
        return [.. ordered.Where((r, i) => i == 0 || ValueToWrite.Compare(ordered[i - 1].Value, r.Value) != 0).Select(r => r.Value)];
    }

    private async Task<bool> CopyAsync(ValueToWrite[] values, CancellationToken cancel)
    {
        if (!await CopyValues.TryAsync(values, Kind, now, work.Connection, cancel)) return false;
        Created += values.Length;
        var told = new ToldValues(Kind, now);
        foreach (var value in values) told.Add(value, version: 1);
        await TellAsync(told, cancel);
        return true;
    }

    private Task BeginMergeAsync(CancellationToken cancel)
    {
        _merges = true;
        return work.Connection.ExecuteAsync(new CommandDefinition(
            """
            CREATE TEMP TABLE staged (line integer NOT NULL, element integer NOT NULL, unit text COLLATE "C" NOT NULL, period text COLLATE "C" NOT NULL,
                level smallint NOT NULL, until date NOT NULL, number numeric, text text, flag boolean, source_by text NOT NULL) ON COMMIT DROP
            """, cancellationToken: cancel));
    }

    private async Task StageAsync(IReadOnlyList<ReadValue> read, CancellationToken cancel)
    {
        await using var copy = await CopyRows.BeginAsync(work.Connection, "COPY staged FROM STDIN (FORMAT BINARY)", cancel);
        foreach (var (line, value) in read)
        {
            await copy.RowAsync(10, cancel);
            copy.Integer(line);
            copy.Integer(value.Element.Id);
            copy.Text(value.Unit);
            copy.Text(value.PeriodText);
            copy.Smallint(Place.LevelOf(value.Unit));
            copy.Date(value.Period.End);
            copy.Body(value.Body);
            copy.Text(value.By);
        }
        await copy.CompleteAsync(cancel);
    }

    /// <summary>Tells what was merged, a few thousand values at a time.</summary>
    private async Task TellMergedAsync(CancellationToken cancel)
    {
        await work.Connection.ExecuteAsync(new CommandDefinition(
            "DECLARE told NO SCROLL CURSOR FOR SELECT element, unit, period, number, text, flag, version, source_by FROM recorded", cancellationToken: cancel));
        await using var fetch = new NpgsqlCommand($"FETCH {ValuesRecorded.Most} FROM told", work.Connection);
        while (true)
        {
            var (fetched, told) = (0, new ToldValues(Kind, now));
            await using (var row = await fetch.ExecuteReaderAsync(cancel))
            {
                for (; await row.ReadAsync(cancel); fetched++)
                {
                    var body = new ValueBody(row.IsDBNull(3) ? null : row.GetDecimal(3), row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(5) ? null : row.GetBoolean(5));
                    told.Add(new ValueToWrite(elements.ById[row.GetInt32(0)], row.GetString(1), Period.Parse(row.GetString(2)), body, _id, row.GetString(7)), row.GetInt32(6));
                }
            }
            if (fetched == 0) return;
            await TellAsync(told, cancel);
        }
    }

    /// <summary>Their events leave at once, so that those of a large body do not gather in memory.</summary>
    private Task TellAsync(ToldValues told, CancellationToken cancel)
    {
        foreach (var fact in ValuesRecorded.Split(told.All)) work.Publish(fact);
        return work.FlushEventsAsync(cancel);
    }
}
