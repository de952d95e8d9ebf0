using Dapper;
using Datarun.Tests.Platform.Servers;
using Npgsql;

namespace Datarun.Tests.Platform.Reactions;

/// <summary>What an event asks of the database can take longer than a statement may. On a real RabbitMQ and a real PostgreSQL.</summary>
public sealed class HeavyEventTests(DistributedPlatform platform) : IClassFixture<DistributedPlatform>
{
    private const string Reaction = "accountability.keep-places";

    [Fact]
    public async Task An_event_that_takes_too_long_holds_no_other_up_and_waits_in_the_error_queue()
    {
        var county = await platform.NewCountyAsync();
        await EveryReaction.QuietAsync(platform);
        var heavy = county.Code + "400";
        await platform.KillAsync("accountability");
        await ImportAsync(county.Code + "300");
        await ImportAsync(heavy);
        await county.EndAsync(TestCounty.Today, county.Code + "300");
        await ImportAsync(county.Code + "500");
        await using var database = await SlowDownAsync(heavy);
        await StartImpatientAsync();

        await UntilAsync(database, "SELECT count(*)::int FROM place WHERE code = @code", county.Code + "500");
        Assert.Equal(TestCounty.Today, await database.ExecuteScalarAsync<DateOnly?>("SELECT valid_to FROM place WHERE code = @code", new { code = county.Code + "300" }));
        var kept = (await database.QueryAsync<(Guid Id, string Type, string Error)>("SELECT event_id, type, error FROM error_queue WHERE reaction = @Reaction", new { Reaction })).Single();
        Assert.Equal("DivisionsChanged", kept.Type);
        Assert.Contains($"gives up on DivisionsChanged {kept.Id}", platform.Output("accountability"), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(database, heavy));

        await GoFastAsync(database);
        await platform.RunAsync("accountability", "--redrive");
        Assert.Equal(1, await CountAsync(database, heavy));
        Assert.Equal(0, await database.ExecuteScalarAsync<int>("SELECT count(*)::int FROM error_queue"));
        await EveryReaction.QuietAsync(platform);
    }

    [Fact]
    public async Task A_database_that_hangs_is_waited_for_and_nothing_of_what_it_was_asked_is_given_up()
    {
        var county = await platform.NewCountyAsync();
        await EveryReaction.QuietAsync(platform);
        var place = county.Code + "400";
        await platform.KillAsync("accountability");
        await using var database = await SlowDownAsync(place);
        var server = await CrashingPostgres.OfAsync(platform.ConnectionString("accountability"));
        await StartImpatientAsync();
        await ImportAsync(place);
        await UntilAsync(database, "SELECT count(*)::int FROM pg_stat_activity WHERE datname = 'accountability' AND wait_event = 'PgSleep' AND @code <> ''", place);

        server.Hold();
        try
        {
            // Longer than all tries with an event that is to blame itself.
            await RunningPlatform.UntilAsync(() => Task.FromResult(platform.Output("accountability").Split("waits for its database").Length > 5));
        }
        finally
        {
            server.GoOn();
        }
        await GoFastAsync(database);
        await UntilAsync(database, "SELECT count(*)::int FROM place WHERE code = @code", place);
        Assert.Equal(0, await database.ExecuteScalarAsync<int>("SELECT count(*)::int FROM error_queue"));
    }

    private async Task ImportAsync(string code) => (await platform.Admin.PostCsvAsync("api/rosters/v1/divisions:import", $"code,name\n{code},某镇\n")).Is(200);

    /// <summary>A statement of it may take two seconds only.</summary>
    private Task StartImpatientAsync() => platform.StartAgainAsync(
        "accountability", $"--ConnectionStrings:Database={platform.ConnectionString("accountability")};Command Timeout=2;Cancellation Timeout=500;Timeout=1");

    private async Task<NpgsqlConnection> SlowDownAsync(string place)
    {
        var database = new NpgsqlConnection(platform.ConnectionString("accountability"));
        await database.OpenAsync();
        await database.ExecuteAsync(
            $"""
            CREATE OR REPLACE FUNCTION take_long() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NEW; END';
            CREATE TRIGGER takes_long BEFORE INSERT OR UPDATE ON place FOR EACH ROW WHEN (NEW.code = '{place}') EXECUTE FUNCTION take_long()
            """);
        return database;
    }

    private static Task<int> GoFastAsync(NpgsqlConnection database) => database.ExecuteAsync(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'accountability' AND wait_event = 'PgSleep'; -- Of a caller that is gone.
        DROP TRIGGER takes_long ON place
        """);

    private static Task<int> CountAsync(NpgsqlConnection database, string code) =>
        database.ExecuteScalarAsync<int>("SELECT count(*)::int FROM place WHERE code = @code", new { code });

    private static Task UntilAsync(NpgsqlConnection database, string count, string code) =>
        RunningPlatform.UntilAsync(async () => await database.ExecuteScalarAsync<int>(count, new { code }) > 0);
}
