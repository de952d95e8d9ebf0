using Datarun.Contracts;

namespace Datarun.Exchange.Subscriptions;

/// <summary>A value that became known or changed, as subscribers are told it.</summary>
/// <param name="Unit">The place or body that it is about.</param>
/// <param name="Value">A number, a text, true or false; null for a nil return.</param>
/// <param name="Version">1 for the first; grows with each change of the value.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record ToldValue(string Element, string Unit, string Period, RawJson Value, int Version, ValueSource Source);

/// <summary>A value that was put right, as everyone is told who had the wrong one; acknowledge it at <c>corrections/{id}/acknowledge</c>.</summary>
/// <param name="Value">What is right.</param>
/// <param name="OldValue">What was wrong.</param>
/// <param name="WrongFrom">Since when the wrong value could be read; <c>wrongTo</c> until when.</param>
/// <param name="Correction">The correction request.</param>
public sealed record ToldCorrection(
    string Element, string Unit, string Period, RawJson Value, int Version, ValueSource Source, RawJson OldValue, int OldVersion, DateTimeOffset WrongFrom, DateTimeOffset WrongTo, Guid Correction);

/// <summary>
/// CloudEvents 1.0 in structured JSON, the body of a webhook, of a message in a department's queue and of an item of the feed. A webhook is signed as
/// Standard Webhooks: <c>webhook-id</c> is the id, beside it stand <c>webhook-timestamp</c> and <c>webhook-signature</c>.
/// </summary>
/// <param name="Id">The same for the same change however often it comes.</param>
/// <param name="Type">The name of this message.</param>
/// <param name="Source">The address of the element.</param>
/// <param name="Subject">The unit.</param>
/// <param name="Sequence">The number in the consumer's feed: consecutive, so a gap would be seen.</param>
public sealed record ToldCloudEvent<TData>(
    string Specversion, Guid Id, string Type, string Source, string Subject, DateTimeOffset Time, string Datacontenttype, string Sequence, TData Data);
