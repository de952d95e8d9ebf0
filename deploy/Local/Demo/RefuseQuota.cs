namespace Datarun.Local.Demo;

/// <summary>Step 6: "find and settle one dispute a day and report it the same day" is refused, with all four grounds.</summary>
internal static class RefuseQuota
{
    private const string Element = "dispute.settled.count";
    private static readonly string[] Grounds = ["QUOTA_ON_ADVERSE_EVENT", "LEAD_TIME_TOO_SHORT", "EVIDENCE_NOT_REQUIRED", "ALREADY_HELD"];

    public static async Task PlayAsync(Stage stage)
    {
        var justice = stage.As("justice");
        (await justice.PutAsync($"api/exchange/v1/elements/{Element}", new
        {
            name = "化解矛盾纠纷数", definition = "人民调解台账登记的当日化解矛盾纠纷件数", type = "INTEGER", min = 0, frequency = "DAILY", aggregation = "SUM",
            source = justice.Unit, sharingClass = "UNCONDITIONAL", classification = 2, adverseEvent = true,
        })).Must();
        var recorded = await justice.PutLinesAsync("api/reports/v1/values:record", [new { element = Element, unit = stage.Village, period = stage.Today, value = 0 }]);
        stage.Tell(recorded, $"the mediation ledger records: received {recorded.Must()["received"]}");

        var disputes = stage.As("disputes");
        var refused = await disputes.PutAsync("api/reports/v1/forms/one-dispute-a-day", new
        {
            title = "矛盾纠纷日排查日化解日报告", department = disputes.Unit, purpose = "矛盾纠纷排查化解", legalBasis = "上级工作要求", statistical = false,
            validUntil = $"{stage.Today.Year}-12-31", frequency = "DAILY", level = "VILLAGE", dueAfterWorkdays = 0, minutesPerFiling = 30,
            fields = new[] { new { element = Element, required = true, minimum = 1, evidence = "现场照片" } },
        });
        var problem = refused.Must(422);
        var grounds = problem["admission"]!["grounds"]!.AsArray();
        stage.Tell(refused, $"{problem["code"]}");
        foreach (var ground in grounds) Console.WriteLine($"     {ground!["code"]}: {ground["text"]} ({ground["source"]})");
        Stage.Expect(problem["code"]!.ToString() == "FORM_REFUSED" && grounds.Select(g => g!["code"]!.ToString()).Order().SequenceEqual(Grounds.Order()), "exactly the four grounds", problem);
    }
}
