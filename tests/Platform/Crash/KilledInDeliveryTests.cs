using Datarun.Tests.Platform.Servers;

namespace Datarun.Tests.Platform.Crash;

/// <summary>
/// kill -9 in the middle of deliveries, several times at random moments, while values go on changing: whoever honours <c>webhook-id</c>
/// is told every version of every value once, in order. On servers of its own, because they are killed too.
/// </summary>
public sealed class KilledInDeliveryTests(DistributedPlatform platform) : IClassFixture<DistributedPlatform>
{
    private const int Kills = 3;

    [Fact]
    public Task A_killed_Exchange_loses_and_doubles_no_delivery() => PlayAsync(() => platform.KillAsync("exchange"), () => platform.StartAgainAsync("exchange"));

    [Fact]
    public Task A_killed_publisher_loses_and_doubles_no_delivery() => PlayAsync(() => platform.KillAsync("reports"), () => platform.StartAgainAsync("reports"));

    [Fact]
    public Task A_killed_RabbitMQ_loses_and_doubles_no_delivery() =>
        PlayAsync(() => platform.Broker.KillAsync(), () => platform.Broker.StartAgainAsync(TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_killed_PostgreSQL_loses_and_doubles_no_delivery()
    {
        _ = platform.Http;
        var postgres = await CrashingPostgres.OfAsync(platform.ConnectionString("postgres"));
        await PlayAsync(() => { postgres.Kill(); return Task.CompletedTask; }, postgres.StartAgainAsync);
    }

    private async Task PlayAsync(Func<Task> kill, Func<Task> startAgain)
    {
        await using var county = await TellingCounty.OnAsync(platform);
        using var enough = new CancellationTokenSource();
        var writing = county.WriteAsync(enough.Token);
        var random = new Random();
        for (var n = 1; n <= Kills; n++)
        {
            // In full flow: values are being written and deliveries arrive.
            var (written, received) = (county.Written, county.Received);
            while (county.Written < written + 20 || county.Received < received + 10)
            {
                if (writing.IsCompleted) await writing;
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
            await Task.Delay(random.Next(300), TestContext.Current.CancellationToken);
            await kill();
            await Task.Delay(random.Next(500), TestContext.Current.CancellationToken);
            await startAgain();
        }
        await enough.CancelAsync();
        await writing;
        await county.EachWasToldOnceAsync();
    }
}
