using System.Text;

namespace Datarun.Tests.Platform.Running;

/// <summary>A county that no other test touches, with the offices that tests need and a client for each.</summary>
public sealed class TestCounty(RunningPlatform platform, string code)
{
    private readonly Dictionary<string, ApiClient> _offices = new(StringComparer.Ordinal);

    /// <summary>Six digits.</summary>
    public string Code => code;

    public IReadOnlyList<string> Townships { get; } = [code + "100", code + "200"];

    public IReadOnlyList<string> Villages { get; } = [.. from t in new[] { "100", "200" } from v in new[] { "001", "002", "201" } select code + t + v];

    /// <summary>A village of this county.</summary>
    public string Village => Villages[0];

    public RunningPlatform Platform => platform;

    public async Task RegisterAsync()
    {
        var csv = new StringBuilder("code,name\n");
        csv.AppendLine($"{code},测试县");
        foreach (var township in Townships) csv.AppendLine($"{township},第{township[^3..]}镇");
        foreach (var village in Villages) csv.AppendLine($"{village},第{village[^3..]}村");
        (await platform.Admin.PostCsvAsync("api/rosters/v1/divisions:import", csv.ToString())).Is(200);
    }

    /// <summary>A department of this county with its client; registered at first use.</summary>
    public async Task<ApiClient> OfficeAsync(string name, params string[] roles)
    {
        if (_offices.TryGetValue(name, out var known)) return known;
        var unit = $"{code}-{name}";
        (await platform.Admin.PutAsync($"api/rosters/v1/org-units/{unit}", new { name = $"测试县{name}", kind = "DEPARTMENT", division = code })).Is(200, 201);
        return _offices[name] = await platform.NewClientAsync(unit, roles.Length == 0 ? ["DEPARTMENT"] : roles);
    }

    /// <summary>A reporter of a place.</summary>
    public Task<ApiClient> ReporterAsync(string unit) => platform.NewClientAsync(unit, "REPORTER");

    /// <summary>Ends a client, as an administrator would.</summary>
    public async Task EndAsync(ApiClient client) => (await platform.Admin.DeleteAsync($"api/identity/v1/clients/{client.Id}")).Is(204);

    /// <summary>Says on which day places were there for the last time; none takes an end back.</summary>
    public async Task EndAsync(DateOnly? day, params string[] places)
    {
        foreach (var place in places)
        {
            var path = $"api/rosters/v1/divisions/{place}/end";
            (day is null ? await platform.Admin.DeleteAsync(path) : await platform.Admin.PutAsync(path, new { validTo = day })).Is(200);
        }
    }

    /// <summary>An element code of this county only.</summary>
    public string Element(string name) => $"t{code}.{name}";

    /// <summary>Defines a whole-number element; members can be set by name.</summary>
    public async Task<string> DefineAsync(ApiClient source, string name, Action<Dictionary<string, object?>>? change = null)
    {
        var element = Element(name);
        var body = new Dictionary<string, object?>
        {
            ["name"] = name, ["definition"] = $"{name}的口径", ["type"] = "INTEGER", ["min"] = 0, ["frequency"] = "MONTHLY", ["aggregation"] = "SUM",
            ["source"] = source.Unit, ["sharingClass"] = "UNCONDITIONAL", ["classification"] = 2,
        };
        change?.Invoke(body);
        (await source.PutAsync($"api/exchange/v1/elements/{element}", body)).Is(200, 201);
        return element;
    }

    /// <summary>The body of an ordinary monthly form of villages; members can be set by name.</summary>
    public static Dictionary<string, object?> Form(ApiClient department, IEnumerable<string> elements, Action<Dictionary<string, object?>>? change = null)
    {
        var body = new Dictionary<string, object?>
        {
            ["title"] = "测试月报", ["department"] = department.Unit, ["purpose"] = "履行法定职责", ["legalBasis"] = "某某条例 第一条", ["statistical"] = false,
            ["validUntil"] = $"{Today.Year + 1}-12-31", ["frequency"] = "MONTHLY", ["level"] = "VILLAGE", ["dueAfterWorkdays"] = 5, ["minutesPerFiling"] = 12,
            ["fields"] = elements.Select(e => new { element = e, required = true }).ToArray(),
        };
        change?.Invoke(body);
        return body;
    }

    /// <summary>Admits a form and asks every village of the county for it; answers the request's id.</summary>
    public async Task<string> AskAsync(ApiClient department, string form, IEnumerable<string> elements)
    {
        (await department.PutAsync($"api/reports/v1/forms/{form}", Form(department, elements))).Is(200, 201);
        return (await department.PostAsync("api/reports/v1/requests", new { form, period = Month, under = code, dueOn = Today.AddDays(20).ToString("yyyy-MM-dd") })).Is(201)["id"].ToString();
    }

    /// <summary>Today in China.</summary>
    public static DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).DateTime);

    /// <summary>This month as a period.</summary>
    public static string Month => Today.ToString("yyyy-MM");
}
