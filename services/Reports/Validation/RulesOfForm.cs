using System.Runtime.CompilerServices;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Reports.Validation;

/// <summary>The rules that a filing is checked by: its form's, and those that departments made about elements of it.</summary>
public static class RulesOfForm
{
    // A version of a form never changes and is held in memory: its rules are read once beside it.
    private static readonly ConditionalWeakTable<FormBody, ReadRule[]> Own = [];

    public static IReadOnlyList<ReadRule> For(AskedForm form, string unit)
    {
        var own = form.Body.Validations is { Count: > 0 } ? Own.GetValue(form.Body, body => [.. body.Validations!.Select(r => ReadRule.Of(r))]) : [];
        if (form.Elements.Rules.Count == 0) return own;
        var asked = form.Fields.Select(f => f.Element.Code).ToHashSet(StringComparer.Ordinal);
        return [.. own, .. form.Elements.Rules.Where(r => IsAbout(r, asked) && IsIn(r.Department!, unit)).Select(r => For(r, form, asked))];
    }

    private static bool IsAbout(ReadRule rule, HashSet<string> asked) => rule.References.Any(r => r.IsNow && asked.Contains(r.Element));

    /// <summary>A department's rules reach as far as its area.</summary>
    private static bool IsIn(string department, string unit) => Caller.AreaOf(department) is not { } area || unit.StartsWith(area, StringComparison.Ordinal);

    /// <summary>A department refuses only what gives its own elements; about a filing that has others' elements it remarks.</summary>
    private static ReadRule For(ReadRule rule, AskedForm form, HashSet<string> asked) =>
        rule.References.Any(r => r.IsNow && asked.Contains(r.Element) && form.Elements.ByCode[r.Element].Source == rule.Department)
            ? rule : rule with { Rule = rule.Rule with { Severity = Severity.WARNING } };
}
