namespace Datarun.Local.Demo;

/// <summary>Step 9: fields delivered, fields typed, minutes saved.</summary>
internal static class ShowBurden
{
    public static async Task PlayAsync(Stage stage)
    {
        var village = await stage.As("village").GetAsync($"api/reports/v1/burden?unit={stage.Village}");
        var body = village.Must();
        stage.Tell(village, $"typed {body["typed"]}, delivered {body["reused"]}, minutes {body["minutes"]}, minutes saved {body["minutesSaved"]}");
        Stage.Expect((int)body["typed"]! >= 18 && (int)body["reused"]! >= 9 && (decimal)body["minutesSaved"]! > 0, "18 typed, 9 delivered, minutes saved", body);
        var department = await stage.As("health").GetAsync($"api/reports/v1/burden?department={DemoClients.County}-HEALTH");
        stage.Tell(department, $"health: asked {department.Must()["asked"]}, typed {department.Body!["typed"]}, delivered {department.Body["reused"]}, budget {department.Body["budget"]}");
    }
}
