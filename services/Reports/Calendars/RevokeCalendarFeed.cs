using Dapper;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Calendars;

public static class RevokeCalendarFeed
{
    /// <summary>Revokes a calendar: its address answers 404 from now on. Once more changes nothing.</summary>
    public static async Task<Results<Ok<CalendarFeed>, Refused>> HandleAsync(Guid id, Caller caller, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var feed = await work.Connection.QuerySingleOrDefaultAsync<CalendarFeed>(new CommandDefinition(
            "SELECT id, unit, client, made_at, revoked_at FROM calendar_feed WHERE id = @id FOR UPDATE", new { id }, cancellationToken: cancel));
        if (feed is null) return CalendarsProblems.CalendarUnknown.Refuse();
        caller.MustCover(feed.Unit);
        feed = feed with { RevokedAt = feed.RevokedAt ?? clock.GetUtcNow() };
        await work.Connection.ExecuteAsync(new CommandDefinition("UPDATE calendar_feed SET revoked_at = @RevokedAt WHERE id = @Id", feed, cancellationToken: cancel));
        return TypedResults.Ok(feed);
    }
}
