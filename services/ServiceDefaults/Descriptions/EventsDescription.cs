using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Datarun.ServiceDefaults.Descriptions;

/// <summary>The AsyncAPI 3 description of the events that a service publishes on the broker, and of what it sends to subscribers, made from the records themselves.</summary>
internal static class EventsDescription
{
    private static readonly JsonSchemaExporterOptions Schemas = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, schema) =>
        {
            var told = context.PropertyInfo is null ? Summaries.Of(context.TypeInfo.Type) : Summaries.OfParameter(context.PropertyInfo);
            if (told is not null && schema is JsonObject node) node.Insert(0, "description", told);
            return schema;
        },
    };

    private const string Subscriptions = "subscriptions";

    public static void Map(WebApplication app, ServiceDefinition service)
    {
        var description = new Described(() => Task.FromResult(JsonSerializer.SerializeToUtf8Bytes(Describe(service.Name, service.Told), Json.Options)), service);
        app.MapGet("/asyncapi.json", (Delegate)description.AnswerAsync).Open().ExcludeFromDescription();
    }

    private static JsonObject Describe(string service, IReadOnlyList<SubscriberMessage> told)
    {
        var events = Events.All.Where(e => e.Publisher == service).ToList();
        var description = new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = $"Datarun {service}: events", ["version"] = "v1" },
            ["defaultContentType"] = "application/vnd.masstransit+json",
            ["channels"] = Members(events, e => new JsonObject
            {
                // The exchange that MassTransit publishes to; bind a queue of your own to it.
                ["address"] = $"{e.Type.Namespace}:{e.Name}",
                ["messages"] = new JsonObject { [e.Name] = Reference("components/messages", e.Name) },
            }),
            ["operations"] = Members(events, e => new JsonObject { ["action"] = "send", ["channel"] = Reference("channels", e.Name) }),
            ["components"] = new JsonObject
            {
                ["messages"] = Members(events, e => new JsonObject
                {
                    ["name"] = e.Name, ["summary"] = Summaries.Of(e.Type), ["payload"] = Json.Options.GetJsonSchemaAsNode(e.Type, Schemas),
                }),
            },
        };
        if (told.Count > 0) Add(told, description);
        return description;
    }

    /// <summary>The way to subscribers has no address of ours: each names its own.</summary>
    private static void Add(IReadOnlyList<SubscriberMessage> told, JsonObject description)
    {
        description["channels"]![Subscriptions] = new JsonObject
        {
            ["address"] = null, ["messages"] = new JsonObject(told.Select(m => KeyValuePair.Create<string, JsonNode?>(m.Name, Reference("components/messages", m.Name)))),
        };
        description["operations"]![Subscriptions] = new JsonObject { ["action"] = "send", ["channel"] = Reference("channels", Subscriptions) };
        foreach (var message in told)
        {
            description["components"]!["messages"]![message.Name] = new JsonObject
            {
                ["name"] = message.Name, ["contentType"] = message.ContentType, ["summary"] = Summaries.Of(message.Payload), ["payload"] = Json.Options.GetJsonSchemaAsNode(message.Payload, Schemas),
            };
        }
    }

    private static JsonObject Members(IEnumerable<EventDescription> events, Func<EventDescription, JsonNode> describe) =>
        new(events.Select(e => KeyValuePair.Create<string, JsonNode?>(e.Name, describe(e))));

    private static JsonObject Reference(string place, string name) => new() { ["$ref"] = $"#/{place}/{name}" };
}
