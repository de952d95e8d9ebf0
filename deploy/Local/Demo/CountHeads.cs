namespace Datarun.Local.Demo;

/// <summary>Step 5: a form asks for a headcount; Rosters has told it by event, and nobody types it.</summary>
internal static class CountHeads
{
    private const string Form = "township-staffing-monthly";
    private const string Headcount = "roster.headcount.onPost";
    private const string Windows = "roster.service.windows";

    public static async Task PlayAsync(Stage stage)
    {
        var organisation = stage.As("organisation");
        (await organisation.PutAsync($"api/exchange/v1/elements/{Headcount}", new
        {
            name = "在岗人数", definition = "报告期末在岗人数,一人多岗只计一次", type = "INTEGER", min = 0, frequency = "MONTHLY", aggregation = "SUM",
            source = organisation.Unit, sharingClass = "UNCONDITIONAL", classification = 1, system = "ROSTERS_ON_POST",
        })).Must();
        (await organisation.PutAsync($"api/exchange/v1/elements/{Windows}", new
        {
            name = "便民服务窗口数", definition = "报告期末实际开放的便民服务窗口数", type = "INTEGER", min = 0, frequency = "MONTHLY", aggregation = "SUM",
            source = organisation.Unit, sharingClass = "UNCONDITIONAL", classification = 1,
        })).Must();
        var published = await organisation.PutAsync($"api/reports/v1/forms/{Form}", Forms.Describe(stage, organisation, "乡镇工作力量月报", "编制和人员管理", [Headcount, Windows], "TOWNSHIP"));
        var admission = published.Must()["admission"]!;
        stage.Tell(published, string.Join(", ", admission["fields"]!.AsArray().Select(f => $"{f!["element"]} {f["verdict"]}")));
        await Forms.AskAsync(stage, organisation, Form);

        var township = stage.As("township");
        var task = await Forms.TaskAsync(stage, township, stage.Township, Form);
        var cell = task["cells"]!.AsArray().First(c => c!["element"]!.ToString() == Headcount)!;
        Console.WriteLine($"   the township sees {Headcount} = {cell["value"]}, {cell["state"]}, from {cell["source"]?["kind"]} by {cell["source"]?["by"]}");
        Stage.Expect(cell["state"]!.ToString() == "KNOWN" && (int)cell["value"]! == RegisterCounty.People.Length && cell["source"]!["kind"]!.ToString() == "SYSTEM", "the headcount of Rosters", cell);

        var filed = await township.PutAsync($"api/reports/v1/tasks/{task["id"]}/filing", new { values = new Dictionary<string, int> { [Windows] = 6 }, confirmed = Array.Empty<string>() });
        stage.Tell(filed, $"typed {filed.Must()["typed"]}, reused {filed.Body!["reused"]}");
        Stage.Expect((int)filed.Body!["typed"]! == 1, "only the other field is typed", filed.Body);
    }
}
