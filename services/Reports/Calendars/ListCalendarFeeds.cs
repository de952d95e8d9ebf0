using Dapper;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Calendars;

/// <summary>A calendar as it is listed: without its address, which is known to whoever made it.</summary>
public sealed record CalendarFeed(Guid Id, string Unit, string Client, DateTimeOffset MadeAt, DateTimeOffset? RevokedAt);

public static class ListCalendarFeeds
{
    /// <summary>The calendars of a unit and of everything below it, revoked ones too.</summary>
    /// <param name="unit">The unit, with everything below it.</param>
    public static async Task<Page<CalendarFeed>> HandleAsync(
        string unit, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        if (Place.Read(unit) is not { } place) throw CommonProblems.ParameterInvalid.At("?unit", RightForm.Of(nameof(DivisionCode))).AsException();
        caller.MustCover(unit);
        var keys = page.Keys(2) ?? ["", Guid.Empty.ToString()];
        var id = PageQuery.IdOf(keys[1]);
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<CalendarFeed>(new CommandDefinition(
            """
            SELECT id, unit, client, made_at, revoked_at FROM calendar_feed
            WHERE unit >= @Low AND unit < @High AND (unit, id) > (@after, @id) ORDER BY unit, id LIMIT @limit
            """, new { place.Low, place.High, after = keys[0], id, limit = page.Size + 1 }, cancellationToken: cancel));
        return page.Of(rows.AsList(), f => [f.Unit, f.Id.ToString()]);
    }
}
