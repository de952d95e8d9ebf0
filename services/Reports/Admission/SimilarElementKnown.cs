namespace Datarun.Reports.Admission;

/// <summary>Did you mean: an element like the one that is asked exists, and somebody holds it.</summary>
public static class SimilarElementKnown
{
    public static AdmissionRule Rule { get; } = new(
        "SIMILAR_ELEMENT", "政务数据共享条例 第19条",
        "您要的是否为目录中已有的:{0}?",
        "Did you mean one that the catalogue has: {0}?",
        facts => facts.Verdicts.Where(v => v.Similar.Any(s => !s.SameName)).Select(v => new Finding(v.Element, Limit: Names(v.Similar.Where(s => !s.SameName)))),
        Rejects: false);

    internal static string Names(IEnumerable<SimilarElement> similar) => string.Join("; ", similar.Select(s => $"{s.Name} {s.Element} ({s.HeldBy})"));
}
