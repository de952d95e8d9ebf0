using Dapper;
using Datarun.Contracts;
using Datarun.Reports.Ledgers;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace Datarun.Reports.LedgerEntries;

public static class ImportEntries
{
    private const int SlowSeconds = 600, UnitsInOneEvent = 5000;

    /// <summary>What was imported: received = created + updated + unchanged + refusedCount.</summary>
    /// <param name="Refused">The first 1,000 lines that were not taken.</param>
    public sealed record Answer(int Received, int Created, int Updated, int Unchanged, int RefusedCount, IReadOnlyList<RefusedLine> Refused);

    /// <summary>
    /// Takes entries in bulk: CSV (UTF-8, GBK/GB18030, or UTF-16 as Excel's Unicode text; cells between commas, semicolons or tabs; all found out by itself), XLSX or NDJSON of <c>{unit, values, validFrom?}</c>, gzip accepted.
    /// One of the first ten lines of a table names <c>unit</c>, fields by code or name, and if wanted <c>validFrom</c>; what stands above it is a title. Entries are known by unit and key: new ones
    /// are made, others changed. Bad lines are refused one by one, good ones kept. The same file again changes nothing.
    /// </summary>
    public static async Task<Ok<Answer>> HandleAsync(
        string code, HttpRequest request, Caller caller, CatchUp catchUp, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        await catchUp.WithAsync(cancel, "rosters");
        var connection = work.Connection;
        await FindLedger.LockAsync(code, alone: true, connection, cancel);
        var ledger = await FindLedger.MustAsync(code, connection, cancel);
        var refused = new RefusedLines(Language.IsChinese(request.HttpContext));
        var received = await CopyInAsync(ledger, request, caller, connection, refused, cancel);
        foreach (var late in await connection.QueryAsync<Late>(new CommandDefinition(MergeSql.Decide(ledger.IsOfEvents), new { ledger.Id, now = clock.GetUtcNow() }, commandTimeout: SlowSeconds, cancellationToken: cancel)))
            refused.Add(late.Line, late.Problem, late.Field, late.Detail);
        var counts = await connection.QuerySingleAsync<Counts>(new CommandDefinition(
            MergeSql.Write, new { ledger.Id, client = caller.Client, by = caller.Unit, now = clock.GetUtcNow() }, commandTimeout: SlowSeconds, cancellationToken: cancel));
        var units = (await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT DISTINCT unit FROM merged WHERE outcome IN ('CREATED', 'CHANGED', 'BEGUN') ORDER BY unit", cancellationToken: cancel))).AsList();
        foreach (var chunk in units.Chunk(UnitsInOneEvent)) work.Publish(new LedgerEntriesChanged(code, chunk));
        return TypedResults.Ok(new Answer(received, counts.Created, counts.Updated, received - counts.Created - counts.Updated - refused.Count, refused.Count, refused.First));
    }

    /// <summary>Streams the good lines into a temporary table.</summary>
    private static async Task<int> CopyInAsync(LedgerRow ledger, HttpRequest request, Caller caller, NpgsqlConnection connection, RefusedLines refused, CancellationToken cancel)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            """
            CREATE TEMP TABLE staged (line integer NOT NULL, unit text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL, valid_from date, data jsonb NOT NULL) ON COMMIT DROP
            """, cancellationToken: cancel));
        await using var copy = await connection.BeginBinaryImportAsync("COPY staged FROM STDIN (FORMAT BINARY)", cancel);
        var received = 0;
        await foreach (var line in ReadFile.LinesAsync(ledger, request, refused, cancel))
        {
            received++;
            if (Read(ledger, line, caller, refused) is not { } entry) continue;
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(line.Number, NpgsqlDbType.Integer, cancel);
            await copy.WriteAsync(line.Unit!, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(entry.Key, NpgsqlDbType.Text, cancel);
            if (entry.ValidFrom is { } day) await copy.WriteAsync(day, NpgsqlDbType.Date, cancel);
            else await copy.WriteNullAsync(cancel);
            await copy.WriteAsync(entry.Json, NpgsqlDbType.Jsonb, cancel);
        }
        await copy.CompleteAsync(cancel);
        return received;
    }

    private static CheckedEntry? Read(LedgerRow ledger, ImportLine line, Caller caller, RefusedLines refused)
    {
        if (WhyNot(ledger, line, caller) is { } fault)
        {
            refused.Add(line.Number, fault);
            return null;
        }
        var entry = CheckEntry.Of(ledger, line.Values, line.ValidFrom);
        if (entry.Errors.Count == 0) return entry;
        refused.Add(line.Number, [.. entry.Errors.Select(e => e with { Pointer = e.Pointer.Split('/')[^1] })]);
        return null;
    }

    /// <summary>Why a line is not looked at any further; null where its unit may keep it.</summary>
    private static GivenFault? WhyNot(LedgerRow ledger, ImportLine line, Caller caller)
    {
        if (line.Fault is not null) return line.Fault;
        if (line.Unit is not { } unit) return new(CommonProblems.FieldRequired, "unit");
        if (!OrgUnitCode.TryParse(unit, out _)) return new(CommonProblems.CodeInvalid, "unit");
        if (!caller.Covers(unit)) return new(CommonProblems.OutsideYourUnit, "unit", unit);
        return EntryRights.RefuseUnit(ledger, unit) is var (wrong, detail) ? new(wrong, "unit", detail) : null;
    }

    private sealed record Late
    {
        public int Line { get; init; }
        public string Outcome { get; init; } = "";
        public string? Detail { get; init; }

        public Problem Problem => Outcome switch
        {
            "TWICE" => LedgerProblems.EntryTwice, "UNKNOWN" => ReportsProblems.UnitUnknown, "CLOSED" => LedgerProblems.EntryClosed, _ => LedgerProblems.ValidFromInvalid,
        };

        public string? Field => Outcome switch { "UNKNOWN" => "unit", "TWICE" => null, _ => "validFrom" };
    }

    private sealed record Counts
    {
        public int Created { get; init; }
        public int Updated { get; init; }
    }
}
