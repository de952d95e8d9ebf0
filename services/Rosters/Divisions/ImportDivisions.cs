using System.Text;
using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Csv;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace Datarun.Rosters.Divisions;

internal static class ImportDivisions
{
    // All the country's villages on a slow disk; ordinary commands keep the ordinary limit.
    private const int SlowSeconds = 600;

    /// <summary>What an import did: received = created + updated + unchanged + refusedCount.</summary>
    /// <param name="Received">Lines with something on them, without the header.</param>
    /// <param name="Created">New places.</param>
    /// <param name="Updated">Places that have a new name or another first day.</param>
    /// <param name="Unchanged">Places that were known so already.</param>
    /// <param name="RefusedCount">Lines that were not taken.</param>
    /// <param name="Refused">The first 1,000 of them.</param>
    public sealed record Answer(int Received, int Created, int Updated, int Unchanged, int RefusedCount, IReadOnlyList<RefusedLine> Refused);

    /// <summary>
    /// Takes a CSV (UTF-8, or UTF-16 as Excel's Unicode text; cells between commas, semicolons or tabs; gzip accepted) with the columns code and name, further ones ignored, for places of any level and in any
    /// number. A column began may give the first day of the place itself, such as 2026-03-01: it is asked for no period that was over before; where
    /// it is blank, or there is no such column, what is known of it stays. Bad lines are refused one by one and good ones kept; a file in another encoding is
    /// refused whole. The same file again changes nothing.
    /// </summary>
    /// <param name="validFrom">First day of new places and new names; today where it is not given.</param>
    public static async Task<Results<Ok<Answer>, Refused>> HandleAsync(
        HttpRequest request, DateOnly? validFrom, Caller caller, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        if (CsvBody.Refuse(request, out var named) is { } refused) return refused;
        var from = validFrom ?? clock.Today();
        var refusals = new RefusedLines(Language.IsChinese(request.HttpContext));
        var received = await CopyInAsync(request.Body, named, caller, clock.Today().AddYears(DivisionLine.MostYearsAhead), work.Connection, refusals, cancel);
        var counts = await MergeAsync(work.Connection, from, clock.GetUtcNow(), refusals, cancel);
        await PublishChangesAsync(work, cancel);
        return TypedResults.Ok(new Answer(received, counts.Created, counts.Updated, received - counts.Created - counts.Updated - refusals.Count, refusals.Count, refusals.First));
    }

