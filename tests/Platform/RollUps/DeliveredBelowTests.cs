using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Contract;
using Datarun.Tests.Platform.Ledgers;

namespace Datarun.Tests.Platform.RollUps;

/// <summary>A unit whose value follows from those below it has nothing to type and is missing nowhere: in its task, in figures, in lists and in the burden.</summary>
public sealed class DeliveredBelowTests(LocalPlatform platform)
{
    private const string Api = "api/reports/v1";

    private static async Task<string> AskAsync(TestCounty county, ApiClient office, string form, string level, IEnumerable<string> elements)
    {
        (await office.PutAsync($"{Api}/forms/{form}", TestCounty.Form(office, elements, f => f["level"] = level))).Is(201);
        return (await office.PostAsync($"{Api}/requests", new { form, period = TestCounty.Month, under = county.Code, dueOn = TestCounty.Today.AddDays(20) })).Is(201)["id"].ToString();
    }

    /// <summary>What every place where it is told says of a request of two townships, as seen by the county.</summary>
    private static async Task<string> SayAsync(TestCounty county, ApiClient office, ApiClient reporter, string request, string element, string? under = null)
    {
        under ??= county.Code;
        var figure = (await office.GetAsync($"{Api}/rollups?element={element}&period={TestCounty.Month}&under={under}")).Is(200).Items[0]!;
        var states = county.Townships.Where(t => t.StartsWith(under, StringComparison.Ordinal)).Select(async t =>
        {
            var task = (await reporter.GetAsync($"{Api}/tasks/{request}.{t}")).Is(200);
            return $"{task["state"]} {task["cells"].AsArray().Single(c => c!["element"]!.ToString() == element)!["state"]}";
        });
        var counts = (await office.GetAsync($"{Api}/requests/{request}/progress?under={under}")).Is(200).Items[0]!["counts"]!;
        var missing = (await office.GetAsync($"{Api}/requests/{request}/missing?under={under}")).Is(200).Items.Count;
        return $"{figure["expected"]} {figure["missing"]} | {string.Join(' ', await Task.WhenAll(states))} | {counts["filed"]} {counts["missing"]} | {missing}";
    }

