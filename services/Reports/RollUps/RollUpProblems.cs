using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.RollUps;

/// <summary>What can go wrong with figures.</summary>
public static class RollUpProblems
{
    public static readonly Problem BeingMade = new(
        "ROLL_UP_BEING_MADE", 503, "Very much was written just now and its figures are still being made; an old one is never given, try again shortly.",
        "刚有大批数据写入,汇总正在更新;平台不提供过时的汇总,请稍后重试。");

    public static IReadOnlyList<Problem> All { get; } = [BeingMade];
}
