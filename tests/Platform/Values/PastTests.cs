using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Values;

public sealed class PastTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/";

    [Fact]
    public async Task A_value_keeps_every_version_and_where_it_came_from()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("WATER");
        var element = await county.DefineAsync(office, "wells");
        var request = await county.AskAsync(office, $"wells-{county.Code}", [element]);
        var village = await county.ReporterAsync(county.Village);
        foreach (var value in new[] { 3, 4, 4 })
            (await village.PutAsync($"{Reports}tasks/{request}.{county.Village}/filing", new { values = new Dictionary<string, int> { [element] = value } })).Is(200);
        await office.RecordAsync(element, county.Village, 5);

        var path = $"{Reports}values/history?element={element}&unit={county.Village}&period={TestCounty.Month}";
        var past = (await village.GetAsync(path)).Is(200).Items;
        Assert.Equal([(3, 5, "SYSTEM"), (2, 4, "FILING"), (1, 3, "FILING")],
            past.Select(v => (v!["number"]!.GetValue<int>(), v["value"]!.GetValue<int>(), v["source"]!["kind"]!.ToString())));
        Assert.Equal($"{request}.{county.Village}", past[1]!["task"]!.ToString());
        Assert.Null(past[0]!["to"]);
        Assert.Equal(past[1]!["from"]!.ToString(), past[2]!["to"]!.ToString());

        // What it was then, and page by page.
        var then = (await village.GetAsync($"{path}&asOf={Uri.EscapeDataString(past[2]!["from"]!.ToString())}")).Is(200).Items;
        Assert.Equal(3, Assert.Single(then)!["value"]!.GetValue<int>());
        Assert.Empty((await village.GetAsync($"{path}&asOf=2020-01-01T00:00:00Z")).Is(200).Items);
        var first = (await village.GetAsync($"{path}&limit=2")).Is(200);
        Assert.Equal(1, (await village.GetAsync($"{path}&after={Uri.EscapeDataString(first["next"].ToString())}")).Is(200).Items.Single()!["number"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_past_of_a_value_is_for_those_who_may_read_it()
    {
        var county = await platform.NewCountyAsync();
        var (office, other) = (await county.OfficeAsync("WATER"), await county.OfficeAsync("ROADS"));
        var element = await county.DefineAsync(office, "secret", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        await office.RecordAsync(element, county.Village, 5);
        var path = $"{Reports}values/history?element={element}&unit={county.Village}&period={TestCounty.Month}";
        (await other.GetAsync(path)).IsProblem(403, "MAY_NOT_SEE");
        (await (await county.ReporterAsync(county.Villages[1])).GetAsync(path)).IsProblem(403, "MAY_NOT_SEE");
        Assert.Single((await (await county.ReporterAsync(county.Townships[0])).GetAsync(path)).Is(200).Items);
        Assert.Single((await office.GetAsync(path)).Is(200).Items);
        await Given.GrantAsync(other, office, element, county.Code);
        await RunningPlatform.EventuallyAsync(() => other.GetAsync(path), a => a.Status == 200);
        (await office.GetAsync($"{Reports}values/history?element={element}&unit=%00&period={TestCounty.Month}")).IsProblem(400, "PARAMETER_INVALID");
        (await office.GetAsync($"{Reports}values/history?element={element}&unit={county.Village}&period=soon")).IsProblem(400, "PARAMETER_INVALID");
        (await office.GetAsync($"{Reports}values/history?element=no.such&unit={county.Village}&period={TestCounty.Month}")).IsProblem(422, "ELEMENT_UNKNOWN");
    }

    [Fact]
    public async Task A_correction_lists_the_filings_that_used_the_wrong_value_and_reopens_nothing()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("WATER");
        var element = await county.DefineAsync(office, "pumps");
        var request = await county.AskAsync(office, $"pumps-{county.Code}", [element]);
        var village = await county.ReporterAsync(county.Village);
        var task = $"{Reports}tasks/{request}.{county.Village}";
        (await village.PutAsync($"{task}/filing", new { values = new Dictionary<string, int> { [element] = 12 } })).Is(200);
        await RunningPlatform.EventuallyAsync(() => office.ReadAsync(element, county.Village), a => a.Status == 200 && a.Items.Count == 1);
        var correction = (await office.PostAsync("api/exchange/v1/corrections", new { element, unit = county.Village, period = TestCounty.Month, proposed = 21, reason = "抄录颠倒" })).Is(201)["id"].ToString();

        var listed = (await RunningPlatform.EventuallyAsync(() => village.GetAsync($"{Reports}amendments?unit={county.Village}"), a => a.Is(200).Items.Count == 1)).Items.Single()!;
        Assert.Equal((12, 21, correction, "OPEN"), (listed["oldValue"]!.GetValue<int>(), listed["value"]!.GetValue<int>(), listed["correction"]!.ToString(), listed["state"]!.ToString()));
        Assert.Equal("COMPLETED", (await village.GetAsync(task)).Is(200)["state"].ToString());
        foreach (var place in new[] { county.Townships[0], county.Code, county.Code[..4], county.Code[..2] })
            Assert.Equal(21, (await platform.Admin.GetAsync($"{Reports}rollups?element={element}&period={TestCounty.Month}&under={place}")).Is(200).Items[0]!["value"]!.GetValue<int>());
        Assert.Single((await office.GetAsync($"{Reports}amendments?department={office.Unit}&state=OPEN")).Is(200).Items);
        (await village.GetAsync($"{Reports}amendments")).IsProblem(400, "PARAMETER_INVALID");
        (await village.GetAsync($"{Reports}amendments?unit={county.Villages[1]}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
    }
}
