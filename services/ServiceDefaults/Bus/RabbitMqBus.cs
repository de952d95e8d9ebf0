using Datarun.Contracts;
using Datarun.ServiceDefaults.Http;
using MassTransit;
using MassTransit.RabbitMqTransport;
using Microsoft.Extensions.DependencyInjection;

namespace Datarun.ServiceDefaults.Bus;

/// <summary>The bus on RabbitMQ: durable quorum queues, publisher confirms, one queue for each reaction, batches in the order of the queue.</summary>
public sealed class RabbitMqBus(IBus bus) : IEventTransport
{
    private static readonly TimeSpan ConfirmWithin = TimeSpan.FromSeconds(30);

    public async Task DeliverAsync(IReadOnlyList<Envelope> events, CancellationToken cancel)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bounded.CancelAfter(ConfirmWithin);
        await Task.WhenAll(events.GroupBy(e => e.Key, StringComparer.Ordinal).Select(key => PublishInOrderAsync(key, bounded.Token)));
    }

    private async Task PublishInOrderAsync(IEnumerable<Envelope> key, CancellationToken cancel)
    {
        foreach (var one in key)
        {
            await bus.Publish(one.Event, one.Event.GetType(), context =>
            {
                context.MessageId = one.Id;
                context.Headers.Set(Header.Publisher, one.Publisher);
                context.Headers.Set(Header.Key, one.Key);
                context.Headers.Set(Header.Sequence, one.Sequence.ToString());
                context.Headers.Set(Header.RecordedAt, one.RecordedAt.ToString("O"));
                context.Headers.Set(Header.RecordedOn, one.RecordedOn.ToString("O"));
            }, cancel);
        }
    }

    /// <summary>Joins the reactions of a service to the broker.</summary>
    public static void Register(IServiceCollection services, Uri broker, Reactions reactions)
    {
        services.AddSingleton<IEventTransport, RabbitMqBus>();
        services.AddOptions<MassTransitHostOptions>().Configure(host => host.WaitUntilStarted = true);
        services.AddMassTransit(transit => transit.UsingRabbitMq((context, rabbit) =>
        {
            rabbit.Host(broker);
            rabbit.ConfigureJsonSerializerOptions(options =>
            {
                Json.DropOrderKeys(options);
                return options;
            });
            var runners = context.GetServices<ReactionRunner>().ToDictionary(r => r.Reaction.Name, StringComparer.Ordinal);
            foreach (var reaction in reactions.All)
            {
                rabbit.ReceiveEndpoint(reaction.Name, queue =>
                {
                    queue.SetQuorumQueue();
                    queue.PrefetchCount = Prefetch;
                    queue.ConcurrentMessageLimit = Prefetch; // Each waits for those before it.
                    reaction.Connect(queue, runners[reaction.Name]);
                });
            }
        }));
    }

    private const int Prefetch = 200;

    internal static void Connect<TEvent>(IReceiveEndpointConfigurator queue, ReactionRunner runner) where TEvent : class, IEvent
    {
        var order = new InOrder(runner);
        queue.Consumer(() => new One<TEvent>(order));
    }

    private sealed class One<TEvent>(InOrder order) : IConsumer<TEvent> where TEvent : class, IEvent
    {
        public Task Consume(ConsumeContext<TEvent> context)
        {
            var channel = context.ReceiveContext.GetPayload<ChannelContext>().Channel;
            return order.RunAsync(channel, context.ReceiveContext.GetPayload<RabbitMqBasicConsumeContext>().DeliveryTag, Unpack(context), context.CancellationToken);
        }

        private static Envelope Unpack(ConsumeContext<TEvent> message) => new(
            message.MessageId!.Value,
            message.Headers.Get<string>(Header.Publisher)!,
            typeof(TEvent).Name,
            message.Headers.Get<string>(Header.Key)!,
            long.Parse(message.Headers.Get<string>(Header.Sequence)!),
            DateOnly.Parse(message.Headers.Get<string>(Header.RecordedOn)!),
            DateTimeOffset.Parse(message.Headers.Get<string>(Header.RecordedAt)!),
            message.Message);
    }

    private static class Header
    {
        public const string Publisher = "datarun-publisher";
        public const string Key = "datarun-key";
        public const string Sequence = "datarun-sequence";
        public const string RecordedAt = "datarun-recorded-at";
        public const string RecordedOn = "datarun-recorded-on";
    }
}
