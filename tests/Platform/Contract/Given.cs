using System.Text.Json;

namespace Datarun.Tests.Platform.Contract;

/// <summary>What tests begin with: values that a system recorded, grants that a provider gave.</summary>
public static class Given
{
    public const string Purpose = "低收入人口 监测帮扶";

    /// <summary>The source's system records a value; answers when it can be read.</summary>
    public static async Task RecordAsync(this ApiClient source, string element, string unit, object? value, string? period = null)
    {
        var answer = (await source.PutLinesAsync("api/reports/v1/values:record", [new { element, unit, period = period ?? TestCounty.Month, value }])).Is(200);
        Assert.Empty(answer["refused"].AsArray());
        var written = JsonSerializer.Serialize(value);
        await RunningPlatform.EventuallyAsync(() => source.ReadAsync(element, unit, period),
            a => a.Status == 200 && a.Items.Any(i => (i!["value"]?.ToJsonString() ?? "null") == written));
    }

    /// <summary>Reads the values of an element.</summary>
    public static Task<Answer> ReadAsync(this ApiClient reader, string element, string? under = null, string? period = null, string? purpose = null) => reader.GetAsync(
        $"api/exchange/v1/values?element={element}&period={period ?? TestCounty.Month}" + (under is null ? "" : $"&under={under}"),
        purpose is null ? [] : [("X-Purpose", Uri.EscapeDataString(purpose))]);

    /// <summary>A complete sharing request.</summary>
    public static Dictionary<string, object?> Ask(IEnumerable<string> elements, string under, Action<Dictionary<string, object?>>? change = null)
    {
        var ask = new Dictionary<string, object?>
        {
            ["legalBasis"] = "社会救助暂行办法 第五条", ["scenario"] = Purpose, ["scope"] = new { elements, under }, ["method"] = "API",
            ["until"] = TestCounty.Today.AddYears(1).ToString("yyyy-MM-dd"),
        };
        change?.Invoke(ask);
        return ask;
    }

    /// <summary>Asks and is granted; answers the grant's id.</summary>
    public static async Task<string> GrantAsync(ApiClient consumer, ApiClient provider, string element, string under)
    {
        var asked = (await consumer.PostAsync("api/exchange/v1/sharing-requests", Ask([element], under))).Is(201);
        var replied = (await provider.PostAsync($"api/exchange/v1/sharing-requests/{asked["id"]}/reply", new { decision = "AGREED" })).Is(200);
        return replied["grant"]["id"]!.ToString();
    }

    /// <summary>The JSON of the values in an answer, by unit.</summary>
    public static Dictionary<string, string> ByUnit(this Answer values) => values.Items.ToDictionary(i => i!["unit"]!.ToString(), i => i!["value"]?.ToJsonString() ?? "null");
}
