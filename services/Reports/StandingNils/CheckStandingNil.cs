using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.StandingNils;

/// <summary>What must be right with a declaration before it is kept. Pure.</summary>
public static class CheckStandingNil
{
    private const int LongestReason = 1000;

    // A day further away than this is a slip of the pen.
    private const int MostYearsAway = 1;

    /// <summary>Everything that is wrong, at once.</summary>
    public static Check Of(string unit, PutStandingNil.Body body, DateOnly today) => new Check()
        .That(DivisionCode.TryParse(unit, out _), "?unit", CommonProblems.CodeInvalid, unit)
        .That(body.From >= today.AddYears(-MostYearsAway) && body.From <= today.AddYears(MostYearsAway), "/from", ReportsProblems.OutOfBounds,
            $"{today.AddYears(-MostYearsAway):yyyy-MM-dd}–{today.AddYears(MostYearsAway):yyyy-MM-dd}")
        .Required(body.Reason, "/reason", LongestReason, lines: true);
}
