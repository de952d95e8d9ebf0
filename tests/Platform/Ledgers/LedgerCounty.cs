using System.Text;
using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Ledgers;

/// <summary>A county with an office that owns ledgers; what tests of ledgers do again and again.</summary>
internal sealed class LedgerCounty(TestCounty county, ApiClient office)
{
    public const string Reports = "api/reports/v1/";

    public TestCounty County => county;

    public ApiClient Office => office;

    public static async Task<LedgerCounty> NewAsync(RunningPlatform platform)
    {
        var county = await platform.NewCountyAsync();
        return new LedgerCounty(county, await county.OfficeAsync("RURAL"));
    }

    /// <summary>A code of this county only.</summary>
    public string Ledger(string name) => $"l{county.Code}_{name}";

    public Dictionary<string, object?> Schema(IEnumerable<object> fields, Action<Dictionary<string, object?>>? change = null)
    {
        var body = new Dictionary<string, object?>
        {
            ["title"] = "台账", ["department"] = office.Unit, ["subject"] = "OTHER", ["level"] = "VILLAGE", ["key"] = new[] { "no" },
            ["fields"] = fields.Prepend(new { code = "no", name = "编号", type = "TEXT", required = true }).ToArray(),
        };
        change?.Invoke(body);
        return body;
    }

    public async Task<string> DefineAsync(string name, params object[] fields)
    {
        (await office.PutAsync($"{Reports}ledgers/{Ledger(name)}", Schema(fields))).Is(201);
        return Ledger(name);
    }

    /// <summary>An element of the office that a formula derives.</summary>
    public async Task<string> DeriveAsync(string name, string expression, string type = "DECIMAL")
    {
        var element = await county.DefineAsync(office, name, e => (e["type"], e["min"]) = (type, null));
        (await office.PutAsync($"{Reports}formulas/{element}", new { expression })).Is(201);
        return element;
    }

    /// <summary>Asks the townships for these elements and one that has to be typed; answers the request.</summary>
    public async Task<string> AskTownshipsAsync(string form, IEnumerable<string> elements, int offset = 0)
    {
        var typed = await county.DefineAsync(office, $"typed-{form}");
        (await office.PutAsync($"{Reports}forms/{form}-{county.Code}", TestCounty.Form(office, elements.Append(typed), f => f["level"] = "TOWNSHIP"))).Is(201);
        return (await office.PostAsync($"{Reports}requests", new
        {
            form = $"{form}-{county.Code}", period = TestCounty.Today.AddDays(1 - TestCounty.Today.Day).AddMonths(offset).ToString("yyyy-MM"), under = county.Code,
            dueOn = TestCounty.Today.AddDays(20).ToString("yyyy-MM-dd"),
        })).Is(201)["id"].ToString();
    }

    public static Task<Answer> ImportAsync(ApiClient client, string ledger, string csv, Encoding? encoding = null) =>
        client.SendAsync(HttpMethod.Post, $"{Reports}ledgers/{ledger}/entries:import", ApiClient.Raw((encoding ?? Encoding.UTF8).GetBytes(csv), "text/csv"));

    public static Task<Answer> PostAsync(ApiClient client, string ledger, string unit, object values, string? validFrom = null) =>
        client.PostAsync($"{Reports}ledgers/{ledger}/entries", new { unit, values, validFrom });

    public static JsonNode Cell(Answer generated, string element) => generated["cells"].AsArray().Single(c => c!["element"]!.ToString() == element)!;

    /// <summary>Received, created, updated, unchanged, refused.</summary>
    public static string Counts(Answer imported) => string.Join(' ', new[] { "received", "created", "updated", "unchanged", "refusedCount" }.Select(c => imported[c].ToString()));
}
