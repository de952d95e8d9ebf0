namespace Datarun.Tests.Platform.Conventions;

/// <summary>A client that was ended is nobody, whatever tokens it has.</summary>
[Collection(nameof(DistributedPlatform))]
public sealed class EndedClientTests(DistributedPlatform platform)
{
    [Fact]
    public async Task The_tokens_of_a_client_that_was_ended_are_refused_everywhere_before_they_expire_and_after_a_restart()
    {
        var county = await platform.NewCountyAsync();
        var (ended, other) = (await county.ReporterAsync(county.Village), await county.ReporterAsync(county.Village));
        var paths = new[]
        {
            "api/identity/v1/me", $"api/rosters/v1/divisions/{county.Code}", "api/exchange/v1/elements?q=x", $"api/reports/v1/tasks?unit={county.Village}", $"api/accountability/v1/duty-lists/{county.Village}",
        };
        foreach (var path in paths) Assert.NotEqual(401, (await ended.GetAsync(path)).Status);
        await county.EndAsync(ended);
        // Under the same id somebody else may come, in the same second too.
        var made = (await platform.Admin.PutAsync($"api/identity/v1/clients/{ended.Id}", new { unit = county.Village, roles = new[] { "REPORTER" } })).Is(200);
        var anew = new ApiClient(platform.Http, ended.Id, made["secret"].ToString(), county.Village);
        Assert.NotEqual(401, (await anew.GetAsync(paths[0])).Status);
        foreach (var path in paths)
        {
            (await RunningPlatform.EventuallyAsync(() => ended.GetAsync(path), a => a.Status == 401)).IsProblem(401, "TOKEN_INVALID");
            Assert.NotEqual(401, (await other.GetAsync(path)).Status);
        }
        await platform.KillAsync("exchange");
        await platform.StartAgainAsync("exchange");
        await RunningPlatform.EventuallyAsync(() => other.GetAsync(paths[2]), a => a.Status == 200);
        await RunningPlatform.EventuallyAsync(() => ended.GetAsync(paths[2]), a => a.Status == 401);

        foreach (var path in paths) Assert.NotEqual(401, (await anew.GetAsync(path)).Status);
        (await ended.GetAsync(paths[0])).IsProblem(401, "TOKEN_INVALID");
    }
}
