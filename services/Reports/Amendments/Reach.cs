using Datarun.Reports.Elements;
using Datarun.Reports.Expressions;
using Datarun.Reports.Formulas;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Amendments;

/// <summary>A figure into which a value went.</summary>
/// <param name="Figure">The element that is computed.</param>
/// <param name="Rests">The element whose stored value it is: the figure itself, or the weight of a mean.</param>
/// <param name="Period">Its period; null for any that does not end before the value's own.</param>
/// <param name="Above">Whether it is so for places above the value's unit too; else for the unit alone.</param>
/// <param name="Told">Whether computing it anew tells what it should have been. It does not where the formula reads another computed figure as it was stored, of an earlier period.</param>
public sealed record Reach(Element Figure, Element Rests, Period? Period, bool Above, bool Told)
{
    /// <summary>The figures that are made of a value, by any number of formulas, and the means that it weighs, by the formulas as they are now. Pure.</summary>
    /// <param name="period">The period that the value is about; null for any.</param>
    /// <param name="last">Figures of periods that begin later are left out.</param>
    public static IReadOnlyList<Reach> Of(
        Element value, Period? period, DateOnly last, IReadOnlyCollection<(string Element, Expression Tree)> formulas, IReadOnlyDictionary<string, Element> elements)
    {
        var formulaOf = formulas.Select(f => f.Element).ToHashSet(StringComparer.Ordinal);
        var readers = formulas.Where(f => elements.ContainsKey(f.Element))
            .SelectMany(f => Operand.Of(f.Tree).Distinct().Select(o => (Figure: elements[f.Element], o.Element, o.Back))).ToLookup(r => r.Element, StringComparer.Ordinal);
        var weighed = elements.Values.Where(e => e.WeightedBy is not null).ToLookup(e => e.WeightedBy!, StringComparer.Ordinal);
        var found = new Dictionary<(int, int, Period?), Reach>();
        var start = new Reach(value, value, period, Above: false, Told: true);
        var next = new Queue<Reach>([start]);
        while (next.TryDequeue(out var of))
        {
            foreach (var mean in weighed[of.Figure.Code]) Add(of with { Figure = mean, Rests = of.Figure }, goesOn: false);
            foreach (var (figure, _, back) in readers[of.Figure.Code])
            {
                var computed = back == 0 && formulaOf.Contains(of.Figure.Code); // As CompileFormulas does: of the same period an operand's own formula is computed with it.
                var latest = !computed && of.Figure.LatestAnswers;
                Add(new Reach(
                    figure, figure, latest ? null : Later(of.Period, back), of.Above || (!computed && of.Figure is { LatestAnswers: false, RollsUp: true, WeightedBy: null }),
                    of.Told && (computed || ReferenceEquals(of, start))), goesOn: true);
            }
        }
        return [.. found.Values];

        void Add(Reach reach, bool goesOn)
        {
            if (reach.Period is { } at && at.Start > last) return;
            var key = (reach.Figure.Id, reach.Rests.Id, reach.Period);
            if (found.TryGetValue(key, out var known))
            {
                reach = known with { Above = known.Above || reach.Above, Told = known.Told && reach.Told };
                if (reach == known) return;
            }
            found[key] = reach;
            if (goesOn) next.Enqueue(reach);
        }
    }

    private static Period? Later(Period? period, int by)
    {
        for (var i = 0; i < by; i++) period = period?.Next;
        return period;
    }
}
