using System.Text;

namespace Datarun.Tests.Platform.Workbooks;

/// <summary>How large the workbook of a request may be: 100,000 cells to fill, and 500,000 with the sources and what it was handed out with, as many as come in again.</summary>
public sealed class WorkbookBoundTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/";
    private const int Fields = 125, Units = 800;

    // Title, note, headings, codes and lines; the head of the sources; the list of yes and no; what the file is; a line on the filing of each unit.
    private const int Unknown = 2 + (Units + 2) * (4 + Fields) + 7 + 2 + 10 + Units * 4;
    private const int OfOneKnown = 7 + 4; // Its source, and how it was handed out.

    [Fact]
    public async Task A_workbook_of_as_many_cells_as_may_be_goes_out_and_comes_in_and_one_of_more_is_refused()
    {
        var county = await platform.NewCountyAsync();
        string[] VillagesOf(int township, int count) => [.. Enumerable.Range(1, count).Select(n => $"{county.Townships[township]}{n:000}")];
        var (many, more) = (VillagesOf(0, Units), VillagesOf(1, Units + 1));
        var csv = new StringBuilder("code,name\n");
        // The township comes with a village 201 already.
        foreach (var village in many.Concat(more)) csv.AppendLine($"{village},第{village[^3..]}村");
        (await platform.Admin.PostCsvAsync("api/rosters/v1/divisions:import", csv.ToString())).Is(200);
        var office = await county.OfficeAsync("LAND");
        var elements = new List<string>();
        for (var i = 0; i < Fields; i++) elements.Add(await county.DefineAsync(office, $"e{i}"));
        var request = await county.AskAsync(office, $"land-{county.Code}", elements);
        var keeper = await county.ReporterAsync(county.Code);
        var path = $"{Reports}requests/{request}/workbook";

        // 800 lines of 125 fields are 100,000 cells; a line more, and the answer says how many go.
        await keeper.FileAsync($"{path}?under={county.Townships[0]}", Book.MediaType);
        var refused = (await keeper.GetAsync($"{path}?under={county.Townships[1]}")).IsProblem(422, "WORKBOOK_TOO_LARGE");
        Assert.Equal(("?under", "≤ 800"), (refused["errors"][0]!["pointer"]!.ToString(), refused["errors"][0]!["detail"]!.ToString()));

        // Known values bring their sources: as many as the file may hold, and one more.
        const int known = (500_000 - Unknown) / OfOneKnown;
        Task<Answer> RecordAsync(int from, int count) => office.PutLinesAsync($"{Reports}values:record", Enumerable.Range(from, count)
            .Select(n => $"{{\"element\":\"{elements[n % Fields]}\",\"unit\":\"{many[n / Fields]}\",\"period\":\"{TestCounty.Month}\",\"value\":7}}"));
        Assert.Equal(known, (await RecordAsync(0, known)).Is(200)["created"].GetValue<int>());
        var full = await keeper.FileAsync($"{path}?under={county.Townships[0]}", Book.MediaType);
        var sent = (await keeper.SendAsync(HttpMethod.Post, path, ApiClient.Raw(full, Book.MediaType))).Is(200);
        Assert.Equal((Units, 0, 0), (sent["received"].GetValue<int>(), sent["accepted"].GetValue<int>(), sent["refusedCount"].GetValue<int>()));
        (await RecordAsync(known, 1)).Is(200);
        refused = (await keeper.GetAsync($"{path}?under={county.Townships[0]}")).IsProblem(422, "WORKBOOK_TOO_LARGE");
        Assert.Equal("≤ 799", refused["errors"][0]!["detail"]!.ToString());
    }
}
