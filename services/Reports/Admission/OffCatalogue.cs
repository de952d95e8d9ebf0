namespace Datarun.Reports.Admission;

/// <summary>Only elements of the catalogue are asked for.</summary>
public static class OffCatalogue
{
    public static AdmissionRule Rule { get; } = new(
        "OFF_CATALOGUE", "政务数据共享条例 第13条",
        "不在政务数据目录中,请先登记数据项。",
        "It is not in the data catalogue; define the element first.",
        facts => facts.Fields.Where(f => f.Element is null).Select(f => new Finding(f.Field.Element))
            .Concat(facts.Form.RankBy is { Length: > 0 } ranked && facts.RankedBy is null ? [new Finding(ranked)] : []));
}
