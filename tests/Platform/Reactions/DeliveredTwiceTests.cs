using System.Globalization;
using System.Net.Sockets;
using Dapper;
using Datarun.Contracts;
using Npgsql;

namespace Datarun.Tests.Platform.Reactions;

/// <summary>On a real RabbitMQ, each service a process of its own.</summary>
[Collection(nameof(DistributedPlatform))]
public sealed class DeliveredTwiceTests(DistributedPlatform platform)
{
    [Fact]
    public async Task Whatever_is_delivered_twice_changes_nothing()
    {
        await new EventfulCounty(await platform.NewCountyAsync()).LiveAsync();
        await EveryReaction.QuietAsync(platform);
        await AssertEveryReactionHasRunAsync();
        var before = await EveryReaction.KnowledgeAsync(platform);

        var repeated = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (service, reaction) in EveryReaction.All) repeated[reaction.Name] = await RepeatedAsync(service, reaction.Name);
        foreach (var service in EveryReaction.Services)
        {
            await platform.ExecuteAsync(service.Name, "INSERT INTO outbox_waiting SELECT slice, sequence, recorded_on FROM outbox; NOTIFY outbox");
        }
        foreach (var (service, reaction) in EveryReaction.All)
        {
            await using var publisher = new NpgsqlConnection(platform.ConnectionString(Events.Named(reaction.EventName).Publisher));
            var events = await publisher.ExecuteScalarAsync<int>("SELECT count(*)::int FROM outbox WHERE type = @EventName", new { reaction.EventName });
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
            // The exporter answers from a cache for 300 ms.
            while (await RepeatedAsync(service, reaction.Name) < repeated[reaction.Name] + events) await Task.Delay(300, patience.Token);
        }

        var after = await EveryReaction.KnowledgeAsync(platform);
        Assert.Empty(after.Where(table => before[table.Key] != table.Value).Select(table => $"{table.Key}: {before[table.Key]} became {table.Value}"));
    }

    /// <summary>How many events a reaction was handed that its inbox knew, by the service's own metric.</summary>
    private async Task<double> RepeatedAsync(string service, string reaction)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(Path.GetDirectoryName(platform.ClientsFile)!, $"{service}.sock")), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        var metrics = await http.GetStringAsync("http://service/metrics", TestContext.Current.CancellationToken);
        var line = metrics.Split('\n').FirstOrDefault(l => l.StartsWith("datarun_reaction_repeated", StringComparison.Ordinal) && l.Contains($"reaction=\"{reaction}\"", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line.Split("} ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private async Task AssertEveryReactionHasRunAsync()
    {
        foreach (var (service, reaction) in EveryReaction.All)
        {
            await using var connection = new NpgsqlConnection(platform.ConnectionString(service));
            Assert.True(await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT FROM inbox WHERE reaction = @Name)", new { reaction.Name }), $"{reaction.Name} was never needed: this test guards it no more");
            Assert.Equal(0, await connection.ExecuteScalarAsync<int>("SELECT count(*)::int FROM error_queue"));
        }
    }
}
