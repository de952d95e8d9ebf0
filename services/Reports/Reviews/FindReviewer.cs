using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Reports.Reviews;

/// <summary>As what a caller reviews. Pure.</summary>
public static class FindReviewer
{
    /// <summary>
    /// As the place above, or as the asking department. An administrator stands in for whoever's turn it is: for the department where
    /// a filing is returned, else for the level that is awaited.
    /// </summary>
    /// <param name="caller">Who reviews.</param>
    /// <param name="isAbove">Whether the caller is a place above what is reviewed.</param>
    /// <param name="department">Who asked.</param>
    /// <param name="awaiting">Whose turn it was when the caller looked.</param>
    /// <param name="verdict">What is said.</param>
    /// <param name="reason">Why.</param>
    public static Review Of(Caller caller, bool isAbove, string department, DivisionLevel? awaiting, ReviewVerdict verdict, string? reason)
    {
        if (caller.IsAdministrator) return new(verdict, reason, verdict == ReviewVerdict.RETURNED ? null : awaiting, caller) { StandsIn = verdict == ReviewVerdict.ACCEPTED };
        if (caller.Is(Role.REPORTER) && isAbove) return new(verdict, reason, (DivisionLevel)Place.LevelOf(caller.Unit), caller);
        if (caller.Is(Role.DEPARTMENT) && caller.Covers(department)) return new(verdict, reason, null, caller);
        throw ReviewsProblems.NotAReviewer.Refuse().AsException();
    }

    /// <summary>What must be right with what a reviewer says.</summary>
    public static Check Check(ReviewVerdict verdict, string? reason) => new Check()
        .That(Enum.IsDefined(verdict), "/decision", ReportsProblems.OutOfBounds, string.Join(" | ", Enum.GetNames<ReviewVerdict>()))
        .That(verdict == ReviewVerdict.ACCEPTED || !Text.IsBlank(reason), "/reason", ReviewsProblems.ReasonRequired)
        .Storable(reason, "/reason", 1000, lines: true);
}
