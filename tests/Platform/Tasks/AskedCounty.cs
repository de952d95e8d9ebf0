namespace Datarun.Tests.Platform.Tasks;

/// <summary>A county of its own whose villages are asked for one form, with what tests of tasks say over and over.</summary>
public sealed record AskedCounty(TestCounty County, ApiClient Office, string Form, string[] Elements, string Request)
{
    public const string Reports = "api/reports/v1/";

    public string Village => County.Village;

    public static async Task<AskedCounty> NewAsync(RunningPlatform platform, string[]? review = null, int fields = 1, Action<Dictionary<string, object?>>? change = null)
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("FIRE");
        var elements = new string[fields];
        for (var i = 0; i < fields; i++) elements[i] = await county.DefineAsync(office, $"hydrant{i}");
        var form = $"fire-{county.Code}";
        (await office.PutAsync($"{Reports}forms/{form}", TestCounty.Form(office, elements, f =>
        {
            f["review"] = review;
            change?.Invoke(f);
        }))).Is(201);
        return new AskedCounty(county, office, form, elements, await AskAsync(office, form, county.Code, 20));
    }

    public static async Task<string> AskAsync(ApiClient office, string form, string under, int days) =>
        (await office.PostAsync($"{Reports}requests", new { form, period = TestCounty.Month, under, dueOn = Day(days) })).Is(201)["id"].ToString();

    public static string Day(int fromToday) => TestCounty.Today.AddDays(fromToday).ToString("yyyy-MM-dd");

    public Task<ApiClient> ReporterAsync(string unit) => County.ReporterAsync(unit);

    public string TaskOf(string village) => $"{Reports}tasks/{Request}.{village}";

    public Task<Answer> FileAsync(ApiClient reporter, string village, int value, params (string, string)[] headers) =>
        reporter.PutAsync($"{TaskOf(village)}/filing", new { values = Elements.ToDictionary(e => e, _ => value) }, headers);

    public Task<Answer> ReviewAsync(ApiClient reviewer, string village, string decision, string? reason = null, params (string, string)[] headers) =>
        reviewer.PostAsync($"{TaskOf(village)}/review", new { decision, reason }, headers);

    public async Task<string> StateAsync(ApiClient reader, string village) => (await reader.GetAsync(TaskOf(village))).Is(200)["state"].ToString();

    public async Task<System.Text.Json.Nodes.JsonNode> ProgressAsync(ApiClient reader, string query = "") =>
        (await reader.GetAsync($"{Reports}requests/{Request}/progress{query}")).Is(200).Items[0]!["counts"]!;
}
