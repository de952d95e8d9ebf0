namespace Datarun.Tests.Platform.Story;

/// <summary>The main job as one story: the program plays it over HTTP and ends with 0 only if every step held.</summary>
public sealed class NineStepsTests
{
    [Fact]
    public async Task The_nine_steps_hold_on_a_fresh_local_host_and_when_played_again_on_the_same_data()
    {
        var data = Path.Combine(Path.GetTempPath(), $"datarun-story-{Guid.NewGuid():N}"[..28]);
        try
        {
            for (var run = 1; run <= 2; run++)
            {
                await PlayAsync($"run {run}", $"--urls=http://127.0.0.1:{RunningProgram.FreePort()}", $"--data={data}", "--demo", "--exit");
            }
        }
        finally
        {
            if (Directory.Exists(data)) Directory.Delete(data, recursive: true);
        }
    }

    internal static async Task PlayAsync(string what, params string[] arguments)
    {
        await using var demo = RunningProgram.Start("deploy/Local", arguments);
        var code = await demo.EndAsync(TimeSpan.FromMinutes(4));
        Assert.True(code == 0 && demo.Output.Contains("The story held: 9 of 9 steps.", StringComparison.Ordinal), $"{what} ended with {code}:\n{demo.Output}");
    }
}

/// <summary>The same story where each service is a process of its own.</summary>
[Collection(nameof(DistributedPlatform))]
public sealed class NineStepsOnRabbitMqTests(DistributedPlatform platform)
{
    [Fact]
    public Task The_nine_steps_hold_on_a_distributed_platform_on_RabbitMQ() =>
        NineStepsTests.PlayAsync("the distributed platform", $"--against={platform.Http.BaseAddress}", $"--clients={platform.ClientsFile}");
}
