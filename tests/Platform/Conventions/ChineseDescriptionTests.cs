using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Conventions;

/// <summary>A county's own engineers read the descriptions in Chinese; their programs read the same in either language.</summary>
public sealed class ChineseDescriptionTests(LocalPlatform platform)
{
    private static readonly string[] Descriptions = [.. new[] { "identity", "rosters", "exchange", "reports", "accountability" }.SelectMany(s => new[] { $"openapi/{s}.json", $"asyncapi/{s}.json" })];

    private async Task<JsonNode> ReadAsync(string path, string? language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (language is not null) request.Headers.Add("Accept-Language", language);
        using var answer = await platform.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(language?.StartsWith("zh", StringComparison.Ordinal) == true ? "zh-CN" : "en", Assert.Single(answer.Content.Headers.ContentLanguage));
        Assert.Contains("Accept-Language", answer.Headers.Vary);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    [Fact]
    public async Task All_that_a_person_reads_is_in_Chinese_for_whoever_asks_for_it_and_what_a_program_reads_is_the_same()
    {
        foreach (var path in Descriptions)
        {
            var (english, chinese) = (await ReadAsync(path, null), await ReadAsync(path, "zh-CN,zh;q=0.9,en;q=0.8"));
            var pairs = Texts(english).Zip(Texts(chinese)).ToList();
            Assert.Equal(Texts(english).Count(), Texts(chinese).Count());
            var untold = pairs.Where(p => p.First == p.Second && p.First is not ("Bearer" or "client_credentials")).Select(p => p.First).Distinct().ToList();
            Assert.True(untold.Count == 0, $"{path} says in English only:\n{string.Join('\n', untold)}");
            Assert.Equal(Bare(english)!.ToJsonString(), Bare(chinese)!.ToJsonString());
        }
    }

    [Fact]
    public async Task Programs_that_name_no_language_and_readers_of_English_get_English()
    {
        var without = (await ReadAsync("openapi/reports.json", null)).ToJsonString();
        foreach (var language in new[] { "en", "en-GB,zh;q=0.5", "*" }) Assert.Equal(without, (await ReadAsync("openapi/reports.json", language)).ToJsonString());
    }

    [Fact]
    public async Task No_word_is_kept_in_Chinese_of_which_the_English_has_changed()
    {
        var said = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in Descriptions) said.UnionWith(Texts(await ReadAsync(path, null)));
        var kept = new[] { "ServiceDefaults", "Contracts", "Identity", "Rosters", "Exchange", "Reports", "Accountability" }.SelectMany(project =>
        {
            using var words = Assembly.Load($"Datarun.{project}").GetManifestResourceStream("zh-CN.json")!;
            return JsonSerializer.Deserialize<Dictionary<string, string>>(words)!.Keys.Select(english => (Project: project, English: english));
        }).ToList();
        var stale = kept.Where(k => !said.Contains(k.English)).ToList();
        Assert.True(stale.Count == 0, $"No longer said:\n{string.Join('\n', stale)}");
        var twice = kept.GroupBy(k => k.English).Where(g => g.Count() > 1).Select(g => g.Key).ToList();
        Assert.True(twice.Count == 0, $"Kept twice:\n{string.Join('\n', twice)}");
    }

    /// <summary>What a person reads, in the order in which it stands there.</summary>
    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject members => members.Where(m => m.Key != "x-problems").SelectMany(m =>
            IsText(m) ? [m.Value!.GetValue<string>()] : m is { Key: "tags", Value: JsonArray tags } ? tags.Select(t => t!.GetValue<string>()) : Texts(m.Value)),
        JsonArray items => items.SelectMany(Texts),
        _ => [],
    };

    private static bool IsText(KeyValuePair<string, JsonNode?> member) => member.Key is "summary" or "description" && member.Value is JsonValue;

    /// <summary>The same without what a person reads.</summary>
    private static JsonNode? Bare(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Where(m => !IsText(m) && m.Key is not ("tags" or "x-problems")).Select(m => KeyValuePair.Create(m.Key, Bare(m.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Bare)]),
        _ => node?.DeepClone(),
    };
}
