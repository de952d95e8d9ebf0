using Datarun.Reports.Elements;
using Datarun.Reports.Expressions;

namespace Datarun.Reports.Formulas;

/// <summary>What follows for an element from the formula that derives it, whatever it says of itself. Pure.</summary>
internal static class Derived
{
    /// <summary>The elements, those that formulas derive with what they are closed under, and as counts of adverse events where they are counts of such under another name.</summary>
    public static List<Element> With(IReadOnlyDictionary<string, FormulaRow> formulas, List<Element> elements)
    {
        if (formulas.Count == 0) return elements;
        var known = elements.ToDictionary(e => e.Code, StringComparer.Ordinal);
        return elements.ConvertAll(e => !formulas.TryGetValue(e.Code, out var formula) ? e : e with
        {
            ClosedUnder = ClosedUnder(e, formulas, known), AdverseEvent = e.AdverseEvent || Counts(formula.Tree, true, formulas, known, [e.Code]),
        });
    }

    private static List<Element> ClosedUnder(Element element, IReadOnlyDictionary<string, FormulaRow> formulas, Dictionary<string, Element> known)
    {
        var (closed, seen, next) = (new Dictionary<string, Element>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal) { element.Code }, new Queue<Element>([element]));
        while (next.TryDequeue(out var of))
        {
            foreach (var read in (formulas.GetValueOrDefault(of.Code)?.Reads ?? []).Select(known.GetValueOrDefault).OfType<Element>())
            {
                if (read.Source != of.Source && read.SharingClass != "UNCONDITIONAL") closed[read.Code] = read;
                if (seen.Add(read.Code)) next.Enqueue(read);
            }
        }
        return [.. closed.Values];
    }

    /// <summary>Whether more adverse events make more of it: sums and weights of them, and points for reaching so many, by way of other formulas too. What is divided by another element is a rate, and none.</summary>
    private static bool Counts(Expression of, bool up, IReadOnlyDictionary<string, FormulaRow> formulas, Dictionary<string, Element> known, IReadOnlyList<string> way) => of switch
    {
        Name name => up && known.GetValueOrDefault(name.Text) is { } element
            && (element.AdverseEvent || (formulas.TryGetValue(element.Code, out var formula) && !way.Contains(element.Code) && Counts(formula.Tree, up, formulas, known, [.. way, element.Code]))),
        Prefixed { Operator: "-" } negative => Counts(negative.Operand, !up, formulas, known, way),
        Joined { Operator: "-" } minus => Counts(minus.Left, up, formulas, known, way) || Counts(minus.Right, !up, formulas, known, way),
        Joined { Operator: "/" } share => CompileFormulas.Names(share.Right).Any() ? false : Counts(share.Left, up, formulas, known, way),
        Joined { Operator: "+" or "*" } both => Counts(both.Left, up, formulas, known, way) || Counts(both.Right, up, formulas, known, way),
        // Points for reaching a number, or for not reaching it: either way it is the number that is looked at.
        Joined or OneOf => of.Parts.Any(p => Counts(p, true, formulas, known, way) || Counts(p, false, formulas, known, way)),
        Call { Function: var function } when CompileFormulas.Aggregates.Contains(function) => false,
        _ => of.Parts.Any(p => Counts(p, up, formulas, known, way)),
    };
}
