namespace Datarun.ServiceDefaults.Descriptions;

/// <summary>A message that a service sends to whoever subscribed to it from outside, for the AsyncAPI description.</summary>
/// <param name="Name">Such as the CloudEvents type.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Payload">Its record: the schema and what is said of each member.</param>
public sealed record SubscriberMessage(string Name, string ContentType, Type Payload);
