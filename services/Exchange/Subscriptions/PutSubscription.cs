using System.Text.RegularExpressions;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Elements;
using Datarun.Exchange.Queues;
using Datarun.Exchange.Storage;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Subscriptions;

/// <summary>What to send, and by which way: to an address with a secret, or into a queue.</summary>
/// <param name="Elements">The elements.</param>
/// <param name="Under">The place with everything below it, or one body.</param>
/// <param name="Url">Where to: http or https, absolute.</param>
/// <param name="Secret">What to sign with: <c>whsec_</c> and base64, base64, or any text.</param>
/// <param name="Queue">Into a RabbitMQ queue of the subscriber's own, instead of to an address.</param>
public sealed record SubscriptionFields(IReadOnlyList<string>? Elements = null, string? Under = null, string? Url = null, string? Secret = null, bool Queue = false);

/// <summary>Subscribes, or changes a subscription.</summary>
public static partial class PutSubscription
{
    private const int MostElements = 500, LongestUrl = 2000, ShortestSecret = 8, LongestSecret = 500;

    // Time for a receiver to take up a new key on all its machines.
    private static readonly TimeSpan KeyOverlap = TimeSpan.FromHours(24);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", RegexOptions.NonBacktracking)]
    private static partial Regex NameForm { get; }

    /// <summary>
    /// Has every change of these elements in this area sent to an address: CloudEvents, signed as Standard Webhooks, in order for each
    /// element and unit, at least once. With <c>queue: true</c> instead of an address they go into a RabbitMQ queue of the subscriber's own in the same order, <c>message-id</c>
    /// being what <c>webhook-id</c> would be; ask for its password next. Needs the right to read each element. Tells what changes from then on, also of
    /// elements and places that a change of it adds; read what is there by <c>GET values</c>. Putting it again takes up a disabled one, which is told what it missed, each value
    /// once; with another secret, deliveries are signed with both for 24 hours.
    /// </summary>
    public static async Task<Results<Created<SubscriptionView>, Ok<SubscriptionView>>> HandleAsync(
        string id, SubscriptionFields body, Caller caller, HttpContext context, ExchangeDb db, UnitOfWork work, DeliveryAddress address, QueueSettings queues, TimeProvider clock, CancellationToken cancel)
    {
        var fields = body with { Elements = body.Elements?.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList(), Under = Text.Clean(body.Under) };
        Check(id, fields).Enforce();
        if (fields.Queue && !queues.IsAvailable) throw ExchangeProblems.QueueNotAvailable.At("/queue").AsException();
        if (!fields.Queue && !await address.MayBeReachedAsync(DeliveryUrl.Read(fields.Url!)!, cancel)) throw ExchangeProblems.AddressNotAllowed.At("/url", fields.Url).AsException();
        await MayReadAsync(fields, caller, work, clock.Today(), cancel);

        var known = await db.Subscriptions.SingleOrDefaultAsync(s => s.Subscriber == caller.Unit && s.Name == id, cancel);
        ETags.Match(context, known?.Version ?? 0);
        var range = UnitRange.Of(fields.Under!);
        var subscription = known ?? new Subscription
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()), Subscriber = caller.Unit, Name = id, Elements = [], Under = "", UnitFrom = "", UnitTo = "",
            Department = false, State = SubscriptionState.ACTIVE, Version = 0, ChangedAt = default,
        };
        var missed = known is { State: SubscriptionState.DISABLED }
            ? (After: await TellMissed.LeaveToGrantsAsync(work.Connection, known.Id, cancel), Elements: known.Elements.Intersect(fields.Elements!).ToArray(), Units: new UnitRange(known.UnitFrom, known.UnitTo).And(range)) : default;
        if (known?.Secret is not null && fields.Secret is not null && known.Secret != fields.Secret)
            (subscription.PreviousSecret, subscription.PreviousSecretUntil) = (known.Secret, clock.GetUtcNow() + KeyOverlap);
        (subscription.Elements, subscription.Under, subscription.UnitFrom, subscription.UnitTo) = ([.. fields.Elements!], fields.Under!, range.From, range.To);
        (subscription.Url, subscription.Secret, subscription.Queue, subscription.Department) = (fields.Url, fields.Secret, fields.Queue, caller.Is(Role.DEPARTMENT));
        (subscription.State, subscription.Failures, subscription.PausedUntil) = (SubscriptionState.ACTIVE, 0, null);
        (subscription.Version, subscription.ChangedAt) = (subscription.Version + 1, clock.GetUtcNow());
        if (known is null) db.Subscriptions.Add(subscription);
        await db.SaveChangesAsync(cancel);
        if (missed is { After: { } after, Units: { } units }) await TellMissed.OfSubscriptionAsync(work.Connection, subscription, missed.Elements, units, after, clock.Today(), subscription.ChangedAt, cancel);
        if (fields.Queue) await SubscriptionQueue.WantAsync(work.Connection, subscription, caller.Client, subscription.ChangedAt, cancel);
        else await SubscriptionQueue.UnwantAsync(work.Connection, subscription.Id, subscription.ChangedAt, cancel);
        await AuditLog.AppendAsync(work.Connection,
            [new(subscription.ChangedAt, AuditAction.SUBSCRIPTION_CHANGED, caller.Unit, caller.Client) { Subject = subscription.Id, Under = subscription.Under, Outcome = "PUT" }], cancel);
        ETags.Give(context, subscription.Version);
        var queue = fields.Queue ? (await SubscriptionQueue.OfAsync(work.Connection, [subscription.Id], queues, cancel)).GetValueOrDefault(subscription.Id) : null;
        var view = SubscriptionView.Of(subscription, queue);
        return known is null ? TypedResults.Created($"/api/exchange/v1/subscriptions/{id}", view) : TypedResults.Ok(view);
    }

    private static Check Check(string id, SubscriptionFields fields)
    {
        var check = new Check()
            .That(NameForm.IsMatch(id) && !id.EndsWith('\n'), "", CommonProblems.CodeInvalid, id)
            .That(fields.Elements is { Count: > 0 }, "/elements", CommonProblems.FieldRequired)
            .That(fields.Elements is null or { Count: <= MostElements }, "/elements", ExchangeProblems.TooManyElements, $"≤ {MostElements}")
            .That(fields.Under is not null, "/under", CommonProblems.FieldRequired)
            .That(fields.Under is null || OrgUnitCode.TryParse(fields.Under, out _), "/under", CommonProblems.CodeInvalid, fields.Under)
            .That(!fields.Queue || (fields.Url is null && fields.Secret is null), "/queue", ExchangeProblems.OneWayOnly);
        if (!fields.Queue) check.Required(fields.Url, "/url", LongestUrl).Required(fields.Secret, "/secret", LongestSecret)
            .That(fields.Secret is null or { Length: 0 or >= ShortestSecret }, "/secret", ExchangeProblems.SecretTooShort, $"≥ {ShortestSecret}")
            .That(fields.Secret is null || SignDelivery.IsSecret(fields.Secret), "/secret", ExchangeProblems.SecretInvalid, "whsec_ + base64")
            .That(string.IsNullOrWhiteSpace(fields.Url) || DeliveryUrl.Read(fields.Url) is not null, "/url", ExchangeProblems.AddressInvalid, fields.Url);
        foreach (var code in (fields.Elements ?? []).Where(code => !CheckElement.IsCode(code))) check.That(false, "/elements", ExchangeProblems.UnknownElement, code);
        return check;
    }

    private static async Task MayReadAsync(SubscriptionFields fields, Caller caller, UnitOfWork work, DateOnly today, CancellationToken cancel)
    {
        var facts = await ReadFacts.OfAsync(work.Connection, caller.Unit, fields.Elements!, cancel);
        var check = new Check();
        foreach (var code in fields.Elements!.Except(facts.Select(f => f.Element.Code), StringComparer.Ordinal)) check.That(false, "/elements", ExchangeProblems.UnknownElement, code);
        check.Enforce();
        var refused = facts.Select(f => RightToRead.Decide(caller, f, fields.Under, purpose: null, today, anyPurpose: true).Refused).FirstOrDefault(r => r is not null);
        if (refused is not null) throw refused.AsException();
    }
}
