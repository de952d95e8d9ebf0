using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Emergencies;

/// <summary>What can go wrong with an emergency.</summary>
public static class EmergencyProblems
{
    public static readonly Problem BasisMissing = new("EMERGENCY_BASIS_MISSING", 422, "An emergency names its basis (a plan, an order or a law) and what happened.", "紧急下发须写明依据(预案、命令或法律条款)和事由。");
    public static readonly Problem CapReached = new("EMERGENCY_CAP_REACHED", 422, "The department has used up its emergencies of the year; see used and cap.", "本部门今年使用紧急下发已达上限,见 used 与 cap。");
    public static readonly Problem Unreported = new("EMERGENCY_UNREPORTED", 422, "An earlier emergency is overdue for its report; report it first, see forms.", "此前的紧急下发逾期未事后补报,请先补报,见 forms。");
    public static readonly Problem NothingToReport = new("NOTHING_TO_REPORT", 409, "No emergency of this form is open for a report.", "此报表没有待事后补报的紧急下发。");

    public static IReadOnlyList<Problem> All { get; } = [BasisMissing, CapReached, Unreported, NothingToReport];
}
