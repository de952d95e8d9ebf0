using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Snapshots;

/// <summary>
/// The descriptions of the calls (OpenAPI) and of the message records (AsyncAPI) as files, so that a change shows in the diff.
/// <c>DATARUN_UPDATE_SNAPSHOTS=1</c> writes them anew.
/// </summary>
public sealed class SnapshotTests(LocalPlatform platform)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("openapi", "identity")]
    [InlineData("openapi", "rosters")]
    [InlineData("openapi", "exchange")]
    [InlineData("openapi", "reports")]
    [InlineData("openapi", "accountability")]
    [InlineData("asyncapi", "identity")]
    [InlineData("asyncapi", "rosters")]
    [InlineData("asyncapi", "exchange")]
    [InlineData("asyncapi", "reports")]
    [InlineData("asyncapi", "accountability")]
    public async Task The_description_is_what_was_agreed(string kind, string service)
    {
        _ = platform.Http;
        var now = JsonNode.Parse(await platform.Http.GetStringAsync($"{kind}/{service}.json", TestContext.Current.CancellationToken))!.ToJsonString(Indented) + "\n";
        var file = Path.Combine(RunningProgram.Root, "tests", "Platform", "Snapshots", $"{service}.{kind}.json");
        if (Environment.GetEnvironmentVariable("DATARUN_UPDATE_SNAPSHOTS") == "1") await File.WriteAllTextAsync(file, now, TestContext.Current.CancellationToken);
        var agreed = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        if (now == agreed) return;
        var (before, after) = (agreed.Split('\n'), now.Split('\n'));
        var at = Enumerable.Range(0, Math.Min(before.Length, after.Length)).FirstOrDefault(i => before[i] != after[i]);
        Assert.Fail($"{service}.{kind}.json differs from line {at + 1} on:\n- {before[at]}\n+ {after[at]}\nIf this is meant, run once with DATARUN_UPDATE_SNAPSHOTS=1 and look at the diff.");
    }
}
