using System.Reflection;
using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Conventions;

/// <summary>What an integrator has to go by: the OpenAPI descriptions.</summary>
public sealed class DescriptionTests(LocalPlatform platform)
{
    private static readonly string[] Services = ["identity", "rosters", "exchange", "reports", "accountability"];

    private async Task<JsonNode> DescriptionAsync(string service) => JsonNode.Parse(await platform.Http.GetStringAsync($"openapi/{service}.json", TestContext.Current.CancellationToken))!;

    [Fact]
    public async Task A_list_is_described_with_the_members_that_its_items_have()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health, authority) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"), await platform.NewClientAsync($"{county.Code}-DATA", "SHARING_AUTHORITY", "AUDITOR"));
        var element = await county.DefineAsync(civil, "x");
        (await health.PutAsync("api/exchange/v1/subscriptions/all", new { elements = new[] { element }, under = county.Code, url = "http://127.0.0.1:9/hook", secret = "a-secret-of-ours" })).Is(201);
        await civil.RecordAsync(element, county.Village, 1);
        var value = await RunningPlatform.EventuallyAsync(() => health.GetAsync($"api/exchange/v1/values?element={element}&under={county.Village}"), a => a.Is(200).Items.Count == 1);
        (await health.PostAsync("api/exchange/v1/exports", new { elements = new[] { element }, under = county.Code, format = "CSV" })).Is(201);
        var correction = (await health.PostAsync("api/exchange/v1/corrections", new { element, unit = county.Village, period = value.Items[0]!["period"]!.ToString(), proposed = 2, reason = "少一户" })).Is(201);
        (await civil.PostAsync($"api/exchange/v1/corrections/{correction["id"]}/decision", new { decision = "ACCEPTED", reason = "属实" })).Is(200);

        var exchange = await DescriptionAsync("exchange");
        foreach (var (client, path) in new[]
        {
            (health, "/values"), (health, "/values/changes"), (health, "/feed"), (health, "/subscriptions"), (health, "/subscriptions/{id}/deliveries"), (health, "/exports"),
            (health, "/corrections"), (health, "/corrections/notices"), (authority, "/audit"), (civil, "/audit/uses"), (civil, "/elements"),
        })
        {
            var asked = $"api/exchange/v1{path.Replace("{id}", "all", StringComparison.Ordinal)}?limit=1{(path.StartsWith("/values", StringComparison.Ordinal) || path == "/audit/uses" ? $"&element={element}" : "")}";
            var item = (await RunningPlatform.EventuallyAsync(() => client.GetAsync(asked), a => a.Is(200).Items.Count > 0)).Items[0]!.AsObject();
            var described = Described(exchange, $"/api/exchange/v1{path}");
            Assert.True(item.Select(m => m.Key).ToHashSet(StringComparer.Ordinal).SetEquals(described), $"{path} gives {string.Join(' ', item.Select(m => m.Key))}, and is described with {string.Join(' ', described)}");
        }
    }

    [Fact]
    public async Task A_list_answers_with_an_object()
    {
        foreach (var service in Services)
        {
            foreach (var (path, calls) in (await DescriptionAsync(service))["paths"]!.AsObject())
            {
                var bare = calls!.AsObject().SelectMany(c => c.Value!["responses"]!.AsObject()).SelectMany(r => r.Value!["content"]?.AsObject() ?? []).Where(c => c.Value!["schema"]?["items"] is not null);
                Assert.True(!bare.Any(), $"{path} answers with a bare array");
            }
        }
    }

    [Fact]
    public async Task Every_call_has_a_name_that_no_other_call_of_its_service_has()
    {
        foreach (var service in Services)
        {
            var calls = (await DescriptionAsync(service))["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(c => (Name: c.Value!["operationId"]?.ToString() ?? "", Call: $"{c.Key} {p.Key}"))).ToList();
            var shared = calls.GroupBy(c => c.Name).Where(g => g.Key.Length == 0 || g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(c => c.Call))}");
            Assert.True(!shared.Any(), string.Join('\n', shared));
        }
    }

    [Fact]
    public async Task Every_call_and_every_parameter_of_it_says_what_it_is_for()
    {
        var silent = new List<string>();
        foreach (var service in Services)
        {
            foreach (var (path, calls) in (await DescriptionAsync(service))["paths"]!.AsObject())
            {
                foreach (var (verb, call) in calls!.AsObject())
                {
                    if (call!["description"] is null) silent.Add($"{verb} {path}");
                    silent.AddRange((call["parameters"]?.AsArray() ?? []).Where(p => p!["description"] is null).Select(p => $"{p!["in"]} {p["name"]} of {verb} {path}"));
                }
            }
        }
        Assert.True(silent.Count == 0, string.Join('\n', silent));
        // What a handler says of its own parameter is said, not what the word means elsewhere.
        var filings = (await DescriptionAsync("reports"))["paths"]!["/api/reports/v1/requests/{id}/filings.csv"]!["get"]!["parameters"]!.AsArray();
        Assert.Contains("GB18030", filings.Single(p => p!["name"]!.ToString() == "encoding")!["description"]!.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_query_is_described_as_it_is_written_and_a_read_with_the_header_that_states_its_purpose()
    {
        foreach (var service in Services)
        {
            var parameters = (await DescriptionAsync(service))["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().SelectMany(o => o.Value!["parameters"]?.AsArray() ?? [])).ToList();
            Assert.DoesNotContain(parameters, p => p!["in"]!.ToString() == "query" && char.IsUpper(p["name"]!.ToString()[0]));
        }
        var read = (await DescriptionAsync("exchange"))["paths"]!["/api/exchange/v1/values"]!["get"]!["parameters"]!.AsArray().Select(p => $"{p!["in"]} {p["name"]}").ToList();
        Assert.Empty(new[] { "query element", "query under", "query period", "query after", "query limit", "header X-Purpose" }.Except(read, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_call_that_heeds_the_version_a_caller_knows_says_so_and_no_other_does()
    {
        var (wrong, heeding) = (new List<string>(), 0);
        foreach (var service in Services)
        {
            foreach (var (path, calls) in (await DescriptionAsync(service))["paths"]!.AsObject())
            {
                foreach (var (verb, call) in calls!.AsObject())
                {
                    var heeds = Mentions.Of(VerbOf(service, call!)).Any(m => m is "If-Match" or MemberInfo { Name: "get_IfMatch" or "IfMatch", DeclaringType.Namespace: "Microsoft.AspNetCore.Http" or "Microsoft.Net.Http.Headers" });
                    var says = call!["parameters"]?.AsArray().Any(p => p!["name"]!.ToString() == "If-Match") == true;
                    if (heeds) heeding++;
                    if (heeds != says) wrong.Add($"{verb} {path} {(heeds ? "reads If-Match and does not say so" : "says that it reads If-Match and does not")}");
                }
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(heeding > 20, $"only {heeding} calls that read If-Match were found");
    }

    [Fact]
    public async Task A_read_that_gives_its_version_spares_whoever_has_the_answer_and_says_so()
    {
        var silent = new List<string>();
        foreach (var service in Services)
        {
            foreach (var (path, calls) in (await DescriptionAsync(service))["paths"]!.AsObject())
            {
                if (calls!["get"] is not { } read || !Mentions.Of(VerbOf(service, read)).Any(m => m is MemberInfo { Name: "Give", DeclaringType.Name: "ETags" })) continue;
                if (read["parameters"]?.AsArray().Any(p => p!["name"]!.ToString() == "If-None-Match") != true) silent.Add(path);
            }
        }
        Assert.True(silent.Count == 0, string.Join('\n', silent));
    }

    [Fact]
    public async Task A_reviewer_is_told_what_a_reviewer_may_say()
    {
        var reports = await DescriptionAsync("reports");
        Assert.Equal(["ACCEPTED", "RETURNED"], Schema(reports, Schema(reports, reports["paths"]!["/api/reports/v1/tasks/{id}/review"]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!)["properties"]!["decision"]!)["enum"]!.AsArray().Select(n => n!.ToString()));
    }

    [Fact]
    public async Task Null_fits_one_of_the_forms_of_a_member_that_may_be_missing_not_two()
    {
        var (wrong, seen) = (new List<string>(), 0);
        foreach (var service in Services)
        {
            var description = await DescriptionAsync(service);
            foreach (var (name, schema) in description["components"]!["schemas"]!.AsObject())
            {
                foreach (var (member, of) in schema!["properties"]?.AsObject() ?? [])
                {
                    if (of!["oneOf"]?.AsArray() is not { } forms || !forms.Any(f => f!["type"]?.ToString() == "null")) continue;
                    seen++;
                    if (forms.Any(f => f!["$ref"] is not null && FitsNull(Schema(description, f)))) wrong.Add($"{service} {name}.{member}");
                }
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(seen > 20, $"only {seen} such members were found");
    }

    private static bool FitsNull(JsonNode schema) => schema["enum"] is { } names ? names.AsArray().Any(n => n is null) : schema["type"] is null && schema["properties"] is null;

    [Fact]
    public async Task What_answers_in_two_forms_is_described_with_both()
    {
        var accountability = await DescriptionAsync("accountability");
        var forms = accountability["paths"]!["/api/accountability/v1/duty-lists/{unit}"]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["anyOf"]!.AsArray();
        Assert.Equal(["unit", "next"], forms.Select(f => Schema(accountability, f!)["properties"]!.AsObject().Select(p => p.Key).First(k => k is "unit" or "next")));
    }

    private static JsonNode Schema(JsonNode description, JsonNode of) => of["$ref"] is { } name ? description["components"]!["schemas"]![name.ToString().Split('/')[^1]]! : of;

    /// <summary>The method behind a call, by the names that the description takes from it.</summary>
    private static MethodInfo VerbOf(string service, JsonNode call) =>
        (from assembly in new[] { service, "ServiceDefaults" }
         from type in Assembly.Load($"Datarun.{assembly}").GetTypes()
         where type.Namespace?.EndsWith($".{call["tags"]![0]}", StringComparison.Ordinal) == true
         from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
         let verb = method.Name.Replace("Async", "", StringComparison.Ordinal)
         where call["operationId"]!.ToString() == (verb == "Handle" ? type.Name : verb + type.Name[(type.Name.AsSpan(1).IndexOfAnyInRange('A', 'Z') + 1)..])
         orderby verb == "Handle" descending // A helper may be called like another class with one verb.
         select method).First();

    private static List<string> Described(JsonNode description, string path)
    {
        var page = Schema(description, description["paths"]![path]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!);
        return [.. Schema(description, page["properties"]!["items"]!["items"]!)["properties"]!.AsObject().Select(p => p.Key)];
    }
}
