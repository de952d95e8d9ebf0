using System.Globalization;
using System.Text.RegularExpressions;
using Datarun.Reports.Elements;

namespace Datarun.Reports.XlsForms;

/// <summary>Constraints of questions as bounds and patterns of elements, in both directions. Pure.</summary>
public static partial class Constraint
{
    /// <summary>What an element demands, as a constraint; empty where it demands nothing that can be written so.</summary>
    public static string Of(Element element) => string.Join(" and ", new[]
    {
        element.Min is { } min ? string.Create(CultureInfo.InvariantCulture, $". >= {min}") : null,
        element.Max is { } max ? string.Create(CultureInfo.InvariantCulture, $". <= {max}") : null,
        element.Pattern is { } pattern && !pattern.Contains('\'', StringComparison.Ordinal) ? $"regex(., '{pattern}')" : null,
    }.OfType<string>());

    /// <summary>Whether every value of the element meets the constraint anyway.</summary>
    public static bool IsImplied(string constraint, Element element)
    {
        if (Pattern().Match(constraint) is { Success: true } alone) return alone.Groups["pattern"].Value == element.Pattern;
        return Conjunction().Split(constraint).All(part => Comparison().Match(part.Trim()) is { Success: true } match
            ? Implies(element, match.Groups["op"].Value, decimal.Parse(match.Groups["bound"].Value, CultureInfo.InvariantCulture))
            : Pattern().Match(part.Trim()) is { Success: true } pattern && pattern.Groups["pattern"].Value == element.Pattern);
    }

    private static bool Implies(Element element, string comparison, decimal bound)
    {
        var step = element.Type == "INTEGER" ? 1 : 0;
        return comparison switch
        {
            ">=" => element.Min >= bound,
            "<=" => element.Max <= bound,
            ">" => element.Min > bound || (step == 1 && element.Min >= Math.Floor(bound) + step),
            _ => element.Max < bound || (step == 1 && element.Max <= Math.Ceiling(bound) - step),
        };
    }

    [GeneratedRegex(@"\s+and\s+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 100)]
    private static partial Regex Conjunction();

    [GeneratedRegex(@"^\.\s*(?<op>>=|<=|>|<)\s*(?<bound>-?\d{1,20}(\.\d{1,10})?)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Comparison();

    [GeneratedRegex(@"^regex\(\s*\.\s*,\s*'(?<pattern>[^']*)'\s*\)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Pattern();
}
