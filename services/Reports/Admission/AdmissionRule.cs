using System.Globalization;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.Admission;

/// <summary>A rule of admission: a sentence, its legal source, and a pure check.</summary>
/// <param name="Code">Stable code of the ground.</param>
/// <param name="Source">Law or regulation, as cited in Chinese.</param>
/// <param name="Chinese">The reason; {0} is the limit where there is one.</param>
/// <param name="English">The same in English.</param>
/// <param name="Find">Where the rule is broken.</param>
/// <param name="Rejects">Whether it rejects the form by itself.</param>
/// <param name="Waivable">Whether the same-level authority may admit in spite of it: local policy can be waived, law cannot.</param>
public sealed record AdmissionRule(
    string Code, string Source, string Chinese, string English, Func<AdmissionFacts, IEnumerable<Finding>> Find, bool Rejects = true,
    bool Waivable = false)
{
    /// <summary>The grounds that this rule gives against the form.</summary>
    public IEnumerable<Ground> Grounds(AdmissionFacts facts) => Find(facts).Select(found => new Ground(
        Code, found.Field, string.Format(CultureInfo.InvariantCulture, Chinese, found.Limit),
        string.Format(CultureInfo.InvariantCulture, English, found.LimitEn ?? found.Limit), Source, found.Reference ?? found.Rule?.Reference) { Waivable = Waivable });
}

/// <summary>One place where a rule is broken.</summary>
/// <param name="Field">The element; null where it is the form.</param>
/// <param name="Rule">The parameter that it rests on.</param>
/// <param name="Limit">The limit that is broken.</param>
/// <param name="Reference">What it rests on, where that is the decision of an authority rather than a rule.</param>
public readonly record struct Finding(string? Field = null, Rule? Rule = null, object? Limit = null, RuleReference? Reference = null)
{
    /// <summary>The limit in English, where it is a word.</summary>
    public object? LimitEn { get; init; }

    /// <summary>What the form does not state, all in one finding; none where it states everything.</summary>
    /// <param name="rule">The parameter that it rests on.</param>
    /// <param name="and">What stands between two things that are missing, in Chinese and in English.</param>
    /// <param name="parts">What it has to state.</param>
    public static IEnumerable<Finding> Missing(Rule rule, (string Chinese, string English) and, params (bool IsMissing, string Chinese, string English)[] parts)
    {
        var missing = parts.Where(p => p.IsMissing).ToList();
        if (missing.Count == 0) return [];
        return [new Finding(Rule: rule, Limit: string.Join(and.Chinese, missing.Select(m => m.Chinese))) { LimitEn = string.Join(and.English, missing.Select(m => m.English)) }];
    }
}
