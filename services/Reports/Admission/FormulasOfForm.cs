using Datarun.Reports.Elements;
using Datarun.Reports.Formulas;
using Datarun.Reports.Forms;

namespace Datarun.Reports.Admission;

/// <summary>The formulas that derive fields of a form, and what they would need. Pure.</summary>
internal sealed class FormulasOfForm(FormBody form, ElementSet known)
{
    private readonly HashSet<string> _asked = form.Fields.Select(f => f.Element).ToHashSet(StringComparer.Ordinal);

    /// <summary>Elements that the formulas read, by way of others too, and that no formula derives.</summary>
    public IReadOnlyCollection<Element> Leaves { get; } =
        [.. form.Fields.SelectMany(f => Below(f.Element, known, [])).Where(c => !known.Formulas.ContainsKey(c)).Distinct(StringComparer.Ordinal).Select(c => known.ByCode.GetValueOrDefault(c)).OfType<Element>()];

    /// <summary>
    /// What an element's formula reads and nobody gives, so that it gives nothing; empty where it gives something, null where there is no formula. A ledger is kept by
    /// whoever keeps it, and what the form itself asks is given by that.
    /// </summary>
    public IReadOnlyList<string>? MissingFor(Element element, Func<Element, bool> isGiven) =>
        known.Formulas.TryGetValue(element.Code, out var formula) ? Missing(formula, isGiven, [element.Code]) : null;

    private List<string> Missing(FormulaRow formula, Func<Element, bool> isGiven, IReadOnlyList<string> way)
    {
        if (formula.Ledgers.Length > 0) return [];
        var missing = formula.Reads.Where(r => !way.Contains(r)).SelectMany(read =>
            known.Formulas.TryGetValue(read, out var below) ? Missing(below, isGiven, [.. way, read])
            : _asked.Contains(read) || !known.ByCode.TryGetValue(read, out var leaf) || isGiven(leaf) ? [] : [read]).Distinct(StringComparer.Ordinal).ToList();
        // It says itself what holds where something is empty.
        return formula.Expression.Contains("EMPTY(", StringComparison.Ordinal) && missing.Count < formula.Reads.Count ? [] : missing;
    }

    private static IEnumerable<string> Below(string code, ElementSet known, HashSet<string> seen) =>
        seen.Add(code) && known.Formulas.TryGetValue(code, out var formula) ? formula.Reads.SelectMany(r => Below(r, known, seen).Prepend(r)) : [];
}
