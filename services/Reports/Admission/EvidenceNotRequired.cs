using System.Text.Json;

namespace Datarun.Reports.Admission;

/// <summary>Photos and other traces are not asked for: no rule needs them.</summary>
public static class EvidenceNotRequired
{
    public static AdmissionRule Rule { get; } = new(
        "EVIDENCE_NOT_REQUIRED", "整治形式主义为基层减负若干规定 三",
        "没有规定要求留存照片等痕迹材料,不得索要。",
        "No rule requires photos or other traces; they may not be asked for.",
        facts => facts.Fields.Where(f => f.Field.Evidence is { } evidence && Asks(evidence)).Select(f => new Finding(f.Field.Element)),
        // Whoever shows the authority the rule that needs it may have it.
        Waivable: true);

    // Forms that say "none" in so many words ask for none.
    private static bool Asks(JsonElement evidence) => evidence.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.False => false,
        JsonValueKind.String => !string.IsNullOrWhiteSpace(evidence.GetString()),
        JsonValueKind.Array => evidence.GetArrayLength() > 0,
        _ => true,
    };
}
