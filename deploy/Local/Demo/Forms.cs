using System.Text.Json.Nodes;

namespace Datarun.Local.Demo;

/// <summary>What several steps do with forms: publish one, ask for it, find the village's task.</summary>
internal static class Forms
{
    public static object Describe(Stage stage, Actor department, string title, string purpose, IEnumerable<string> elements, string level = "VILLAGE") => new
    {
        title, department = department.Unit, purpose, legalBasis = "《社会救助暂行办法》等法定职责", statistical = false,
        validUntil = $"{stage.Today.Year + 1}-12-31", frequency = "MONTHLY", level, dueAfterWorkdays = 5, minutesPerFiling = 12,
        fields = elements.Select(e => new { element = e, required = true }),
    };

    /// <summary>Asks for a form; the same question asked before is found again.</summary>
    public static async Task<string> AskAsync(Stage stage, Actor department, string form)
    {
        var reply = await department.PostAsync("api/reports/v1/requests", new { form, period = stage.Month, under = DemoClients.County, dueOn = stage.Today.AddDays(14) });
        if (reply.Is(409) && reply.Body?["request"] is { } asked)
        {
            stage.Tell(reply, "was asked for in an earlier run");
            return asked.ToString();
        }
        var body = reply.Must(201);
        stage.Tell(reply, $"asked of {body["tasks"]} units, due {body["dueOn"]}");
        return body["id"]!.ToString();
    }

    /// <summary>The task of a unit for a form and this month, with its cells: an earlier run may have asked in another month.</summary>
    public static async Task<JsonNode> TaskAsync(Stage stage, Actor reporter, string unit, string form)
    {
        var list = (await reporter.GetAsync($"api/reports/v1/tasks?unit={unit}&limit=1000")).Must();
        var task = list["items"]!.AsArray().FirstOrDefault(t => t!["form"]!.ToString() == form && t["unit"]!.ToString() == unit && t["period"]!.ToString() == stage.Month)
            ?? throw new StoryBroken($"{unit} has no task for {form} in {stage.Month}");
        return (await reporter.GetAsync($"api/reports/v1/tasks/{task["id"]}")).Must();
    }

    public static int Cells(JsonNode task, params string[] states) => task["cells"]!.AsArray().Count(c => states.Contains(c!["state"]!.ToString()));
}
