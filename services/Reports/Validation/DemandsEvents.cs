using Datarun.Reports.Elements;

namespace Datarun.Reports.Validation;

/// <summary>
/// Whether a rule demands events that nobody may cause: it turns away a filing by which none of them happened. That is a quota in the clothes of a
/// validation rule (<c>disputes &gt;= 1</c>). Only rules that read nothing else are judged: "settled at most occurred" compares, and demands nothing. Pure.
/// </summary>
public static class DemandsEvents
{
    /// <summary>The elements of which the rules demand some.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<ValidationRule> rules, IReadOnlyDictionary<string, Element> elements) =>
        [.. rules.SelectMany(rule => Of(rule, elements)).Distinct(StringComparer.Ordinal)];

    /// <summary>The elements of which a rule, read before, demands some; none where it demands nothing.</summary>
    public static IEnumerable<string> Of(ValidationRule rule, IReadOnlyDictionary<string, Element> elements)
    {
        if (ReadTest.Try(rule.Expression, out _) is not { } test) return [];
        var read = Evaluate.References(test);
        return read.Count > 0 && read.All(r => elements.GetValueOrDefault(r.Element) is { AdverseEvent: true, Type: "INTEGER" or "DECIMAL" or "BOOLEAN" })
            && Evaluate.On(test, r => NothingHappened(elements[r.Element])) is { Truth: false }
            ? read.Where(r => r.IsNow).Select(r => r.Element) : [];
    }

    private static Operand NothingHappened(Element element) => element.Type == "BOOLEAN" ? Operand.Of(false) : Operand.Of(Rational.Of(0));
}
