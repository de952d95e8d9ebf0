using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Conventions;

/// <summary>What README tells a reader to type.</summary>
public class ReadmeTests(LocalPlatform platform)
{
    [Fact]
    public async Task The_calls_that_README_shows_give_a_token_and_find_an_element()
    {
        var county = await platform.NewCountyAsync();
        await county.DefineAsync(await county.OfficeAsync("CIVIL"), "readme", e => e["name"] = "低保户数");
        var secret = JsonNode.Parse(await File.ReadAllTextAsync(platform.ClientsFile, TestContext.Current.CancellationToken))!.AsArray().Single(c => (string?)c!["id"] == "admin")!["secret"]!.ToString();
        var lines = await File.ReadAllLinesAsync(Path.Combine(RunningProgram.Root, "README.md"), TestContext.Current.CancellationToken);
        var (token, said) = ("", new JsonObject());
        foreach (var line in lines.Where(l => l.StartsWith("curl ", StringComparison.Ordinal)))
        {
            said = await TypeAsync(line.Replace("http://localhost:8080/", $"{platform.Address}", StringComparison.Ordinal).Replace("SECRET", secret, StringComparison.Ordinal).Replace("TOKEN", token, StringComparison.Ordinal));
            token = said["access_token"]?.ToString() ?? token;
        }
        Assert.NotEmpty(said["items"]!.AsArray());
    }

    private static async Task<JsonObject> TypeAsync(string line)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash") { ArgumentList = { "-c", line }, RedirectStandardOutput = true, UseShellExecute = false })!;
        var said = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return Assert.IsType<JsonObject>(JsonNode.Parse(said));
    }
}
