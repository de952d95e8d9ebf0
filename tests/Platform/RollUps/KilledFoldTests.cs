using Dapper;
using Npgsql;

namespace Datarun.Tests.Platform.RollUps;

/// <summary>kill -9 between a write and the fold of its figures, on a local host of its own.</summary>
public sealed class KilledFoldTests(LocalPlatform platform) : IClassFixture<LocalPlatform>
{
    [Fact]
    public async Task What_was_written_is_folded_after_the_start()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "killed");
        string Line(int village, int value) => $"{{\"element\":\"{element}\",\"unit\":\"{county.Villages[village]}\",\"period\":\"{TestCounty.Month}\",\"value\":{value}}}";
        var path = $"api/reports/v1/rollups?element={element}&period={TestCounty.Month}&under={county.Code}";
        (await civil.PutLinesAsync("api/reports/v1/values:record", [Line(0, 1)])).Is(200);
        Assert.Equal("1", (await civil.GetAsync(path)).Is(200).Items[0]!["value"]!.ToJsonString());

        // Whoever folds this figure waits as long as this connection holds it.
        await using (var reports = new NpgsqlConnection(platform.ConnectionString("reports") + ";Pooling=false"))
        {
            await reports.OpenAsync(TestContext.Current.CancellationToken);
            var id = await reports.ExecuteScalarAsync<int>("SELECT id FROM element WHERE code = @element", new { element });
            await reports.ExecuteAsync("SELECT pg_advisory_lock(hashtextextended(@name, 0))", new { name = $"roll-up/{id}/{TestCounty.Month}" });
            (await civil.PutLinesAsync("api/reports/v1/values:record", [Line(1, 20), Line(4, 300)])).Is(200);
            // An old figure is never given: a reader who cannot have the new one is told so.
            (await civil.GetAsync(path)).IsProblem(503, "ROLL_UP_BEING_MADE");
            Assert.NotEqual(0, await reports.ExecuteScalarAsync<int>("SELECT count(*)::integer FROM roll_up_change WHERE element = @id", new { id }));
            await platform.Program.KillAsync();
        }
        await platform.UpAsync();
        Assert.Equal("321", (await civil.GetAsync(path)).Is(200).Items[0]!["value"]!.ToJsonString());
    }
}
