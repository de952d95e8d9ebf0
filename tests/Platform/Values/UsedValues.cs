using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Values;

/// <summary>What tests of values in use say over and over.</summary>
internal static class UsedValues
{
    public const string Reports = "api/reports/v1/";

    public static Task<Answer> FileAsync(this ApiClient reporter, string request, string unit, params (string Element, object Value)[] values) =>
        reporter.PutAsync($"{Reports}tasks/{request}.{unit}/filing", new { values = values.ToDictionary(v => v.Element, v => v.Value) });

    public static Task<Answer> ConfirmAsync(this ApiClient reporter, string request, string unit, params string[] elements) =>
        reporter.PutAsync($"{Reports}tasks/{request}.{unit}/filing", new { confirmed = elements });

    /// <summary>Asks the units of a level for a month, counted from this one.</summary>
    public static async Task<string> AskAsync(this TestCounty county, ApiClient office, string form, IEnumerable<string> elements, int month = 0, string level = "VILLAGE")
    {
        (await office.PutAsync($"{Reports}forms/{form}", TestCounty.Form(office, elements, f => f["level"] = level))).Is(200, 201);
        return (await office.PostAsync($"{Reports}requests", new { form, period = Month(month), under = county.Code, dueOn = TestCounty.Today.AddDays(20).ToString("yyyy-MM-dd") })).Is(201)["id"].ToString();
    }

    public static string Month(int fromThis) => TestCounty.Today.AddDays(1 - TestCounty.Today.Day).AddMonths(fromThis).ToString("yyyy-MM");

    /// <summary>The source corrects a value of its own; answers the correction once the value is right.</summary>
    public static async Task<string> CorrectAsync(this ApiClient source, string element, string unit, string period, object proposed)
    {
        await RunningPlatform.EventuallyAsync(() => source.ReadAsync(element, unit, period), a => a.Status == 200 && a.Items.Count == 1);
        var id = (await source.PostAsync("api/exchange/v1/corrections", new { element, unit, period, proposed, reason = "抄录颠倒" })).Is(201)["id"].ToString();
        await RunningPlatform.EventuallyAsync(() => source.ReadAsync(element, unit, period), a => a.Items is [var v] && v!["source"]!["id"]!.ToString() == id);
        return id;
    }

    public static async Task<JsonArray> AmendmentsAsync(this ApiClient reader, string query) => (await reader.GetAsync($"{Reports}amendments?{query}")).Is(200).Items;
}
