using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Datarun.Tests.Platform.Subscriptions;

/// <summary>A department at its queue, with what the platform gave it and RabbitMQ's own client.</summary>
public sealed class DepartmentQueue : IAsyncDisposable
{
    private static readonly JsonEventFormatter Format = new();
    private readonly IConnection _connection;

    private DepartmentQueue(IConnection connection, string name) => (_connection, Name) = (connection, name);

    public string Name { get; }

    public bool IsOpen => _connection.IsOpen;

    /// <summary>Connects as it was told to; throws <see cref="BrokerUnreachableException"/> where it may not.</summary>
    public static async Task<DepartmentQueue> OpenAsync(JsonNode told, string? virtualHost = null)
    {
        var factory = new ConnectionFactory
        {
            Uri = new Uri(told["address"]!.ToString()), VirtualHost = virtualHost ?? told["virtualHost"]!.ToString(), UserName = told["user"]!.ToString(), Password = told["password"]!.ToString(),
            AutomaticRecoveryEnabled = false,
        };
        return new DepartmentQueue(await factory.CreateConnectionAsync(), told["queue"]!.ToString());
    }

    /// <summary>Asserts that it may not connect: the broker closes a connection that it refuses, some a moment after it was opened.</summary>
    public static async Task MayNotOpenAsync(JsonNode told, string? virtualHost = null)
    {
        try
        {
            await using var queue = await OpenAsync(told, virtualHost);
            await using var channel = await queue._connection.CreateChannelAsync();
        }
        catch (Exception refused) when (refused is BrokerUnreachableException or OperationInterruptedException)
        {
            return;
        }
        Assert.Fail("was let in");
    }

    /// <summary>Takes so many messages, each acknowledged.</summary>
    public async Task<List<(BasicGetResult Message, CloudEvent Event)>> TakeAsync(int count)
    {
        var taken = new List<(BasicGetResult, CloudEvent)>();
        await using var channel = await _connection.CreateChannelAsync();
        for (var until = DateTime.UtcNow.AddSeconds(90); taken.Count < count;)
        {
            if (await channel.BasicGetAsync(Name, autoAck: false) is { } message)
            {
                taken.Add((message, Format.DecodeStructuredModeMessage(message.Body, new ContentType(message.BasicProperties.ContentType!), extensionAttributes: null).Validate()));
                await channel.BasicAckAsync(message.DeliveryTag, multiple: false);
            }
            else if (DateTime.UtcNow > until) Assert.Fail($"only {taken.Count} of {count} messages came");
            else await Task.Delay(25);
        }
        return taken;
    }

    public async Task<bool> IsEmptyAsync()
    {
        await using var channel = await _connection.CreateChannelAsync();
        return await channel.BasicGetAsync(Name, autoAck: false) is null;
    }

    /// <summary>Asserts that the broker refuses what is tried.</summary>
    public async Task IsRefusedAsync(Func<IChannel, Task> attempt)
    {
        await using var channel = await _connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        var refused = await Assert.ThrowsAnyAsync<OperationInterruptedException>(() => attempt(channel));
        Assert.Equal(403, refused.ShutdownReason!.ReplyCode);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}

/// <summary>What the broker itself says.</summary>
internal static class BrokerSays
{
    /// <summary>Whether there is such a queue or user: <c>queues/departments/NAME</c>, <c>users/NAME</c>.</summary>
    public static async Task<JsonNode?> AskAsync(this DistributedPlatform platform, string path, HttpMethod? method = null)
    {
        var management = platform.Broker.Management;
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(management.UserInfo)));
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new UriBuilder(management) { UserName = "", Password = "", Path = $"/api/{path}" }.Uri);
        using var answer = await http.SendAsync(request);
        if (answer.StatusCode == System.Net.HttpStatusCode.NotFound) return null;
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        var text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text);
    }
}
