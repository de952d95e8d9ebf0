using Datarun.Exchange.Elements;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Exchange.Sharing;

/// <summary>What an ask comes to: whom it goes to, and by when it is answered. Pure.</summary>
public static class PlanRequest
{
    /// <summary>The one provider of the elements; null where none is named. Refuses what is unknown, not shared, one's own, or held by several.</summary>
    public static string? ProviderOf(SharingAsk ask, string consumer, IReadOnlyList<ReadElement> known)
    {
        var elements = ask.Scope?.Elements ?? [];
        var unknown = elements.Except(known.Select(e => e.Code), StringComparer.Ordinal).ToList();
        var check = new Check();
        foreach (var code in unknown) check.That(false, "/scope/elements", ExchangeProblems.UnknownElement, code);
        check.Enforce();

        var closed = known.Where(e => e.SharingClass == SharingClass.NOT_SHARED && e.Source != consumer).ToList();
        if (closed.Count > 0)
            throw ExchangeProblems.NotShared.Refuse().With("elements", closed.Select(e => new { element = e.Code, e.LegalBasis })).AsException();
        var providers = known.GroupBy(e => e.Source).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        if (providers.Count > 1)
            throw ExchangeProblems.SeveralProviders.Refuse()
                .With("providers", providers.Select(p => new { provider = p.Key, elements = p.Select(e => e.Code) })).AsException();
        if (providers is [{ Key: var own }] && own == consumer) throw ExchangeProblems.OwnElements.Refuse().AsException();
        return providers is [{ Key: var provider }] ? provider : null;
    }

    /// <summary>One workday where everything asked for is UNCONDITIONAL, else ten (第21条). The day of receipt is not counted.</summary>
    public static (Deadline Due, RuleReference Rule) Clock(IReadOnlyList<ReadElement> known, DateOnly receivedOn, Rules rules, WorkdayCalendar calendar)
    {
        var free = known.Count > 0 && known.All(e => e.SharingClass == SharingClass.UNCONDITIONAL);
        var rule = rules.Get(free ? "share.reply.unconditional" : "share.reply.conditional", receivedOn);
        return (calendar.AddWorkdays(receivedOn, rule.Int), rule.Reference);
    }
}
