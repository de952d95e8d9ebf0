using Dapper;
using Datarun.Rosters;
using Datarun.Rosters.Secondments;
using Datarun.ServiceDefaults.Hosting;
using Datarun.Tests.Platform.Contract.Rosters;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Datarun.Tests.Platform.Crash;

/// <summary>A local host of its own that is killed while it tells of secondments past their last day.</summary>
public sealed class KilledWatchTests(LocalPlatform platform) : IClassFixture<LocalPlatform>
{
    private const int People = 6000; // A dozen looks.

    [Fact]
    public async Task Whoever_looks_when_and_however_often_the_power_goes_each_is_told_once()
    {
        var county = await platform.NewCountyAsync();
        var lending = await Lending.FromAsync(platform, county.Townships[0]);
        await using (var rosters = new NpgsqlConnection(platform.ConnectionString("rosters")))
        {
            await rosters.ExecuteAsync(
                """
                INSERT INTO person (id, name, unit, version) SELECT gen_random_uuid(), '某人', @Unit, 1 FROM generate_series(1, @People);
                INSERT INTO secondment (id, person, post, lender, borrower, from_on, until_on, reason, version)
                SELECT gen_random_uuid(), id, @Post, @Unit, @borrower, '2026-02-09', '2026-07-09', '专班', 1 FROM person WHERE name = '某人'
                """, new { lending.Unit, lending.Post, borrower = county.Townships[1], People });
        }
        await platform.Program.KillAsync();
        for (var (kill, told) = (1, 0); kill <= 3; kill++)
        {
            // The program and its database go as soon as it has begun to tell.
            var up = platform.UpAsync();
            while (!up.IsCompleted && await ToldAsync() <= told) await Task.Delay(1, TestContext.Current.CancellationToken);
            told = Math.Max(told, await ToldAsync());
            await platform.Program.KillAsync();
            await Task.WhenAny(up); // It has not come to be ready, as a rule.
        }
        await platform.UpAsync();
        // Further instances look at the same time as the one that is up.
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            await using var instance = ServiceHost.Build(RostersService.Definition, [$"--ConnectionStrings:Database={platform.ConnectionString("rosters")}", "--Bus=rabbitmq://nowhere/"]);
            var watch = ActivatorUtilities.CreateInstance<WatchSecondments>(instance.Services);
            while (await watch.LookAsync(TestContext.Current.CancellationToken)) { }
        }));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await ToldAsync() < People) await Task.Delay(20, patience.Token);
        await using var after = new NpgsqlConnection(platform.ConnectionString("rosters"));
        Assert.Equal((People, People, People), await after.QuerySingleAsync<(int, int, int)>(
            """
            SELECT (SELECT count(*)::int FROM outbox WHERE type = 'SecondmentChanged' AND body::json ->> 'state' = 'OVERSTAY'),
                (SELECT count(DISTINCT key)::int FROM outbox WHERE type = 'SecondmentChanged' AND json_array_length(body::json -> 'tells') = 2),
                (SELECT count(*)::int FROM secondment_step WHERE step ->> 'kind' = 'OVERSTAYED')
            """));
    }

    /// <summary>How many are told; none while the database is down.</summary>
    private async Task<int> ToldAsync()
    {
        try
        {
            await using var rosters = new NpgsqlConnection(platform.ConnectionString("rosters") + ";Pooling=false");
            return await rosters.ExecuteScalarAsync<int>("SELECT count(*)::int FROM secondment WHERE told_of IS NOT NULL");
        }
        catch (Exception down) when (down is NpgsqlException or IOException or IndexOutOfRangeException or FormatException)
        {
            return 0; // Where it listens is not written yet, or no more.
        }
    }
}
