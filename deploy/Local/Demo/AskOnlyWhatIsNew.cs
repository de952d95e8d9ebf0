namespace Datarun.Local.Demo;

/// <summary>Step 3: of 15 fields 9 are known; the village finds them filled in with their sources and types 6.</summary>
internal static class AskOnlyWhatIsNew
{
    public const string Form = "health-household-monthly";

    public static async Task PlayAsync(Stage stage)
    {
        var health = stage.As("health");
        await Elements.DefineAsync(health, Elements.Health);
        var elements = Elements.SharedWithHealth.Concat(Elements.Health).Select(e => e.Code);
        var published = await health.PutAsync($"api/reports/v1/forms/{Form}", Forms.Describe(stage, health, "居民健康基本情况月报", "基本公共卫生服务", elements));
        var admission = published.Must()["admission"]!;
        var verdicts = admission["fields"]!.AsArray().Select(f => f!["verdict"]!.ToString()).ToList();
        stage.Tell(published, $"{admission["decision"]}: {verdicts.Count(v => v == "KNOWN")} KNOWN (held by {admission["fields"]![0]!["heldBy"]}), {verdicts.Count(v => v == "NEW")} NEW");
        Stage.Expect(verdicts.Count(v => v == "KNOWN") == 9 && verdicts.Count(v => v == "NEW") == 6, "9 KNOWN and 6 NEW", admission);

        await Forms.AskAsync(stage, health, Form);
        var village = stage.As("village");
        var task = await Forms.TaskAsync(stage, village, stage.Village, Form);
        var known = task["cells"]!.AsArray().First(c => c!["element"]!.ToString() == Elements.Wrong)!;
        Console.WriteLine($"   the village sees {Forms.Cells(task, "KNOWN")} cells filled, such as {known["element"]} = {known["value"]}, from {known["source"]!["kind"]} by {known["source"]!["by"]} at {known["source"]!["at"]}");
        Stage.Expect(Forms.Cells(task, "KNOWN") >= 9 && known["source"]!["at"] is not null, "9 cells filled with their sources", task);

        var filed = await village.PutAsync($"api/reports/v1/tasks/{task["id"]}/filing", new { values = Elements.Values(Elements.Health), confirmed = Array.Empty<string>() });
        var filing = filed.Must();
        stage.Tell(filed, $"{filing["state"]}, typed {filing["typed"]}, reused {filing["reused"]}");
        Stage.Expect((int)filing["typed"]! == 6 && (int)filing["reused"]! == 9, "6 typed and 9 reused", filing);
    }
}
