using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Admission;

/// <summary>Only elements of the catalogue are asked for.</summary>
public static class OffCatalogue
{
    public static AdmissionRule Rule { get; } = new(
        "OFF_CATALOGUE", "政务数据共享条例 第13条",
        "不在政务数据目录中,请先登记数据项。",
        "It is not in the data catalogue; define the element first.",
        facts => facts.Fields.Where(f => f.Element is null).Select(f => f.Field.Element)
            .Concat(!Text.IsBlank(facts.Form.RankBy) && facts.RankedBy is null ? [facts.Form.RankBy] : []).Distinct(StringComparer.Ordinal)
            .Select(element => new Finding(element, facts.Rule("catalogue.mandatoryFields"))));
}
