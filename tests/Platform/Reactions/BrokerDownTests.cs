using Dapper;

namespace Datarun.Tests.Platform.Reactions;

/// <summary>On a real RabbitMQ that is stopped and started.</summary>
[Collection(nameof(DistributedPlatform))]
public sealed class BrokerDownTests(DistributedPlatform platform)
{
    [Fact]
    public async Task What_happens_while_the_broker_is_down_arrives_once_when_it_is_up()
    {
        var county = await platform.NewCountyAsync();
        var life = new EventfulCounty(county);
        await life.LiveAsync();
        await EveryReaction.QuietAsync(platform);

        await platform.Broker.StopAsync();
        // Each service goes on with what it knows. Decisions that rest on another's facts come before that other speaks.
        await life.FileAsync(20, 3);
        (await life.Civil.PutAsync($"api/reports/v1/forms/g{county.Code}", TestCounty.Form(life.Civil, [life.Element], f => f["level"] = "TOWNSHIP"))).Is(201, 409);
        await life.RedefineAsync("停机期间新增的口径");
        (await platform.Admin.PutAsync($"api/accountability/v1/duty-lists/{county.Townships[1]}/2026-01-01", new[] { new { code = "B-2", title = "事项", kind = "BASIC", legalBasis = "清单" } })).Is(201);
        await life.AssignAsync(Guid.CreateVersion7(), 30);
        (await platform.Admin.PutAsync($"api/rosters/v1/org-units/{county.Code}-LATE", new { name = "停机期间设立", kind = "DEPARTMENT", division = county.Code })).Is(201);
        (await platform.Admin.PostCsvAsync("api/rosters/v1/divisions:import", $"code,name\n{county.Code}300,停机期间设镇\n")).Is(200);

        await platform.Broker.StartAgainAsync(TestContext.Current.CancellationToken);
        await EveryReaction.QuietAsync(platform);
        foreach (var (service, reaction) in EveryReaction.All)
        {
            Assert.Equal(0, await platform.ReadAsync<int>(service, "SELECT count(*)::int FROM error_queue WHERE reaction = @Name", new { reaction.Name }));
        }
        await life.UntilReadAsync(20);
        await county.DefineAsync(await platform.NewClientAsync($"{county.Code}-LATE", "DEPARTMENT"), "late");
    }

    [Fact]
    public async Task A_service_that_was_killed_takes_what_waited_for_it()
    {
        var county = await platform.NewCountyAsync();
        var life = new EventfulCounty(county);
        await life.LiveAsync();
        await EveryReaction.QuietAsync(platform);

        await platform.KillAsync("exchange");
        await life.FileAsync(30, 4);
        await platform.StartAgainAsync("exchange");
        await EveryReaction.QuietAsync(platform);
        await life.UntilReadAsync(30);
    }
}
