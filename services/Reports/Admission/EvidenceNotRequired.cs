using System.Collections.Frozen;
using System.Text.Json;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Admission;

/// <summary>Photos and other traces are not asked for: no rule needs them.</summary>
public static class EvidenceNotRequired
{
    public static AdmissionRule Rule { get; } = new(
        "EVIDENCE_NOT_REQUIRED", "整治形式主义为基层减负若干规定 三",
        "没有规定要求留存照片等痕迹材料,不得索要。",
        "No rule requires photos or other traces; they may not be asked for.",
        facts => facts.Fields.Where(f => f.Field.Evidence is { } evidence && Asks(evidence)).Select(f => new Finding(f.Field.Element, facts.Rule("form.evidence.notRequired"))),
        // Whoever shows the authority the rule that needs it may have it.
        Waivable: true);

    // Forms that say "none" in so many words ask for none, and so do those in which every part says so.
    private static bool Asks(JsonElement evidence) => evidence.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.False => false,
        JsonValueKind.String => evidence.GetString() is var text && !Text.IsBlank(text) && !None.Contains(text.Trim()),
        JsonValueKind.Number => evidence.GetRawText().Any(c => c is >= '1' and <= '9'),
        JsonValueKind.Array => evidence.EnumerateArray().Any(Asks),
        // {"required": false, "kind": "photo"} asks for nothing.
        JsonValueKind.Object => !(evidence.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.False)
            && evidence.EnumerateObject().Any(part => Asks(part.Value)),
        _ => true,
    };

    private static readonly FrozenSet<string> None = FrozenSet.ToFrozenSet(["无", "否", "不需要", "不要求", "不需", "none", "no", "n/a", "false", "0"], StringComparer.OrdinalIgnoreCase);
}
