using System.Text.Json;

namespace Datarun.ServiceDefaults.Law;

/// <summary>
/// One entry of rules.json. <c>version</c> is the day from which it is in force. <c>verified</c> says how its wording
/// is known: text, excerpt, unconfirmed, local. <c>basis</c> is given only where that does not decide: a wording that
/// was read, but binds others and is applied here as policy.
/// </summary>
internal sealed record RuleEntry(
    string Id, DateOnly Version, JsonElement Value, string Unit, string Rule, string RuleEn, string Source, string Verified,
    DateOnly? ValidTo = null, RuleBasis? Basis = null, string? Note = null)
{
    /// <summary>What is wrong with the entry; null when nothing is.</summary>
    public string? Fault =>
        new[] { Id, Unit, Rule, RuleEn, Source }.Any(string.IsNullOrWhiteSpace) ? "id, unit, rule, ruleEn and source must not be empty"
        : Verified is not ("text" or "excerpt" or "unconfirmed" or "local") ? $"verified '{Verified}' is none of text, excerpt, unconfirmed, local"
        : ValidTo < Version ? "validTo lies before version"
        : !HasValueOfItsUnit ? $"the value {Value.GetRawText()} does not fit the unit {Unit}"
        : null;

    private bool HasValueOfItsUnit => Unit switch
    {
        "bool" or "allowed" => Value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "list" or "order" => Value.ValueKind == JsonValueKind.Array && Value.GetArrayLength() > 0
            && Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String),
        _ => Value.ValueKind == JsonValueKind.Object ? Value.EnumerateObject().All(part => IsCount(part.Value)) : IsCount(Value),
    };

    private static bool IsCount(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0;
}
