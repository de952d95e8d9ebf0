using System.Globalization;
using System.Net.Sockets;
using Dapper;
using Datarun.Contracts;
using Npgsql;

namespace Datarun.Tests.Platform.Reactions;

/// <summary>On a real RabbitMQ, each service a process of its own.</summary>
public sealed class DeliveredTwiceTests(DistributedPlatform platform) : IClassFixture<DistributedPlatform>
{
    [Fact]
    public async Task Whatever_is_delivered_twice_changes_nothing()
    {
        await new EventfulCounty(await platform.NewCountyAsync()).LiveAsync();
        await EveryReaction.QuietAsync(platform);
        await AssertEveryReactionHasRunAsync();
        var before = await EveryReaction.KnowledgeAsync(platform);

        foreach (var service in EveryReaction.Services)
        {
            await using var connection = new NpgsqlConnection(platform.ConnectionString(service.Name));
            await connection.ExecuteAsync("UPDATE outbox SET sent_at = NULL; NOTIFY outbox");
        }
        foreach (var (service, reaction) in EveryReaction.All)
        {
            await using var publisher = new NpgsqlConnection(platform.ConnectionString(Events.Named(reaction.EventName).Publisher));
            var events = await publisher.ExecuteScalarAsync<int>("SELECT count(*)::int FROM outbox WHERE type = @EventName", new { reaction.EventName });
            await UntilRepeatedAsync(service, reaction.Name, events);
        }

        var after = await EveryReaction.KnowledgeAsync(platform);
        Assert.Empty(after.Where(table => before[table.Key] != table.Value).Select(table => $"{table.Key}: {before[table.Key]} became {table.Value}"));
    }

    /// <summary>Waits until a service's own metric says that a reaction was handed so many events that its inbox knew.</summary>
    private async Task UntilRepeatedAsync(string service, string reaction, int events)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(Path.GetDirectoryName(platform.ClientsFile)!, $"{service}.sock")), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        while (true)
        {
            var metrics = await http.GetStringAsync("http://service/metrics", patience.Token);
            var line = metrics.Split('\n').FirstOrDefault(l => l.StartsWith("datarun_reaction_repeated", StringComparison.Ordinal) && l.Contains($"reaction=\"{reaction}\"", StringComparison.Ordinal));
            if (line is not null && double.Parse(line.Split("} ")[1].Split(' ')[0], CultureInfo.InvariantCulture) >= events) return;
            await Task.Delay(300, patience.Token); // The exporter answers from a cache for as long.
        }
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
