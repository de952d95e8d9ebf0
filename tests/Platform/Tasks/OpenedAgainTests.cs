namespace Datarun.Tests.Platform.Tasks;

public sealed class OpenedAgainTests(LocalPlatform platform)
{
    private const string Reports = AskedCounty.Reports;

    [Fact]
    public async Task A_task_that_was_opened_before_shows_what_its_request_asks_now()
    {
        var asked = await AskedCounty.NewAsync(platform, fields: 2);
        var village = await asked.ReporterAsync(asked.Village);
        await RecordAsync(asked, TestCounty.Month, 7);
        await RecordAsync(asked, "2024-02", 5);
        for (var times = 0; times < 2; times++) Assert.Equal((TestCounty.Month, "KNOWN 7, KNOWN 7"), await OpenAsync(asked, village));
        await platform.ExecuteAsync(
            "reports", "UPDATE request SET period = '2024-02', starts = '2024-02-01', until = '2024-02-29' WHERE id = @id", new { id = Guid.Parse(asked.Request) });
        for (var times = 0; times < 2; times++) Assert.Equal(("2024-02", "KNOWN 5, KNOWN 5"), await OpenAsync(asked, village));
    }

    private static async Task RecordAsync(AskedCounty asked, string period, int value) =>
        (await asked.Office.PutLinesAsync($"{Reports}values:record", [.. asked.Elements.Select(e => new { element = e, unit = asked.Village, period, value })])).Is(200);

    private static async Task<(string Period, string Cells)> OpenAsync(AskedCounty asked, ApiClient reader)
    {
        var task = (await reader.GetAsync(asked.TaskOf(asked.Village))).Is(200);
        return (task["period"].ToString(), string.Join(", ", task["cells"].AsArray().Select(c => $"{c!["state"]} {c["value"]}")));
    }
}
