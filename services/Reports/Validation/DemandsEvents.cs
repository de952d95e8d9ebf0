using Datarun.Reports.Elements;

namespace Datarun.Reports.Validation;

/// <summary>
/// Whether a rule demands events that nobody may cause: it turns away a filing by which none of them happened. That is a quota in the clothes of a
/// validation rule (<c>disputes &gt;= 1</c>), also where something else is mixed into it that changes nothing. "Settled at most occurred" compares, and demands nothing. Pure.
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
        var events = read.Where(r => elements.GetValueOrDefault(r.Element) is { AdverseEvent: true }).ToList();
        return events.Count > 0 && read.All(r => elements.GetValueOrDefault(r.Element) is { Type: "INTEGER" or "DECIMAL" or "BOOLEAN" })
            && Others.All(others => Evaluate.On(test, r => NothingHappened(elements[r.Element], others)) is { Truth: false })
            ? events.Where(r => r.IsNow).Select(r => r.Element) : [];
    }

    // Whatever else is on the form, in a small place and in a large one.
    private static readonly int[] Others = [0, 1, 1000, 10_000_000];

    private static Operand NothingHappened(Element element, int others)
    {
        var number = element.AdverseEvent ? 0 : others;
        return element.Type == "BOOLEAN" ? Operand.Of(number > 0) : Operand.Of(Rational.Of(number));
    }
}
