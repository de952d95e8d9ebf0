namespace Datarun.Reports.Admission;

/// <summary>Units may be ranked by a rate, among those with enough cases: of two disputes, one settled is 50 %.</summary>
public static class RankingOnRateAllowed
{
    public static AdmissionRule Rule { get; } = new(
        "RANKING_ON_RATE_ALLOWED", "本地政策(可配置)",
        "可以按比率排名;基数不足 {0} 的单位不参与排名。",
        "Ranking by a rate is allowed; units with fewer than {0} cases are left out.",
        facts => facts.RankedBy is { AdverseEvent: false, Aggregation: "AVG" } element && facts.Rule("form.ranking.base") is var least
            ? [new Finding(element.Code, least, Math.Max(least.Int, facts.Form.RankMinimumBase ?? 0))] : [],
        Rejects: false);
}
