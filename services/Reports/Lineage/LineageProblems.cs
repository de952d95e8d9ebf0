using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Lineage;

/// <summary>What can go wrong with asking where a value came from.</summary>
public static class LineageProblems
{
    public static readonly Problem ValueUnknown = new("VALUE_UNKNOWN", 404, "The unit has no such value; a figure that is computed from the units below is explained at explain.", "该单位没有此数据;由下级汇总得出的数据,其构成见 explain。");

    public static IReadOnlyList<Problem> All { get; } = [ValueUnknown];
}
