namespace Datarun.Reports.Admission;

/// <summary>Nobody is ranked by a count of events that nobody may cause.</summary>
public static class RankingOnAdverseEvent
{
    public static AdmissionRule Rule { get; } = new(
        "RANKING_ON_ADVERSE_EVENT", "整治形式主义为基层减负若干规定 三",
        "不得按不良事件的数量排名通报。",
        "Units may not be ranked by a count of events that nobody may cause.",
        facts => facts.RankedBy is { AdverseEvent: true } element ? [new Finding(element.Code, facts.Rule("form.ranking.adverseEvent"))] : []);
}
