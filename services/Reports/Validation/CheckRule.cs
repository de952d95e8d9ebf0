using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Validation;

/// <summary>What must be right with a rule before anything is checked by it. Pure.</summary>
public static class CheckRule
{
    internal const int LongestCode = 100;

    private const int MostRules = 500;
    private const int LongestMessage = 500;

    /// <summary>Everything that is wrong with the rules of a form.</summary>
    public static Check Of(FormBody form, IReadOnlyDictionary<string, Element> elements)
    {
        var check = new Check();
        var rules = form.Validations ?? [];
        check.That(rules.Count <= MostRules, "/validations", ReportsProblems.OutOfBounds, $"≤ {MostRules}");
        var (codes, onForm) = (new HashSet<string>(StringComparer.Ordinal), form.Fields.Select(f => f.Element).ToHashSet(StringComparer.Ordinal));
        for (var i = 0; i < rules.Count && i < MostRules; i++)
        {
            var at = $"/validations/{i}";
            if (rules[i] is not { } rule)
            {
                check.That(false, at, CommonProblems.FieldRequired);
                continue;
            }
            check.That(codes.Add(rule.Code), $"{at}/code", ValidationProblems.RuleTwice, rule.Code).Required(rule.Code, $"{at}/code", LongestCode);
            if (Of(check, rule, at, elements) is { } references)
                check.That(references.Any(r => r.IsNow && onForm.Contains(r.Element)), $"{at}/expression", ValidationProblems.ExpressionElsewhere);
        }
        return check;
    }

    /// <summary>Notes what is wrong with one rule; answers what it reads where its expression is right.</summary>
    public static IReadOnlyList<Reference>? Of(Check check, ValidationRule rule, string at, IReadOnlyDictionary<string, Element> elements)
    {
        check.Required(rule.Message, $"{at}/message", LongestMessage).Storable(rule.MessageEn, $"{at}/messageEn", LongestMessage)
            .Storable(rule.Expression, $"{at}/expression", ReadTest.Longest, lines: true);
        var pointer = $"{at}/expression";
        if (ReadTest.Try(rule.Expression, out var fault) is not { } test)
        {
            check.That(false, pointer, ValidationProblems.ExpressionInvalid, fault);
            return null;
        }
        var references = Evaluate.References(test);
        foreach (var unknown in references.Select(r => r.Element).Where(e => !elements.ContainsKey(e)).Distinct())
            check.That(false, pointer, ValidationProblems.ExpressionUnknownElement, unknown);
        if (references.Any(r => !elements.ContainsKey(r.Element))) return null;
        var kind = Evaluate.KindOf(test, r => ReadRule.KindOf(elements[r.Element]), out fault);
        check.That(kind == OperandKind.TRUTH, pointer, ValidationProblems.ExpressionWrongType, fault ?? kind.ToString())
            .That(references.Count > 0, pointer, ValidationProblems.ExpressionElsewhere);
        return kind == OperandKind.TRUTH ? references : null;
    }
}
