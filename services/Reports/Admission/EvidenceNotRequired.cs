namespace Datarun.Reports.Admission;

/// <summary>Photos and other traces are not asked for: no rule needs them.</summary>
public static class EvidenceNotRequired
{
    public static AdmissionRule Rule { get; } = new(
        "EVIDENCE_NOT_REQUIRED", "整治形式主义为基层减负若干规定 三",
        "没有规定要求留存照片等痕迹材料,不得索要。",
        "No rule requires photos or other traces; they may not be asked for.",
        facts => facts.Fields
            .Where(f => f.Field.Evidence is { ValueKind: not (System.Text.Json.JsonValueKind.Null or System.Text.Json.JsonValueKind.Undefined) })
            .Select(f => new Finding(f.Field.Element)));
}
