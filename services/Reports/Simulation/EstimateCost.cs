using Datarun.Reports.Admission;
using Datarun.Reports.Burden;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Simulation;

/// <summary>Hours that a form costs those who are asked.</summary>
public sealed record Hours(decimal PerUnitPerPeriod, decimal TotalPerPeriod, decimal PerUnitPerYear, decimal TotalPerYear);

/// <summary>Another form that asks the same units.</summary>
/// <param name="MinutesPerUnit">What one period of it takes one unit.</param>
/// <param name="SharedWeeks">In how many weeks of a year a unit is asked for both, at most.</param>
/// <param name="SharedElements">Elements that both ask.</param>
/// <param name="Basis">Whether its minutes are MEASURED, or CLAIMED by the form itself.</param>
public sealed record Clash(
    string Form, string Department, DivisionLevel Level, Frequency Frequency, decimal MinutesPerUnit, int SharedWeeks, IReadOnlyList<string> SharedElements,
    CostBasis Basis);

/// <summary>Says what a form would cost and what else the same units are asked for. Pure.</summary>
public static class EstimateCost
{
    // What stands further down the list costs a unit less than what is shown.
    private const int MostClashes = 50;
    private const int WeeksOfYear = 52;

    /// <summary>Hours by unit and in all, for a period and for a year, to the hundredth.</summary>
    public static Hours Of(AdmissionFacts facts)
    {
        var (unit, periods) = (facts.MinutesPerUnit / 60, OfferAlternatives.PerYear(facts.Form.Frequency));
        return new Hours(Math.Round(unit, 2), Math.Round(unit * facts.Units, 2), Math.Round(unit * periods, 2), Math.Round(unit * facts.Units * periods, 2));
    }

    /// <summary>Forms that ask the same units, or have the same elements asked, those that cost most minutes a year first.</summary>
    public static IReadOnlyList<Clash> Clashes(AdmissionFacts facts)
    {
        var shared = facts.Fields.SelectMany(f => f.Collectors.Select(c => (c.Form, f.Field.Element))).ToLookup(s => s.Form, s => s.Element);
        return
        [
            .. facts.Others.Where(o => o.Level == facts.Form.Level || shared.Contains(o.Code))
                .OrderByDescending(o => shared[o.Code].Count()).ThenByDescending(o => o.MinutesPerUnit * OfferAlternatives.PerYear(o.Frequency)).ThenBy(o => o.Code, StringComparer.Ordinal)
                .Take(MostClashes)
                .Select(o => new Clash(o.Code, o.Department, o.Level, o.Frequency, Math.Round(o.MinutesPerUnit, 2),
                    o.Level == facts.Form.Level ? Math.Min(Weeks(o.Frequency), Weeks(facts.Form.Frequency)) : 0, [.. shared[o.Code]], o.Basis)),
        ];
    }

    private static int Weeks(Frequency frequency) => (int)Math.Min(WeeksOfYear, OfferAlternatives.PerYear(frequency));
}
