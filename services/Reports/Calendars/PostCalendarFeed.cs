using Dapper;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Calendars;

public static class PostCalendarFeed
{
    /// <summary>Whose calendar it is.</summary>
    public sealed record Body(string Unit);

    /// <summary>The calendar.</summary>
    /// <param name="Url">Its address below the gateway's, shown this once: whoever has it reads the calendar without a token.</param>
    public sealed record Answer(Guid Id, string Unit, string Url, DateTimeOffset MadeAt);

    /// <summary>Makes a calendar (iCalendar, RFC 5545) of what is due from a unit, for calendar programs to subscribe to.</summary>
    public static async Task<Results<Created<Answer>, Refused>> HandleAsync(Body body, Caller caller, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        if (!DivisionCode.TryParse(body.Unit, out _)) return CommonProblems.CodeInvalid.At("/unit", body.Unit);
        caller.MustCover(body.Unit);
        var known = await work.Connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT FROM division WHERE code = @Unit)", body, cancellationToken: cancel));
        if (!known) return ReportsProblems.UnitUnknown.At("/unit", body.Unit);
        var (now, token) = (clock.GetUtcNow(), CalendarToken.Make());
        var id = Guid.CreateVersion7(now);
        await work.Connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO calendar_feed (id, unit, token_hash, client, made_at) VALUES (@id, @Unit, @hash, @Client, @now)",
            new { id, body.Unit, hash = CalendarToken.Hash(token), caller.Client, now }, cancellationToken: cancel));
        return TypedResults.Created($"/api/reports/v1/calendar-feeds/{id}", new Answer(id, body.Unit, $"/api/reports/v1/calendar/{token}.ics", now));
    }
}
