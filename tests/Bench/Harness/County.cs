using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Datarun.Bench.Harness;

/// <summary>A made-up county of 20,000 villages with one department, one reporter for all of it, and elements and forms as benchmarks ask for them.</summary>
internal sealed class County
{
    public const string Code = "980001";
    private const int VillagesInTownship = 100;
    private const string Department = $"{Code}-BENCH";
    private int _elements;

    private County(Platform platform) => Platform = platform;

    public Platform Platform { get; }

    /// <summary>Twelve digits each.</summary>
    public IReadOnlyList<string> Villages { get; } =
        [.. from t in Enumerable.Range(100, 200) from v in Enumerable.Range(1, VillagesInTownship) select $"{Code}{t:000}{v:000}"];

    /// <summary>Months, newest first: a task is a village and a month.</summary>
    public IReadOnlyList<string> Months { get; } =
        [.. Enumerable.Range(0, 48).Select(back => DateTime.UtcNow.AddHours(8).AddMonths(-back).ToString("yyyy-MM", CultureInfo.InvariantCulture))];

    /// <summary>Token of the department: defines, publishes, asks, records.</summary>
    public string DepartmentToken { get; private set; } = "";

    /// <summary>Token of the reporter: files for every village.</summary>
    public string ReporterToken { get; private set; } = "";

    public static async Task<County> RegisterAsync(Platform platform)
    {
        var county = new County(platform);
        var admin = await platform.AdminTokenAsync();
        var csv = new StringBuilder($"code,name\n{Code},测速县\n");
        foreach (var township in county.Villages.Select(v => v[..9]).Distinct()) csv.Append(township).Append(",第").Append(township.AsSpan(6)).Append("镇\n");
        foreach (var village in county.Villages) csv.Append(village).Append(",第").Append(village.AsSpan(9)).Append("村\n");
        await platform.CallAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", admin, csv.ToString(), "text/csv");
        await platform.CallAsync(HttpMethod.Put, $"api/rosters/v1/org-units/{Department}", admin, new { name = "测速县测速局", kind = "DEPARTMENT", division = Code });
        county.DepartmentToken = await platform.TokenAsync(Department, "DEPARTMENT");
        county.ReporterToken = await platform.TokenAsync(Code, "REPORTER");
        return county;
    }

    /// <summary>Defines so many whole-number elements, asked for every month; conditional ones need a grant.</summary>
    public async Task<string[]> DefineAsync(int count, bool conditional = false)
    {
        var codes = new string[count];
        for (var i = 0; i < count; i++)
        {
            codes[i] = $"bench.figure{++_elements:000}";
            await Platform.CallAsync(HttpMethod.Put, $"api/exchange/v1/elements/{codes[i]}", DepartmentToken, new
            {
                name = $"测速数{_elements}", definition = $"测速用的第{_elements}个数", type = "INTEGER", min = 0, frequency = "MONTHLY", aggregation = "SUM",
                source = Department, sharingClass = conditional ? "CONDITIONAL" : "UNCONDITIONAL", conditions = conditional ? "限测速" : null, classification = 2,
            });
        }
        return codes;
    }

    /// <summary>Has a form admitted that every village files every month.</summary>
    public async Task PublishAsync(string form, IEnumerable<string> elements) =>
        await Platform.CallAsync(HttpMethod.Put, $"api/reports/v1/forms/{form}", DepartmentToken, new
        {
            title = $"测速月报{form}", department = Department, purpose = "测速", legalBasis = "某某条例 第一条", statistical = false,
            validUntil = $"{DateTime.UtcNow.Year + 1}-12-31", frequency = "MONTHLY", level = "VILLAGE", dueAfterWorkdays = 5, minutesPerFiling = 1,
            fields = elements.Select(e => new { element = e, required = true }),
        });

    /// <summary>Asks every village for a form; answers how a task's id is made from a village.</summary>
    public async Task<Func<string, string>> AskAsync(string form, string month)
    {
        var request = (await Platform.CallAsync(HttpMethod.Post, "api/reports/v1/requests", DepartmentToken, new
        {
            form, period = month, under = Code, dueOn = DateTime.UtcNow.AddDays(40).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        }))["id"]!.ToString();
        // Ids of a million tasks are not fetched one by one: what they are made of is taken from one that was answered.
        var unit = Villages[^1];
        var tasks = await Platform.CallAsync(HttpMethod.Get, $"api/reports/v1/tasks?unit={unit}&limit=1000", ReporterToken);
        var id = tasks["items"]!.AsArray().Single(t => t!["form"]!.ToString() == form && t["period"]!.ToString() == month)!["id"]!.ToString();
        return id.Contains(request, StringComparison.Ordinal) && id.Contains(unit, StringComparison.Ordinal)
            ? village => id.Replace(unit, village, StringComparison.Ordinal)
            : throw new BenchmarkFailed($"The task id {id} is not made of the request {request} and the unit {unit}.");
    }

    /// <summary>Sends lines; every one of them must be taken.</summary>
    public static async Task ImportAsync(Wire wire, HttpMethod method, string path, byte[] lines)
    {
        var answer = await wire.ReadAsync(method, path, new ByteArrayContent(lines) { Headers = { ContentType = new("application/x-ndjson") } });
        if (JsonNode.Parse(answer)!["refused"] is not JsonArray { Count: 0 }) throw new BenchmarkFailed($"{path} refused lines: {Encoding.UTF8.GetString(answer)[..Math.Min(answer.Length, 1000)]}");
    }
}
