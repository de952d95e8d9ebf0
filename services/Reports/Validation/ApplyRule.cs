using System.Globalization;
using Datarun.Reports.Elements;
using Datarun.Reports.Values;

namespace Datarun.Reports.Validation;

/// <summary>What a rule comes to.</summary>
public enum RuleOutcome { HOLDS, BROKEN, SKIPPED, NOT_COMPUTABLE }

/// <summary>Applies a rule to known values. Pure.</summary>
public static class ApplyRule
{
    /// <summary>What it comes to; a value that is null is missing.</summary>
    public static RuleOutcome On(ReadRule rule, Func<Reference, ValueBody?> known, IReadOnlyDictionary<string, Element> elements)
    {
        var values = rule.References.ToDictionary(r => r, known);
        var missing = rule.Computed.Count(r => values[r] is null);
        var skipped = rule.Rule.Missing switch
        {
            MissingStrategy.SKIP_IF_ANY_VALUE_MISSING => missing > 0,
            MissingStrategy.SKIP_IF_ALL_VALUES_MISSING => missing > 0 && missing == rule.Computed.Count,
            _ => false,
        };
        if (skipped) return RuleOutcome.SKIPPED;
        return Evaluate.On(rule.Test, r => Operand(elements.GetValueOrDefault(r.Element), values[r])) switch
        {
            null => RuleOutcome.NOT_COMPUTABLE,
            { Truth: true } => RuleOutcome.HOLDS,
            _ => RuleOutcome.BROKEN,
        };
    }

    /// <summary>The rule with the numbers put in: <c>a + b = c; a 5, b 3, c 9</c>. Texts are left out: they can be about people.</summary>
    public static string Detail(ReadRule rule, Func<Reference, ValueBody?> known) =>
        $"{rule.Rule.Code}: {rule.Rule.Expression}; {string.Join(", ", rule.References.Select(r => $"{r} {Say(known(r))}"))}";

    private static string Say(ValueBody? value) => value switch
    {
        null => "–",
        { Number: { } number } => number.ToString(CultureInfo.InvariantCulture),
        { Flag: { } flag } => flag ? "true" : "false",
        { Text: not null } => "…",
        _ => "nil",
    };

    private static Operand Operand(Element? element, ValueBody? value)
    {
        var kind = ReadRule.KindOf(element) ?? OperandKind.NUMBER;
        return value is { } body && body != ValueBody.Nil
            ? new Operand(kind, body.Number is { } number ? Rational.Of(number) : default, body.Text ?? "", body.Flag ?? false)
            : Validation.Operand.Nothing(kind);
    }
}