    /// <summary>Streams the good lines into a temporary table.</summary>
    private static async Task<int> CopyInAsync(Stream body, Encoding? named, Caller caller, DateOnly last, NpgsqlConnection connection, RefusedLines refusals, CancellationToken cancel)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            """CREATE TEMP TABLE incoming (line integer NOT NULL, code text COLLATE "C" NOT NULL, name text NOT NULL, began date) ON COMMIT DROP""", cancellationToken: cancel));
        await using var copy = await connection.BeginBinaryImportAsync("COPY incoming (line, code, name, began) FROM STDIN (FORMAT BINARY)", cancel);
        var (received, fields) = (0, new List<string>());
        CsvHeader? header = null;
        char? separator = null;
        await foreach (var line in TextLines.ReadAsync(body, named, cancel))
        {
            if (header is null && separator is null && line.Text is not null && CsvSeparator.IsSaid(line.Text, out var said))
            {
                separator = said;
                continue;
            }
            if (header is null)
            {
                header = CsvHeader.Of(line, separator) ?? throw RostersProblems.CsvHeaderInvalid.Refuse().AsException();
                continue;
            }
            if (line.Text is { } text && CsvSeparator.IsBlank(text, header.Separator)) continue;
            received++;
            if (DivisionLine.Read(line, header, fields, caller, last, out var code, out var name, out var began) is var (problem, field))
            {
                refusals.Add(line.Number, problem, code, field);
                continue;
            }
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(line.Number, NpgsqlDbType.Integer, cancel);
            await copy.WriteAsync(code!, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(name, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(began, NpgsqlDbType.Date, cancel);
        }
        if (header is null) throw RostersProblems.CsvHeaderInvalid.Refuse().AsException();
        await copy.CompleteAsync(cancel);
        return received;
    }

    /// <summary>Decides for every code at once what it is, keeps the old names of what is renamed, and writes the rest.</summary>
    private static async Task<Counts> MergeAsync(NpgsqlConnection connection, DateOnly from, DateTimeOffset now, RefusedLines refusals, CancellationToken cancel)
    {
        // One import at a time, so that the events about places leave in the order of the commits. Readers go on.
        await connection.ExecuteAsync(new CommandDefinition(
            """
            LOCK TABLE division IN SHARE ROW EXCLUSIVE MODE;
            ANALYZE incoming;
            CREATE TEMP TABLE merged ON COMMIT DROP AS
            SELECT DISTINCT ON (i.code) i.code, i.name, i.began AS given, coalesce(i.began, d.began) AS began, CASE WHEN d.name = i.name THEN d.valid_from ELSE @from END AS valid_from, d.valid_to, coalesce(d.successors, '{}') AS successors,
                   CASE WHEN d.code IS NULL THEN 'CREATED' WHEN d.name = i.name AND coalesce(i.began, d.began) IS NOT DISTINCT FROM d.began THEN 'UNCHANGED'
                       WHEN i.began > d.valid_to THEN 'REVERSED' WHEN d.name = i.name THEN 'REDATED' WHEN @from < d.valid_from THEN 'TOO_EARLY' ELSE 'RENAMED' END AS outcome
            FROM incoming i LEFT JOIN division d ON d.code = i.code
            ORDER BY i.code, i.line;
            UPDATE merged m SET outcome = 'ABOVE_ENDED' FROM division d
            WHERE d.valid_to IS NOT NULL AND m.outcome = 'CREATED' AND m.code > d.code AND starts_with(m.code, d.code);
            """, new { from }, commandTimeout: SlowSeconds, cancellationToken: cancel));
        var late = (await connection.QueryAsync<(int Line, string Code, string Outcome, int Count)>(new CommandDefinition(
            $"""
            SELECT i.line, i.code, CASE WHEN (i.name, i.began) IS DISTINCT FROM (m.name, m.given) THEN 'TWICE' ELSE m.outcome END, (count(*) OVER ())::integer
            FROM incoming i JOIN merged m ON m.code = i.code
            WHERE (i.name, i.began) IS DISTINCT FROM (m.name, m.given) OR m.outcome IN ('TOO_EARLY', 'REVERSED', 'ABOVE_ENDED') ORDER BY i.line LIMIT {RefusedLines.Most}
            """, commandTimeout: SlowSeconds, cancellationToken: cancel))).AsList();
        if (late.Count > 0) refusals.Add(late[0].Count, late.Select(l => (l.Line, ProblemOf(l.Outcome), l.Code, l.Outcome == "REVERSED" ? CsvHeader.BeganColumn : l.Outcome == "TOO_EARLY" ? null : CsvHeader.CodeColumn)));
        return await connection.QuerySingleAsync<Counts>(new CommandDefinition(
            """
            INSERT INTO former_division (code, version, name, valid_from, valid_to, replaced_at)
            SELECT d.code, d.version, d.name, d.valid_from, @from - 1, @now FROM merged m JOIN division d ON d.code = m.code WHERE m.outcome = 'RENAMED';
            UPDATE division d SET name = m.name, valid_from = m.valid_from, began = m.began, version = d.version + 1 FROM merged m WHERE m.code = d.code AND m.outcome IN ('RENAMED', 'REDATED');
            INSERT INTO division (code, name, valid_from, began, version) SELECT code, name, valid_from, began, 1 FROM merged WHERE outcome = 'CREATED' ORDER BY code;
            SELECT (count(*) FILTER (WHERE outcome = 'CREATED'))::integer AS created, (count(*) FILTER (WHERE outcome IN ('RENAMED', 'REDATED')))::integer AS updated FROM merged;
            """, new { from, now }, commandTimeout: SlowSeconds, cancellationToken: cancel));
    }

    private static Problem ProblemOf(string outcome) => outcome switch
    {
        "TWICE" => RostersProblems.CodeTwice,
        "TOO_EARLY" => RostersProblems.ValidFromTooEarly,
        "REVERSED" => RostersProblems.PeriodReversed,
        _ => RostersProblems.DivisionAboveEnded,
    };

    /// <summary>Tells the others, a chunk at a time, so that a large import never lies in memory whole.</summary>
    private static async Task PublishChangesAsync(UnitOfWork work, CancellationToken cancel)
    {
        await work.Connection.ExecuteAsync(new CommandDefinition(
            "DECLARE changed NO SCROLL CURSOR FOR SELECT code, name, valid_from, valid_to, began, successors FROM merged WHERE outcome IN ('CREATED', 'RENAMED', 'REDATED') ORDER BY code", cancellationToken: cancel));
        while (true)
        {
            var rows = await work.Connection.QueryAsync<DivisionAnswer.Row>(new CommandDefinition(
                $"FETCH {DivisionAnswer.Row.InOneEvent} FROM changed", commandTimeout: SlowSeconds, cancellationToken: cancel));
            var facts = rows.Select(r => r.Fact).ToList();
            if (facts.Count == 0) break;
            work.Publish(new DivisionsChanged(facts));
            await work.FlushEventsAsync(cancel);
        }
        await work.Connection.ExecuteAsync(new CommandDefinition("CLOSE changed", cancellationToken: cancel));
    }

    private sealed record Counts
    {
        public int Created { get; init; }
        public int Updated { get; init; }
    }
}
