namespace Datarun.Local.Demo;

/// <summary>Step 2: a form of 12 elements is admitted, villages are asked, one files.</summary>
internal static class FileCivilForm
{
    public const string Form = "civil-hardship-monthly";

    public static async Task PlayAsync(Stage stage)
    {
        var civil = stage.As("civil");
        await Elements.DefineAsync(civil, Elements.Civil);
        var published = await civil.PutAsync($"api/reports/v1/forms/{Form}", Forms.Describe(stage, civil, "困难群众基本情况月报", "掌握困难群众基本情况", Elements.Civil.Select(e => e.Code)));
        var admission = published.Must()["admission"]!;
        stage.Tell(published, $"{admission["decision"]}, asks {admission["burden"]!["fieldsAsked"]} fields");
        Stage.Expect(admission["decision"]!.ToString() == "ADMITTED" && (int)admission["burden"]!["fieldsAsked"]! == 12, "admitted with 12 fields to ask", admission);

        await Forms.AskAsync(stage, civil, Form);
        var village = stage.As("village");
        var task = await Forms.TaskAsync(stage, village, stage.Village, Form);
        var filed = await village.PutAsync($"api/reports/v1/tasks/{task["id"]}/filing", new { values = Elements.Values(Elements.Civil), confirmed = Array.Empty<string>() });
        var filing = filed.Must();
        stage.Tell(filed, $"version {filing["version"]}, {filing["state"]}, typed {filing["typed"]}, reused {filing["reused"]}");
        Stage.Expect(filing["state"]!.ToString() == "COMPLETED" && (int)filing["typed"]! == 12, "a completed task with 12 typed cells", filing);
    }
}
