using Datarun.ServiceDefaults.Law;

namespace Datarun.Accountability.Cases;

/// <summary>
/// Who objected to an order before the act, and was told to go on, is proposed for tolerance: the one who ordered bears the result,
/// unless the order was plainly unlawful. 公务员法 第60条; 问责条例 第17条.
/// </summary>
public static class ObjectionMovesLiability
{
    /// <summary>By which rule it does, and by which it does not where the order was plainly unlawful.</summary>
    public const string Rule = "civil.objection.shiftsLiability";

    /// <summary>The proposal; null when no objection bears on the case.</summary>
    public static ToleranceProposal? Propose(IReadOnlyList<ObjectionEvidence> objections, bool plainlyUnlawful, DateOnly actOn, Rules rules)
    {
        var before = objections.Where(o => o.SaidOn <= actOn).ToList();
        if (before.Count == 0 || plainlyUnlawful) return null;
        var (shifts, grounds) = (rules.Find(Rule, actOn), rules.Find("account.tolerance.grounds", actOn));
        var ground = grounds?.List.FirstOrDefault(IsSuperiorsError);
        return shifts?.Bool != true || ground is null ? null
            : new(ground, before.ConvertAll(o => o.Id), [.. before.Select(o => o.OrderedBy).Distinct(StringComparer.Ordinal)], [shifts.Reference, grounds!.Reference]);
    }

    /// <summary>Whether a ground of tolerance is a superior's error. They are sentences, not codes; this one is known by its word.</summary>
    public static bool IsSuperiorsError(string ground) => ground.Contains("上级", StringComparison.Ordinal);
}