    [Fact]
    public async Task A_township_whose_villages_gave_it_is_not_missing_anywhere()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var (element, other) = (await county.DefineAsync(civil, "given"), await county.DefineAsync(civil, "other"));
        var request = await AskAsync(county, civil, $"t{county.Code}", "TOWNSHIP", [element, other]);
        var reporter = await county.ReporterAsync(county.Code);
        Assert.Equal("2 2 | PENDING MISSING PENDING MISSING | 0 2 | 2", await SayAsync(county, civil, reporter, request, element));
        await civil.RecordAsync(element, county.Villages[0], 4);
        await civil.RecordAsync(other, county.Villages[1], 4);
        Assert.Equal("2 1 | COMPLETED DERIVED PENDING MISSING | 1 1 | 1", await SayAsync(county, civil, reporter, request, element));
        Assert.Equal("1 0 | COMPLETED DERIVED | 1 0 | 0", await SayAsync(county, civil, reporter, request, element, county.Townships[0]));
        var burden = (await reporter.GetAsync($"{Api}/burden?unit={county.Code}")).Is(200);
        Assert.Equal(("4", "0", "2"), (burden["asked"].ToString(), burden["typed"].ToString(), burden["reused"].ToString()));
        var of = (await civil.GetAsync($"{Api}/rollups/explain?element={element}&period={TestCounty.Month}&unit={county.Code}")).Is(200);
        Assert.Equal(["0", "1"], of.Items.Select(i => i!["missing"]!.ToString()));
        var unit = (await reporter.GetAsync($"{Api}/missing?unit={county.Code}")).Is(200).Items;
        Assert.Equal([county.Townships[1]], unit.Select(i => i!["unit"]!.ToString()));
        var returned = (await reporter.GetAsync($"{Api}/return-flow?unit={county.Code}&element={element}")).Is(200).Items.Single()!;
        Assert.Equal(("2", "1"), (returned["expected"]!.ToString(), returned["missing"]!.ToString()));
        // A value of its own changes nothing in it, nor a village that answers nothing happened.
        await civil.RecordAsync(element, county.Townships[0], 9);
        Assert.Equal("2 1 | COMPLETED KNOWN PENDING MISSING | 1 1 | 1", await SayAsync(county, civil, reporter, request, element));
    }

    [Fact]
    public async Task What_villages_declared_or_what_was_recalled_is_counted_alike()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var (element, other) = (await county.DefineAsync(civil, "given"), await county.DefineAsync(civil, "other"));
        await AskAsync(county, civil, $"v{county.Code}", "VILLAGE", [element]);
        var request = await AskAsync(county, civil, $"t{county.Code}", "TOWNSHIP", [element, other]);
        await civil.RecordAsync(other, county.Villages[0], 1);
        await civil.RecordAsync(other, county.Villages[3], 1);
        var reporter = await county.ReporterAsync(county.Code);
        Assert.Equal("8 8 | PENDING MISSING PENDING MISSING | 0 2 | 2", await SayAsync(county, civil, reporter, request, element));
        (await reporter.PutAsync($"{Api}/standing-nils/{county.Villages[0]}/v{county.Code}", new { from = TestCounty.Month + "-01", reason = "辖区内没有" })).Is(201);
        Assert.Equal("8 6 | COMPLETED DERIVED PENDING MISSING | 1 1 | 1", await SayAsync(county, civil, reporter, request, element));
        Assert.Equal("4 2 | COMPLETED DERIVED | 1 0 | 0", await SayAsync(county, civil, reporter, request, element, county.Townships[0]));
        // Who had it delivered is asked all the same where a part is recalled; who had not is not.
        (await civil.PostAsync($"{Api}/requests/{request}/recall", new { reason = "另行调度" })).Is(201);
        Assert.Equal("7 5 | COMPLETED DERIVED TERMINATED MISSING | 1 0 | 0", await SayAsync(county, civil, reporter, request, element));
        await civil.RecordAsync(element, county.Villages[4], 2);
        Assert.Equal("8 4 | COMPLETED DERIVED COMPLETED DERIVED | 2 0 | 0", await SayAsync(county, civil, reporter, request, element));
    }

    [Fact]
    public async Task What_does_not_roll_up_is_missing_until_the_township_gives_it()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "single", e => e["aggregation"] = "NONE");
        var request = await AskAsync(county, civil, $"t{county.Code}", "TOWNSHIP", [element]);
        var reporter = await county.ReporterAsync(county.Code);
        await civil.RecordAsync(element, county.Villages[0], 4);
        Assert.Equal("2 2 | PENDING MISSING PENDING MISSING | 0 2 | 2", await SayAsync(county, civil, reporter, request, element));
        // Rolled up after all, it is delivered, without anything being written.
        await county.DefineAsync(civil, "single");
        await RunningPlatform.EventuallyAsync(
            () => reporter.GetAsync($"{Api}/tasks/{request}.{county.Townships[0]}"), a => a.Is(200)["state"].ToString() == "COMPLETED");
        Assert.Equal("2 1 | COMPLETED DERIVED PENDING MISSING | 1 1 | 1", await SayAsync(county, civil, reporter, request, element));
    }

    [Fact]
    public async Task A_township_that_was_not_there_is_not_counted_as_delivered()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var (element, other) = (await county.DefineAsync(civil, "given"), await county.DefineAsync(civil, "other"));
        var request = await AskAsync(county, civil, $"t{county.Code}", "TOWNSHIP", [element, other]);
        await civil.RecordAsync(element, county.Villages[0], 4);
        await ExpectedAsync("2 1");
        await county.EndAsync(new(2020, 12, 31), county.Townships[0]);
        await ExpectedAsync("1 1");
        await county.EndAsync(null, county.Townships[0]);
        await ExpectedAsync("2 1");
        // It began later than its villages, as far as is known: what it follows from does not answer for the other.
        (await platform.Admin.PostCsvAsync("api/rosters/v1/divisions:import", $"code,name,began\n{county.Townships[0]},第100镇,{TestCounty.Today.AddMonths(3):yyyy-MM-dd}\n")).Is(200);
        await ExpectedAsync("1 1");

        Task ExpectedAsync(string wanted) => RunningPlatform.EventuallyAsync(
            () => civil.GetAsync($"{Api}/rollups?element={element}&period={TestCounty.Month}&under={county.Code}"), a => $"{a.Is(200).Items[0]!["expected"]} {a.Items[0]!["missing"]}" == wanted);
    }
}
