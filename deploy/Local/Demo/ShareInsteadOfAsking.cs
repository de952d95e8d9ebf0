using System.Text.Json.Nodes;

namespace Datarun.Local.Demo;

/// <summary>Step 4: everything asked for is known; no village is asked, the form becomes sharing requests, and the values are read once granted.</summary>
internal static class ShareInsteadOfAsking
{
    private const string Purpose = "农村低收入人口产业帮扶";

    public static async Task PlayAsync(Stage stage)
    {
        var agriculture = stage.As("agriculture");
        var form = Forms.Describe(stage, agriculture, "农村低收入人口情况表", Purpose, Elements.WantedByAgriculture.Select(e => e.Code));
        var refused = await agriculture.PutAsync("api/reports/v1/forms/agriculture-aid-monthly", form);
        var problem = refused.Must(409);
        var drafts = problem["sharingRequests"]!.AsArray();
        stage.Tell(refused, $"{problem["code"]}, duplicate of {problem["duplicateOf"]}; {drafts.Count} sharing requests are ready");
        Stage.Expect(problem["code"]!.ToString() == "ALL_FIELDS_KNOWN" && drafts.Count > 0, "ALL_FIELDS_KNOWN with drafts", problem);

        foreach (var draft in drafts) await RequestAndGrantAsync(stage, agriculture, draft!);
        foreach (var figure in Elements.WantedByAgriculture)
        {
            var read = await Stage.UntilAsync(() => ReadAsync(agriculture, figure.Code, stage), r => r.Is(200) && r.Body!["items"]!.AsArray().Count > 0, $"a value of {figure.Code}");
            var value = read.Body!["items"]![0]!;
            if (figure.SharingClass == "CONDITIONAL") stage.Tell(read, $"{value["value"]} from {value["source"]!["kind"]} by {value["source"]!["by"]}, for the granted purpose only");
        }
        var inbox = (await stage.As("village").GetAsync($"api/reports/v1/tasks?unit={stage.Village}")).Must();
        Stage.Expect(inbox["items"]!.AsArray().All(t => t!["form"]!.ToString() != "agriculture-aid-monthly"), "no village is asked", inbox);
    }

    public static Task<Reply> ReadAsync(Actor reader, string element, Stage stage) =>
        reader.GetAsync($"api/exchange/v1/values?element={element}&under={stage.Village}&period={stage.Month}", ("X-Purpose", Uri.EscapeDataString(Purpose)));

    private static async Task RequestAndGrantAsync(Stage stage, Actor agriculture, JsonNode draft)
    {
        var asked = await agriculture.PostAsync("api/exchange/v1/sharing-requests", draft);
        var request = asked.Must(201);
        stage.Tell(asked, $"asked {draft["provider"]}, an answer is due {request["replyDueOn"]}");
        var provider = stage.As(draft["provider"]!.ToString() == stage.As("civil").Unit ? "civil" : "health");
        var replied = await provider.PostAsync($"api/exchange/v1/sharing-requests/{request["id"]}/reply", new { decision = "AGREED" });
        stage.Tell(replied, $"agreed: {replied.Must()["grant"]?["state"]}");
    }
}
