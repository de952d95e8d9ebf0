namespace Datarun.Reports.Admission;

/// <summary>The same name with another definition is another element (同名不同口径), and whoever fills it cannot tell.</summary>
public static class SameNameOtherDefinition
{
    public static AdmissionRule Rule { get; } = new(
        "SAME_NAME_OTHER_DEFINITION", "政务数据共享条例 第19条",
        "目录中另有同名而口径不同的数据项:{0}。",
        "The catalogue has an element of the same name with another definition: {0}.",
        facts => facts.Verdicts.Where(v => v.Similar.Any(s => s.SameName))
            .Select(v => new Finding(v.Element, Limit: SimilarElementKnown.Names(v.Similar.Where(s => s.SameName)))),
        Rejects: false);
}
