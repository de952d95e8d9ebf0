using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Amendments;

/// <summary>What can go wrong with an amendment.</summary>
public static class AmendmentProblems
{
    public static readonly Problem AmendmentUnknown = new("AMENDMENT_UNKNOWN", 404, "There is no such amendment.", "没有这条待更正记录。");
    public static readonly Problem AmendmentClosed = new("AMENDMENT_CLOSED", 409, "The filing is amended or waived already; see amendment.", "该填报已更正或已豁免更正,见 amendment。");

    public static IReadOnlyList<Problem> All { get; } = [AmendmentUnknown, AmendmentClosed];
}
