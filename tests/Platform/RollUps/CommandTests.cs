using Dapper;
using Datarun.Tests.Platform.Contract;
using Npgsql;

namespace Datarun.Tests.Platform.RollUps;

/// <summary>An operator can have every figure checked against the values, and made anew.</summary>
public sealed class CommandTests(LocalPlatform platform)
{
    [Fact]
    public async Task Verifying_names_each_figure_that_differs_and_rebuilding_mends_it()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "verified");
        await civil.RecordAsync(element, county.Villages[0], 3);
        var path = $"api/reports/v1/rollups?element={element}&period={TestCounty.Month}&under={county.Code}";
        Assert.Equal("3", (await civil.GetAsync(path)).Is(200).Items[0]!["value"]!.ToJsonString());
        var (code, output) = await RunAsync("--verify-rollups");
        Assert.True(code == 0, output);

        await using (var reports = new NpgsqlConnection(platform.ConnectionString("reports")))
        {
            await reports.ExecuteAsync(
                "UPDATE roll_up SET summed = summed + 1 FROM element e WHERE e.id = roll_up.element AND e.code = @element AND unit = @unit", new { element, unit = county.Townships[0] });
        }
        (code, output) = await RunAsync("--verify-rollups");
        Assert.Equal(1, code);
        Assert.Contains($"{element} {TestCounty.Month} {county.Townships[0]}: kept", output, StringComparison.Ordinal);

        // Whoever reads while figures are made anew never sees too little.
        var rebuilding = RunAsync("--rebuild-rollups");
        do Assert.Equal("3", (await civil.GetAsync(path)).Is(200).Items[0]!["value"]!.ToJsonString());
        while (!rebuilding.IsCompleted);
        (code, output) = await rebuilding;
        Assert.True(code == 0, output);
        (code, output) = await RunAsync("--verify-rollups");
        Assert.True(code == 0, output);
        Assert.Equal("3", (await civil.GetAsync(path)).Is(200).Items[0]!["value"]!.ToJsonString());
    }

    [Fact]
    public async Task A_weight_where_there_is_nothing_to_weigh_makes_no_figure()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var weight = await county.DefineAsync(civil, "people");
        var mean = await county.DefineAsync(civil, "income", e => (e["aggregation"], e["weightedBy"]) = ("AVG", weight));
        await civil.RecordAsync(weight, county.Villages[0], 40);
        var figure = (await civil.GetAsync($"api/reports/v1/rollups?element={mean}&period={TestCounty.Month}&under={county.Code}")).Is(200).Items[0]!;
        Assert.Equal((null, "0"), (figure["value"]?.ToJsonString(), figure["reported"]!.ToString()));
        var (code, output) = await RunAsync("--verify-rollups");
        Assert.True(code == 0, output);
    }

    private Task<(int Code, string Output)> RunAsync(string command) => ReportsCommand.RunAsync(platform, command);
}
