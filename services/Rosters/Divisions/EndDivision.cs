using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Rosters.Divisions;

internal static class EndDivision
{
    /// <summary>When the place ends.</summary>
    /// <param name="ValidTo">Its last day, such as 2026-12-31; in the past as well, not before its first day and at most ten years ahead.</param>
    /// <param name="Successors">Codes of the places that it went into, at most 100: known ones, that do not end with it. Left out, what was said before stays; an empty list takes it away.</param>
    public sealed record Body(DateOnly ValidTo, IReadOnlyList<DivisionCode>? Successors = null);

    private const int MostSuccessors = 100; // Of a county that is divided anew into its townships, many times over.

    /// <summary>
    /// Ends a place that was merged into another or dissolved, or gives another last day to one that has ended; every place below it ends with it, unless it
    /// had ended earlier. It is asked for no period that begins later; what it has reported stays and counts in its own periods. Posts and people that it leaves are listed (reassignments) until they are placed elsewhere.
    /// </summary>
    public static async Task<Results<Ok<DivisionAnswer>, Refused>> HandleAsync(
        DivisionCode code, Body body, Caller caller, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        if (body.ValidTo > clock.Today().AddYears(DivisionLine.MostYearsAhead)) return RostersProblems.ValidToTooFar.At("/validTo");
        var row = await LockAsync(code, caller, work, context, cancel);
        if (row is null) return RostersProblems.DivisionUnknown.Refuse();
        if (await EndedAboveAsync(work.Connection, code, body.ValidTo, cancel) is { } above) return RostersProblems.DivisionAboveEnded.At("/validTo", $"{above.Code}: {above.ValidTo:yyyy-MM-dd}");
        if (await BeginsAfterAsync(work.Connection, code, body.ValidTo, cancel) is { } later) return RostersProblems.PeriodReversed.At("/validTo", $"{later.Code}: {later.Began:yyyy-MM-dd}");
        var successors = body.Successors?.Select(s => s.ToString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (await RefuseAsync(work.Connection, code, body, cancel) is { } refused) return refused;
        return TypedResults.Ok(await GiveLastDayAsync(code, row, body.ValidTo, successors ?? row.Successors, "valid_to IS NULL OR valid_to > @day OR valid_to = @old", work, context, cancel));
    }

    /// <summary>Why the place cannot go where it is said to have gone: none of them may be itself, below it, unknown, or gone by then.</summary>
    private static async Task<Refused?> RefuseAsync(NpgsqlConnection connection, DivisionCode code, Body body, CancellationToken cancel)
    {
        if (body.Successors is not { Count: > 0 } into) return null;
        if (into.Count > MostSuccessors) return RostersProblems.SuccessorsTooMany.At("/successors", $"{into.Count}");
        var facts = (await connection.QueryAsync<(string Code, bool Known, bool Ends)>(new CommandDefinition(
            """
            SELECT s.code, EXISTS (SELECT FROM division d WHERE d.code >= s.code AND d.code < s.until),
                EXISTS (SELECT FROM division d WHERE d.code IN (left(s.code, 2), left(s.code, 4), left(s.code, 6), left(s.code, 9), s.code) AND d.valid_to <= @day)
            FROM (SELECT DISTINCT code COLLATE "C" AS code, until COLLATE "C" AS until FROM unnest(@codes, @ends) AS t(code, until)) s
            """, new { codes = into.Select(s => s.ToString()).ToArray(), ends = into.Select(s => s.RangeEnd).ToArray(), day = body.ValidTo }, cancellationToken: cancel))).ToDictionary(f => f.Code);
        var check = new Check();
        foreach (var (at, successor) in into.Index())
        {
            var (name, known, ends) = facts[successor.ToString()];
            check.That(known, $"/successors/{at}", RostersProblems.DivisionNotKnown, name)
                .That(!known || (!code.Covers(successor) && !ends), $"/successors/{at}", RostersProblems.SuccessorInvalid, name);
        }
        return check.Passes ? null : check.Refused;
    }

    /// <summary>Takes an end back that was entered by mistake: the place goes on as if it had never been said, and with it every place below that ended on the same day.</summary>
    public static async Task<Results<Ok<DivisionAnswer>, Refused>> TakeBackEndOfAsync(
        DivisionCode code, Caller caller, UnitOfWork work, HttpContext context, CancellationToken cancel)
    {
        var row = await LockAsync(code, caller, work, context, cancel);
        if (row is null) return RostersProblems.DivisionUnknown.Refuse();
        if (await EndedAboveAsync(work.Connection, code, DateOnly.MaxValue, cancel) is { } above) return RostersProblems.DivisionAboveEnded.At("?code", $"{above.Code}: {above.ValidTo:yyyy-MM-dd}");
        return TypedResults.Ok(await GiveLastDayAsync(code, row, null, [], "valid_to = @old", work, context, cancel));
    }

    /// <summary>The place, if it was registered itself; until the end of the transaction nobody else changes places, so that the events about them leave in the order of the commits.</summary>
    private static async Task<DivisionAnswer.Row?> LockAsync(DivisionCode code, Caller caller, UnitOfWork work, HttpContext context, CancellationToken cancel)
    {
        if (!caller.AreaCovers(code.ToString())) throw RostersProblems.DivisionOutsideYourArea.Refuse().With("unit", code).With("yours", caller.Unit).AsException();
        var row = await work.Connection.QuerySingleOrDefaultAsync<DivisionAnswer.Row>(new CommandDefinition(
            $"LOCK TABLE division IN SHARE ROW EXCLUSIVE MODE; SELECT {DivisionAnswer.Row.Columns} FROM division WHERE code = @code", new { code = code.ToString() }, cancellationToken: cancel));
        if (row is not null) ETags.Match(context, row.Version);
        return row;
    }

    /// <summary>The highest of the places above that ends before the day.</summary>
    private static Task<DivisionAnswer.Row?> EndedAboveAsync(NpgsqlConnection connection, DivisionCode code, DateOnly day, CancellationToken cancel) =>
        connection.QueryFirstOrDefaultAsync<DivisionAnswer.Row>(new CommandDefinition(
            $"SELECT {DivisionAnswer.Row.Columns} FROM division WHERE code = ANY(@above) AND valid_to < @day ORDER BY code LIMIT 1",
            new { above = code.Ancestors.Select(a => a.ToString()).ToList(), day }, cancellationToken: cancel));

    /// <summary>The first place of it that begins only after the day.</summary>
    private static Task<DivisionAnswer.Row?> BeginsAfterAsync(NpgsqlConnection connection, DivisionCode code, DateOnly day, CancellationToken cancel) =>
        connection.QueryFirstOrDefaultAsync<DivisionAnswer.Row>(new CommandDefinition(
            $"SELECT {DivisionAnswer.Row.Columns} FROM division WHERE code >= @code AND code < @end AND began > @day ORDER BY code LIMIT 1",
            new { code = code.ToString(), end = code.RangeEnd, day }, cancellationToken: cancel));

    private static async Task<DivisionAnswer> GiveLastDayAsync(
        DivisionCode code, DivisionAnswer.Row row, DateOnly? day, string[] successors, string whoseDayFollows, UnitOfWork work, HttpContext context, CancellationToken cancel)
    {
        var changed = (await work.Connection.QueryAsync<DivisionAnswer.Row>(new CommandDefinition(
            $"""
            UPDATE division SET valid_to = @day, successors = CASE WHEN code = @code THEN @successors WHEN @day IS NULL THEN ARRAY[]::text[] ELSE successors END, version = version + 1
            WHERE code >= @code AND code < @end AND (code = @code OR {whoseDayFollows})
                AND (valid_to IS DISTINCT FROM @day OR code = @code AND successors IS DISTINCT FROM @successors)
            RETURNING {DivisionAnswer.Row.Columns}
            """, new { code = code.ToString(), end = code.RangeEnd, day, successors, old = row.ValidTo }, cancellationToken: cancel))).OrderBy(d => d.Code, StringComparer.Ordinal).ToList();
        foreach (var chunk in changed.Chunk(DivisionAnswer.Row.InOneEvent)) work.Publish(new DivisionsChanged([.. chunk.Select(d => d.Fact)]));
        var now = changed.FirstOrDefault() ?? row;
        ETags.Give(context, now.Version);
        return DivisionAnswer.Of(now);
    }
}
