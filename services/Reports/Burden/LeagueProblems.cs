using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Burden;

/// <summary>What can go wrong with a league table.</summary>
public static class LeagueProblems
{
    public static readonly Problem GrassrootsNotRanked = new("GRASSROOTS_NOT_RANKED", 422, "Departments and forms are ranked by what they ask; villages, townships and other units are never ranked (整治形式主义为基层减负若干规定).", "排行只针对部门和报表所占用的填报时间,不对村、乡镇等基层单位进行排名(《整治形式主义为基层减负若干规定》)。");

    public static IReadOnlyList<Problem> All { get; } = [GrassrootsNotRanked];
}
