using Dapper;
using Npgsql;

namespace Datarun.Tests.Platform.Reactions;

/// <summary>The log of events is kept by months, some of which are made ahead. A clock that is set on by half a year comes to one that nobody made.</summary>
public sealed class MonthTests(LocalPlatform platform) : IClassFixture<LocalPlatform>
{
    [Fact]
    public async Task In_a_month_that_was_not_made_ahead_writing_goes_on_and_its_events_arrive()
    {
        var county = await platform.NewCountyAsync();
        await EveryReaction.QuietAsync(platform);
        foreach (var service in EveryReaction.Services.Select(s => s.Name))
        {
            await using var connection = new NpgsqlConnection(platform.ConnectionString(service));
            foreach (var table in await connection.QueryAsync<string>("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent IN ('outbox'::regclass, 'inbox'::regclass)"))
                await connection.ExecuteAsync($"DROP TABLE {table}");
        }

        // Many at one moment: one of them makes the month.
        await Task.WhenAll(Enumerable.Range(0, 12).Select(async i =>
            (await platform.Admin.PutAsync($"api/rosters/v1/org-units/{county.Code}-O{i}", new { name = $"机构{i}", kind = "DEPARTMENT", division = county.Code })).Is(201)));
        await county.DefineAsync(await county.OfficeAsync("CIVIL"), "counted"); // Exchange has heard of the office by then.
        await EveryReaction.QuietAsync(platform);
    }
}
