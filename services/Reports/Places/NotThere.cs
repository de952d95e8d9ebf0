using System.Globalization;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Places;

/// <summary>Why a unit is asked for nothing in a period: it was not there in any part of it. Pure; says the same as <see cref="InForce"/>.</summary>
/// <param name="Problem">UNIT_NOT_BEGUN or UNIT_ENDED.</param>
/// <param name="Member">Under which name the problem has the day.</param>
/// <param name="Day">The first day of the unit, or its last.</param>
public sealed record NotThere(Problem Problem, string Member, DateOnly Day)
{
    /// <summary>The reason; null for a unit that was there.</summary>
    /// <param name="period">The period asked about.</param>
    /// <param name="began">The unit's first day; null where it was always there, as far as is known.</param>
    /// <param name="ended">Its last day; null while it is in force.</param>
    public static NotThere? In(Period period, DateOnly? began, DateOnly? ended) =>
        began > period.End ? new(ReportsProblems.UnitNotBegun, "began", began.Value)
        : ended < period.Start ? new(ReportsProblems.UnitEnded, "ended", ended.Value)
        : null;

    /// <summary>The refusal, with the day.</summary>
    public Refused Refuse() => Problem.Refuse().With(Member, Day);

    /// <summary>The day as a bulk write says it of a line.</summary>
    public string Detail => Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
