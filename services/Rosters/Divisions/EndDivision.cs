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
    public sealed record Body(DateOnly ValidTo);

    /// <summary>
    /// Ends a place that was merged into another or dissolved, or gives another last day to one that has ended; every place below it ends with it, unless it
    /// had ended earlier. It is asked for no period that begins later; what it has reported stays and counts in its own periods.
    /// </summary>
    public static async Task<Results<Ok<DivisionAnswer>, Refused>> HandleAsync(
        DivisionCode code, Body body, Caller caller, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        if (body.ValidTo > clock.Today().AddYears(DivisionLine.MostYearsAhead)) return RostersProblems.ValidToTooFar.At("/validTo");
        var row = await LockAsync(code, caller, work, context, cancel);
        if (row is null) return RostersProblems.DivisionUnknown.Refuse();
        if (await EndedAboveAsync(work.Connection, code, body.ValidTo, cancel) is { } above) return RostersProblems.DivisionAboveEnded.At("/validTo", $"{above.Code}: {above.ValidTo:yyyy-MM-dd}");
        if (await BeginsAfterAsync(work.Connection, code, body.ValidTo, cancel) is { } later) return RostersProblems.PeriodReversed.At("/validTo", $"{later.Code}: {later.Began:yyyy-MM-dd}");
        return TypedResults.Ok(await GiveLastDayAsync(code, row, body.ValidTo, "valid_to IS NULL OR valid_to > @day OR valid_to = @old", work, context, cancel));
    }

    /// <summary>Takes an end back that was entered by mistake: the place goes on as if it had never been said, and with it every place below that ended on the same day.</summary>
    public static async Task<Results<Ok<DivisionAnswer>, Refused>> TakeBackEndOfAsync(
        DivisionCode code, Caller caller, UnitOfWork work, HttpContext context, CancellationToken cancel)
    {
        var row = await LockAsync(code, caller, work, context, cancel);
        if (row is null) return RostersProblems.DivisionUnknown.Refuse();
        if (await EndedAboveAsync(work.Connection, code, DateOnly.MaxValue, cancel) is { } above) return RostersProblems.DivisionAboveEnded.At("?code", $"{above.Code}: {above.ValidTo:yyyy-MM-dd}");
        return TypedResults.Ok(await GiveLastDayAsync(code, row, null, "valid_to = @old", work, context, cancel));
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
        DivisionCode code, DivisionAnswer.Row row, DateOnly? day, string whoseDayFollows, UnitOfWork work, HttpContext context, CancellationToken cancel)
    {
        var changed = (await work.Connection.QueryAsync<DivisionAnswer.Row>(new CommandDefinition(
            $"""
            UPDATE division SET valid_to = @day, version = version + 1
            WHERE code >= @code AND code < @end AND (code = @code OR {whoseDayFollows}) AND valid_to IS DISTINCT FROM @day
            RETURNING {DivisionAnswer.Row.Columns}
            """, new { code = code.ToString(), end = code.RangeEnd, day, old = row.ValidTo }, cancellationToken: cancel))).OrderBy(d => d.Code, StringComparer.Ordinal).ToList();
        foreach (var chunk in changed.Chunk(DivisionAnswer.Row.InOneEvent)) work.Publish(new DivisionsChanged([.. chunk.Select(d => d.Fact)]));
        var now = changed.FirstOrDefault() ?? row;
        ETags.Give(context, now.Version);
        return DivisionAnswer.Of(now);
    }
}
